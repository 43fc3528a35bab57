/**
 * What is wrong with a chart, as `helm lint` sees it: rules over its files, each with a severity and the words of Helm.
 *
 * `lintChart` runs the rules in Helm's order: Chart.yaml, values.yaml, templates (rendered with missing required values
 * tolerated), dependencies. A Finding is one message; an error makes the chart fail, with `--strict` a warning does too.
 */
export { type Finding, formatFinding, type LintOptions, lintChart, type Severity } from './lint-chart.ts';
