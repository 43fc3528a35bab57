import { CapstanError } from '../../errors/index.ts';
import type { CompiledTemplates, TemplateSource } from '../engine.ts';
import { checkValueTags } from './check.ts';
import { syntaxError } from './failure.ts';
import { Frame, parameters } from './frame.ts';
import { type Generated, generate } from './generate.ts';
import { compileInRealm, type TemplateFunction } from './realm.ts';
import { Root } from './root.ts';
import { scan } from './scan.ts';

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

let compiled = 0;

function compileTemplate({ name, text }: TemplateSource): Template {
  const source = { name, text: text.includes('\r') ? text.replaceAll('\r\n', '\n') : text };
  const tokens = scan(source);
  const isYaml = writesYaml(name);
  if (isYaml) checkValueTags(source, tokens);
  const generated = generate(tokens);
  compiled += 1;
  const filename = `eta-template-${compiled}`;
  try {
    return { source, generated, filename, isYaml, run: compileInRealm(generated.code, parameters, filename) };
  } catch (error) {
    throw syntaxError(source, generated, filename, error);
  }
}

/** `x.yaml.eta`, `x.yml.eta`, and `_x.eta`, which names no other format. */
function writesYaml(name: string): boolean {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return /\.ya?ml\.eta$/.test(file) || !/\..+\.eta$/.test(file);
}
