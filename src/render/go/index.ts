/**
 * What Go templates see of a chart and its release, as Go's values: `.Values`, `.Chart`, `.Files`, `.Release`,
 * `.Capabilities`, `.Subcharts`, with the types, the methods and the printed form they have in Helm.
 *
 * A scope is made once for each rendering, for templates change `.Values`; what they cannot change is made once per chart.
 */
export { createGoScope, type GoScope } from './scope.ts';
export { toGoValue, withInt64, withNumbers } from './values.ts';
