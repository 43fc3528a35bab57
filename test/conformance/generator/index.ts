/**
 * Random input for the real Helm and for Capstan, from a grammar that mostly makes sense: templates with values, and small
 * charts. A search makes them from a seed, asks both, and shrinks what they answer differently.
 *
 * `signatures.ts` says what functions take; `expressions.ts` and `templates.ts` are the grammar; `charts.ts` puts templates
 * into charts with subcharts; `search.ts` looks for a given time.
 */
export { charts, type GeneratedChart } from './charts.ts';
export { type Finding, type Subject, search } from './search.ts';
export { templates } from './templates.ts';
export { values } from './values.ts';
