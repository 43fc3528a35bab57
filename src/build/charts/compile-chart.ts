import type { Chart, ChartFile } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { compilePortable, engineFor, fromBytes, type TemplateSource } from '../../template/index.ts';

/**
 * The chart with its Eta templates, and those of its subcharts, as Go templates: what Helm reads. A chart without any is
 * itself.
 * @throws CapstanError TEMPLATE_UNPORTABLE or TEMPLATE_SYNTAX with the place
 */
export function compileChart(chart: Chart): Chart {
  const { name } = chart.metadata;
  const sources = collect(chart, name);
  const [eta, others] = [sources.filter(isEta), sources.filter((source) => !isEta(source))];
  if (eta.length === 0) return chart;
  const compiled = compilePortable(eta, `${name}._eta`);
  checkThatNoneIsTwice(compiled, others);
  checkThatGoReads([...compiled, ...others]);
  return withTemplates(chart, name, compiled);
}

function collect(chart: Chart, prefix: string): TemplateSource[] {
  const own = chart.templates.map(({ path, data }) => ({ name: `${prefix}/${path}`, text: fromBytes(data) }));
  return [...own, ...chart.dependencies.flatMap((subchart) => collect(subchart, below(prefix, subchart)))];
}

function below(prefix: string, { metadata }: Chart): string {
  return `${prefix}/charts/${metadata.name}`;
}

function isEta({ name }: { readonly name: string }): boolean {
  return engineFor(name).name === 'eta';
}

/** `x.yaml` beside `x.yaml.eta`, which becomes x.yaml: one of them would be lost. */
function checkThatNoneIsTwice(compiled: readonly TemplateSource[], others: readonly TemplateSource[]): void {
  const names = new Set(others.map(({ name }) => name));
  const twice = compiled.find(({ name }) => names.has(name));
  if (!twice) return;
  throw new CapstanError('TEMPLATE_UNPORTABLE', `two templates become ${twice.name}`, {
    place: { file: twice.name },
    hint: 'rename one of them',
  });
}

/** What the compiler wrote is parsed here, and not for the first time by who installs the chart. */
function checkThatGoReads(sources: readonly TemplateSource[]): void {
  engineFor('x.yaml').compile(sources);
}

function withTemplates(chart: Chart, prefix: string, compiled: readonly TemplateSource[]): Chart {
  const folder = `${prefix}/`;
  const own: ChartFile[] = compiled
    .filter(({ name }) => name.startsWith(`${folder}templates/`))
    .map(({ name, text }) => ({ path: name.slice(folder.length), data: Buffer.from(text) }));
  const kept = chart.templates.filter(({ path }) => !isEta({ name: path }));
  return {
    ...chart,
    templates: [...kept, ...own].sort((a, b) => (a.path < b.path ? -1 : 1)),
    dependencies: chart.dependencies.map((subchart) => withTemplates(subchart, below(prefix, subchart), compiled)),
  };
}
