import type { Funcs, Value, World } from '../go/index.ts';
import { isBuiltin } from './builtins.ts';
import type { CompileOptions } from './compiled.ts';
import { TemplateError } from './error.ts';
import { Execution, missingMessage } from './execution.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { SetOptions } from './options.ts';
import type { HasFunction } from './parse-state.ts';
import { parseTemplates } from './parser.ts';
import { Template, type Templates } from './template.ts';
import { TextCache } from './text-cache.ts';

/** Templates that can name each other. */
export interface TemplateSet {
  has(name: string): boolean;
  names(): string[];
  /** @throws TemplateError, or what a function throws as CapstanError. */
  execute(name: string, data: Value, world: World, limits?: Partial<Limits>): string;
}

export interface TemplateText {
  readonly name: string;
  readonly text: string;
}

/**
 * Parses texts in their order; each is a template, and so is what it defines. A later template replaces an earlier one of
 * its name, unless it is empty. @throws TemplateError of kind `syntax`.
 */
export function compileTemplateSet(
  sources: readonly TemplateText[],
  funcs: Funcs,
  options: SetOptions = {},
): TemplateSet {
  const { name: root = '', missingKey = 'default', mapMethods = {} } = options;
  const mapMethodNames = new Set(Object.values(mapMethods).flatMap((methods) => Object.keys(methods)));
  const compileOptions: CompileOptions = { funcs, missingKey, mapMethods, mapMethodNames };
  const hasFunction: HasFunction = (name) => Object.hasOwn(funcs, name) || isBuiltin(name);
  const cache = new TextCache(parse);
  const templates = new Map<string, Template>();
  for (const { name, text } of sources) {
    for (const template of parse(name, text)) {
      if (!template.isEmpty || !templates.has(template.source.name)) templates.set(template.source.name, template);
    }
  }
  const base = layer(undefined, templates);
  return { has: (name) => templates.has(name), names: () => [...templates.keys()], execute };

  function parse(name: string, text: string): Template[] {
    return [...parseTemplates(name, text, hasFunction).values()].map((tree) => new Template(tree, compileOptions));
  }

  function layer(below: Templates | undefined, own: ReadonlyMap<string, Template>): Templates {
    const layered: Templates = { name: root, find: (name) => own.get(name) ?? below?.find(name), parseText };
    return layered;

    function parseText(text: string): [template: Template, templates: Templates] {
      const defined = cache.get(root, text);
      const template = defined.find(({ source }) => source.name === root)!;
      const over = new Map<string, Template>();
      for (const other of defined) {
        // the text itself is there by its name even when it is empty
        if (other === template || !other.isEmpty || !layered.find(other.source.name))
          over.set(other.source.name, other);
      }
      return [template, layer(layered, over)];
    }
  }

  function execute(name: string, data: Value, world: World, limits?: Partial<Limits>): string {
    const template = templates.get(name);
    if (!template) {
      const message = missingMessage(name, root);
      throw new TemplateError('missing', message, message, []);
    }
    const run = new Execution(template, base, world, limits ? { ...defaultLimits, ...limits } : defaultLimits);
    return run.capture(template, data);
  }
}
