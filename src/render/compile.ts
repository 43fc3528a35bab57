import type { Chart, ChartFile } from '../chart/index.ts';
import { CapstanError } from '../errors/index.ts';
import { type CompiledTemplates, type Engine, engineFor, type TemplateSource } from '../template/index.ts';
import { readDocuments } from './documents.ts';
import type { Manifest } from './manifest.ts';

/** All of a chart that does not depend on values: templates compiled, static text and CRDs read. */
export interface CompiledChart {
  /** In the order of their names, which is the order Helm reads their output in. */
  readonly units: readonly Unit[];
  readonly crds: readonly Manifest[];
}

/** A template that writes output of its own; partials are only in the sets of those that include them. */
export interface Unit {
  /** `kre-chart/templates/minio.yaml.eta`, `kre-chart/charts/influxdb/templates/x.yaml`. */
  readonly name: string;
  /** The subcharts on the way from the top chart. */
  readonly path: readonly string[];
  readonly basePath: string;
  readonly isNotes: boolean;
  /** Undefined for static text, which `text` holds. */
  readonly templates: CompiledTemplates | undefined;
  readonly text: string;
}

const compiled = new WeakMap<Chart, CompiledChart>();

/**
 * Compiles a chart once in its life.
 * @throws CapstanError TEMPLATE_SYNTAX with the place, MANIFEST_INVALID for a file of crds/.
 */
export function compileChart(chart: Chart): CompiledChart {
  let result = compiled.get(chart);
  if (!result) {
    const units = collectTemplates(chart, chart.metadata.name, [], true);
    result = {
      units: compileUnits(units),
      crds: crdFiles(chart).flatMap(({ source, text }) => readDocuments(source, text)),
    };
    compiled.set(chart, result);
  }
  return result;
}

interface TemplateFile extends TemplateSource {
  readonly path: readonly string[];
  readonly basePath: string;
  readonly isNotes: boolean;
}

function collectTemplates(chart: Chart, prefix: string, path: readonly string[], isRoot: boolean): TemplateFile[] {
  const isLibrary = chart.metadata.type === 'library';
  const own = chart.templates
    .filter((file) => !isLibrary || isPartial(file.path))
    .map((file) => ({
      name: `${prefix}/${file.path}`,
      text: file.data.toString('utf8'),
      path,
      basePath: `${prefix}/templates`,
      isNotes: isNotes(file),
    }))
    // Helm shows the notes of the top chart alone
    .filter((file) => isRoot || !file.isNotes);
  const below = chart.dependencies.flatMap((subchart) => {
    const { name } = subchart.metadata;
    return collectTemplates(subchart, `${prefix}/charts/${name}`, [...path, name], false);
  });
  return [...own, ...below];
}

function isNotes({ path }: ChartFile): boolean {
  return /^templates\/NOTES\.txt(?:\.eta)?$/.test(path);
}

function isPartial(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('_');
}

function compileUnits(files: readonly TemplateFile[]): Unit[] {
  const sets = new Map<Engine, CompiledTemplates>();
  const byEngine = Map.groupBy(files, ({ name }) => engineFor(name));
  for (const [engine, members] of byEngine) if (engine) sets.set(engine, engine.compile(members));
  return files
    .filter(({ name }) => !isPartial(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((file) => {
      const engine = engineFor(file.name);
      if (!engine) refuseGoTemplate(file);
      const { name, path, basePath, isNotes } = file;
      return { name, path, basePath, isNotes, templates: engine && sets.get(engine), text: engine ? '' : file.text };
    });
}

/** A file without an engine is static text; one that is not meant to be must not be passed on as such. */
function refuseGoTemplate({ name, text }: TemplateSource): void {
  const offset = text.indexOf('{{');
  if (offset < 0) return;
  const before = text.slice(0, offset).split('\n');
  throw new CapstanError(
    'TEMPLATE_SYNTAX',
    `template ${name} is written in Go templates, which this version does not render`,
    {
      place: { file: name, text, line: before.length, column: before.at(-1)!.length + 1 },
      hint: `write it in Eta, as ${name.slice(name.lastIndexOf('/') + 1)}.eta`,
    },
  );
}

/** The files of crds/ as they are; those of subcharts behind those of their chart, each folder in the order of its names. */
export function crdFiles(chart: Chart, prefix: string = chart.metadata.name): { source: string; text: string }[] {
  return [
    ...chart.crds.map(({ path, data }) => ({ source: `${prefix}/${path}`, text: data.toString('utf8') })),
    ...chart.dependencies.flatMap((subchart) => crdFiles(subchart, `${prefix}/charts/${subchart.metadata.name}`)),
  ];
}
