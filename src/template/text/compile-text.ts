import { CapstanError } from '../../errors/index.ts';
import type { Funcs, Value, World } from '../go/index.ts';
import { compileTemplateSet, defaultLimits, TemplateError, type TemplateSet } from '../gotpl/index.ts';
import { createHelmWorld } from '../helm/index.ts';

export interface TextTemplate {
  /** @throws CapstanError TEMPLATE_FAILED; with `isStrict` also where a nil is printed, for want of a field. */
  execute(data: Value): string;
}

export interface TextOptions {
  /** What Go's messages call it. */
  readonly name: string;
  readonly funcs: Funcs;
  /** A field that is not there may be given a `default`, and is an error where it would be printed. */
  readonly isStrict?: boolean;
}

/** @throws CapstanError TEMPLATE_SYNTAX in Go's words */
export function compileText(text: string, { name, funcs, isStrict = false }: TextOptions): TextTemplate {
  const set = compile('default');
  return { execute };

  function execute(data: Value): string {
    const written = run(set, data);
    if (!isStrict || !/<no value>|<nil>/.test(written)) return written;
    run(compile('error'), data); // Go names the field that is missing
    throw new CapstanError('TEMPLATE_FAILED', `template: ${name}: a field that it prints is null`);
  }

  function compile(missingKey: 'default' | 'error'): TemplateSet {
    try {
      return compileTemplateSet([{ name, text }], funcs, { name, missingKey });
    } catch (cause) {
      throw worded('TEMPLATE_SYNTAX', cause);
    }
  }

  function run(set: TemplateSet, data: Value): string {
    try {
      return set.execute(name, data, world, limits);
    } catch (cause) {
      throw worded('TEMPLATE_FAILED', cause);
    }
  }
}

const limits = { ...defaultLimits, milliseconds: 1_000, bytes: 1024 * 1024 }; // it is one line, as a rule

const world: World = createHelmWorld();

function worded(code: 'TEMPLATE_SYNTAX' | 'TEMPLATE_FAILED', cause: unknown): unknown {
  return cause instanceof TemplateError ? new CapstanError(code, cause.message, { cause }) : cause;
}
