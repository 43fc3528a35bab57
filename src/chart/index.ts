/**
 * A chart as data, and the values that go into it.
 *
 * `loadChart` reads a chart's folder or archive into a frozen Chart with a digest; all else is pure, and Helm 3.21's to the
 * letter, its warnings and messages too. User values (of a resource's spec, of files and --set expressions merged in
 * order) become a chart's values by `coalesce`: tables merge, lists and scalars replace, null removes a default, `global`
 * reaches down into subcharts. `activeChart` leaves out the subcharts that conditions and tags switch off, names the others
 * by their aliases and imports what they export. `validateValues` holds the result against values.schema.json.
 *
 * A number of values is Go's float64, a bigint its int64, which only --set makes.
 */
export { bareChart } from './bare-chart.ts';
export type {
  Chart,
  ChartFile,
  ChartLock,
  ChartMetadata,
  Maintainer,
  Requirement,
  Values,
  Warn,
} from './chart.ts';
export { coalesce, coalesceTables, mergeValues } from './coalesce.ts';
export { type Shape, textMapShape, textShape } from './decode.ts';
export { activeChart, checkDependencies } from './dependencies.ts';
export { isMatch } from './glob.ts';
export { loadArchive, loadChanged, loadChart, loadChartAlone, loadChartWithin, loadOnce } from './load.ts';
export type { DraftMetadata } from './metadata.ts';
export { BadPattern, matchPath } from './path-match.ts';
export { readMetadata, readStruct } from './read-struct.ts';
export { checkSchema, type SchemaDocuments } from './schema/index.ts';
export { applySet, type SetKind } from './set.ts';
export { freezeDeep, isTable } from './table.ts';
export { unpackArchive } from './unpack.ts';
export { fetchSchemas, type ValidationOptions, validateValues } from './values-schema.ts';
