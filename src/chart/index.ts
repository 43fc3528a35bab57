/**
 * A chart as data, and the values that go into it.
 *
 * `loadChart` reads a chart's folder, and nothing outside it, into a frozen Chart with a digest; all else is pure.
 * User values (of a resource's spec, of files and --set expressions merged in order) become a chart's values by
 * `coalesce`, with Helm's rules: tables merge, lists and scalars replace, null removes a default, `global` reaches down
 * into subcharts. `validateValues` holds the result against values.schema.json and names every path that violates it.
 * `activeChart` leaves out the subcharts that conditions and tags switch off.
 */
export type { Chart, ChartFile, ChartMetadata, Values } from './chart.ts';
export { coalesce, mergeValues } from './coalesce.ts';
export { activeChart } from './dependencies.ts';
export { isMatch } from './glob.ts';
export { loadChart } from './load.ts';
export { validateValues } from './schema.ts';
export { applySet, type SetKind } from './set.ts';
