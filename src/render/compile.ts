import type { Chart, ChartFile } from '../chart/index.ts';
import { type CompiledTemplates, type Engine, engineFor, executionOrder, fromBytes } from '../template/index.ts';

/** One template that writes output of its own; partials are only in the sets of those that include them. */
export interface Unit {
  /** `kre-chart/templates/minio.yaml.eta`, `kre-chart/charts/influxdb/templates/x.yaml`. */
  readonly name: string;
  /** The subcharts on the way from the top chart. */
  readonly path: readonly string[];
  readonly basePath: string;
  readonly role: 'manifests' | 'notes' | 'subchart notes';
  readonly language: Engine['name'];
  readonly templates: CompiledTemplates;
}

const compiled = new WeakMap<Chart, readonly Unit[]>();

/**
 * A chart's templates and those of all below it, in the order in which Helm executes them; compiled once in the chart's life.
 * @throws CapstanError TEMPLATE_SYNTAX with the place.
 */
export function compileChart(chart: Chart): readonly Unit[] {
  let units = compiled.get(chart);
  if (!units) {
    units = compileUnits(executionOrder(collectTemplates(chart, chart.metadata.name, [])));
    compiled.set(chart, units);
  }
  return units;
}

interface TemplateFile extends Omit<Unit, 'language' | 'templates'> {
  readonly text: string;
}

function collectTemplates(chart: Chart, prefix: string, path: readonly string[]): TemplateFile[] {
  const isLibrary = chart.metadata.type?.toLowerCase() === 'library';
  const own = chart.templates
    .filter((file) => !isLibrary || isPartial(file.path))
    .map((file) => ({
      name: `${prefix}/${file.path}`,
      text: fromBytes(file.data),
      path,
      basePath: `${prefix}/templates`,
      role: roleOf(file, path.length === 0),
    }));
  const below = chart.dependencies.flatMap((subchart) => {
    const { name } = subchart.metadata;
    return collectTemplates(subchart, `${prefix}/charts/${name}`, [...path, name]);
  });
  return [...own, ...below];
}

/** Helm takes every file whose name ends so for notes, and shows those of the top chart's templates/ alone. */
function roleOf({ path }: ChartFile, isRoot: boolean): Unit['role'] {
  if (!/NOTES\.txt(?:\.eta)?$/.test(path)) return 'manifests';
  return isRoot && /^templates\/NOTES\.txt(?:\.eta)?$/.test(path) ? 'notes' : 'subchart notes';
}

function isPartial(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('_');
}

function compileUnits(files: readonly TemplateFile[]): Unit[] {
  const sets = new Map<Engine, CompiledTemplates>();
  for (const [engine, members] of Map.groupBy(files, ({ name }) => engineFor(name))) {
    sets.set(engine, engine.compile(members));
  }
  return files
    .filter(({ name }) => !isPartial(name))
    .map(({ text: _, ...file }) => {
      const engine = engineFor(file.name);
      return { ...file, language: engine.name, templates: sets.get(engine)! };
    });
}

const asking = new WeakMap<Chart, boolean>();

/** Whether any of its templates may look at objects of the cluster. */
export function asksForLookups(chart: Chart): boolean {
  let asks = asking.get(chart);
  if (asks === undefined) {
    asks =
      [...chart.templates, ...chart.files].some(({ data }) => /lookup/i.test(fromBytes(data))) ||
      chart.dependencies.some(asksForLookups);
    asking.set(chart, asks);
  }
  return asks;
}
