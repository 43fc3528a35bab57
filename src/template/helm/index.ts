/**
 * Go templates as Helm runs them: text/template with `missingkey=zero`, sprig's functions but for `env` and `expandenv`, and
 * Helm's own (include, tpl, required, fail, lookup, toYaml and its family).
 *
 * A set is compiled once and executed for each release. Templates of one release run in Helm's order (`executionOrder`),
 * because they may change the values that later ones see. Messages are Helm's to the letter; the place, an excerpt and a hint
 * come beside them.
 */
export { asChartValues } from './chart-values.ts';
export { gotplEngine } from './engine.ts';
export { executionOrder } from './order.ts';
export { createHelmWorld, type HelmWorld, type WorldOptions } from './world.ts';
