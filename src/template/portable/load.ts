import { createRequire } from 'node:module';
import type { TemplateSource } from '../engine.ts';

const require = createRequire(import.meta.url);

/** The compiler is loaded when it is first asked for. */
const compiler = (): typeof import('./compile-set.ts') =>
  require('./compile-set.ts') as typeof import('./compile-set.ts');

/**
 * The Eta templates of a chart, its subcharts included, as Go templates that write the same.
 * @param sources by the names that Helm gives them: `web/templates/x.yaml.eta`
 * @param prefix of the names of the templates that all of them use: the chart's name
 * @returns the same in Go, by their new names, and one file more: the library
 * @throws CapstanError TEMPLATE_UNPORTABLE or TEMPLATE_SYNTAX with the place
 */
export function compilePortable(sources: readonly TemplateSource[], prefix: string): TemplateSource[] {
  return compiler().compilePortableSet(sources, prefix);
}
