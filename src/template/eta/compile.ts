import { CapstanError } from '../../errors/index.ts';
import type { CompiledTemplates, TemplateSource } from '../engine.ts';
import { syntaxError } from './failure.ts';
import { Frame, parameters } from './frame.ts';
import type { Generated } from './generate.ts';
import { parseTemplate } from './parse.ts';
import { compileInRealm, type TemplateFunction } from './realm.ts';
import { Root } from './root.ts';

/** One template of a set, ready to run. */
export interface Template {
  readonly source: TemplateSource;
  readonly generated: Generated;
  /** How stack traces call its code. */
  readonly filename: string;
  readonly run: TemplateFunction;
  /** True when `<%=` writes YAML scalars, false when it writes plain text. */
  readonly isYaml: boolean;
}

export function compileSet(sources: readonly TemplateSource[]): CompiledTemplates {
  const set = new Map<string, Template>();
  for (const source of sources) set.set(source.name, compileTemplate(source));
  return {
    render(name, data) {
      const template = set.get(name);
      if (!template) throw new CapstanError('TEMPLATE_FAILED', `there is no template ${name}`);
      return new Frame(set, template, new Root(data)).run();
    },
  };
}

/** The functions; `it` stays what it is. */
const ownNames = new Set(parameters.slice(2));

let compiled = 0;

function compileTemplate(given: TemplateSource): Template {
  const { source, generated, isYaml } = parseTemplate(given);
  compiled += 1;
  const filename = `eta-template-${compiled}`;
  try {
    return { source, generated, filename, isYaml, run: compileCode(generated.code, filename) };
  } catch (error) {
    throw syntaxError(source, generated, filename, error);
  }
}

/** What a template declares itself is its own, also where a function of ours has that name: charts are older than some functions. */
function compileCode(code: string, filename: string, names = parameters): TemplateFunction {
  try {
    return compileInRealm(code, names, filename);
  } catch (error) {
    const [, declared] = /^Identifier '(\w+)' has already been declared$/.exec((error as Error).message) ?? [];
    if (declared === undefined || !ownNames.has(declared) || !names.includes(declared)) throw error;
    return compileCode(
      code,
      filename,
      names.map((name, index) => (name === declared ? `__${index}` : name)),
    );
  }
}
