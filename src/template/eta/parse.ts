import type { TemplateSource } from '../engine.ts';
import { checkValueTags } from './check.ts';
import { type Generated, generate } from './generate.ts';
import { scan, type Token } from './scan.ts';

/** A template as JavaScript, before anybody runs or translates it. */
export interface ParsedTemplate {
  /** With line feeds alone. */
  readonly source: TemplateSource;
  readonly tokens: readonly Token[];
  readonly generated: Generated;
  /** True when `<%=` writes YAML scalars, false when it writes plain text. */
  readonly isYaml: boolean;
}

/** @throws CapstanError TEMPLATE_SYNTAX with the place. */
export function parseTemplate({ name, text }: TemplateSource): ParsedTemplate {
  const source = { name, text: text.includes('\r') ? text.replaceAll('\r\n', '\n') : text };
  const tokens = scan(source);
  const isYaml = writesYaml(name);
  if (isYaml) checkValueTags(source, tokens);
  return { source, tokens, generated: generate(tokens), isYaml };
}

/** `x.yaml.eta`, `x.yml.eta`, and `_x.eta`, which names no other format. */
function writesYaml(name: string): boolean {
  const file = name.slice(name.lastIndexOf('/') + 1);
  return /\.ya?ml\.eta$/.test(file) || !/\..+\.eta$/.test(file);
}
