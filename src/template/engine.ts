import type { World } from './go/index.ts';

/** One text of a template set, before compilation. `name` is what errors and `# Source:` lines call it. */
export interface TemplateSource {
  readonly name: string;
  readonly text: string;
}

/** A set of templates compiled together, so that each can include the others by name. */
export interface CompiledTemplates {
  /**
   * Renders one template of the set. `data` is what the language wants: the values of Go for Go templates (a GoMap), plain
   * data for Eta; `world` is asked only by languages with functions for it.
   * @throws CapstanError TEMPLATE_FAILED with the place inside the template (file:line:column, text) and what it was included from.
   */
  render(name: string, data: object, world?: World): string;
}

/** A template language. It knows no chart and no cluster: text in, text out. */
export interface Engine {
  readonly name: 'eta' | 'gotpl';
  /** True when the template of that file name is written in this language. */
  accepts(name: string): boolean;
  /** @throws CapstanError TEMPLATE_SYNTAX with the place. */
  compile(sources: readonly TemplateSource[]): CompiledTemplates;
}
