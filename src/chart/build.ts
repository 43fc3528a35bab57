import { hash } from 'node:crypto';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { readArchive } from './archive.ts';
import type { Budget } from './budget.ts';
import type { Chart, ChartFile, ChartLock, ChartMetadata, Values } from './chart.ts';
import { readData, tableOf, textOf } from './data.ts';
import { type DraftMetadata, decodeLock, decodeMetadata } from './metadata.ts';
import { Share } from './share.ts';
import { freezeDeep } from './table.ts';
import { validateMetadata } from './validate.ts';

const charts = new Share<Chart>();
const contents = new Share<Buffer>();

/**
 * A chart of its files, in the order they were found; `place` is where, for messages. Charts of equal files are one and
 * the same object, where the budget says that it pays to look.
 * @throws CapstanError CHART_INVALID or YAML_INVALID with Helm's words
 */
export function buildChart(place: string, files: readonly ChartFile[], budget: Budget): Chart {
  if (!budget.sharesEqual) return build(place, files, () => digestOf(files.map(shareContent)), budget);
  const raw = files.map(shareContent);
  const digest = digestOf(raw);
  return (
    charts.get(digest) ??
    charts.keep(
      digest,
      build(place, raw, () => digest, budget),
    )
  );
}

interface HashedFile extends ChartFile {
  /** sha256 of the data. */
  readonly sum: string;
}

const sums = new WeakMap<Buffer, string>();

function shareContent({ path, data }: ChartFile): HashedFile {
  const known = sums.get(data);
  if (known !== undefined) return { path, data, sum: known };
  const sum = hash('sha256', data);
  const shared = contents.get(sum) ?? contents.keep(sum, data);
  sums.set(shared, sum);
  return { path, data: shared, sum };
}

function digestOf(files: readonly HashedFile[]): string {
  const lines = files.map(({ path, sum }) => `${Buffer.byteLength(path)}:${path}${sum}`);
  return hash('sha256', lines.sort().join('\n'));
}

function build(place: string, files: readonly ChartFile[], digestOf: () => string, budget: Budget): Chart {
  budget.addChart(place);
  const sorted = new SortedFiles(place);
  for (const file of files) if (file.path === 'Chart.yaml') sorted.addMetadata(file);
  for (const file of files) sorted.add(file);
  const metadata = sorted.validMetadata();
  const dependencies = buildSubcharts(place, metadata.name, sorted.subcharts, budget);
  const plain = (list: readonly ChartFile[]) =>
    Object.freeze(list.map(({ path, data }) => Object.freeze({ path, data })));
  const others = plain(sorted.files);
  return Object.freeze({
    metadata: freezeDeep(metadata),
    lock: freezeDeep(sorted.lock),
    values: freezeDeep(sorted.values),
    schema: sorted.schema,
    templates: plain(sorted.templates),
    crds: Object.freeze(others.filter(isCrd)),
    files: others,
    raw: plain(files),
    dependencies: Object.freeze(dependencies),
    warnings: Object.freeze([...sorted.warnings, ...dependencies.flatMap(({ warnings }) => warnings)]),
    get digest() {
      return digestOf();
    },
  });
}

function isCrd({ path }: ChartFile): boolean {
  return path.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(path);
}

/** A chart's files by what they are, in Helm's LoadFiles' way. */
class SortedFiles {
  readonly templates: ChartFile[] = [];
  readonly files: ChartFile[] = [];
  /** By the first name below charts/. */
  readonly subcharts = new Map<string, ChartFile[]>();
  readonly warnings: string[] = [];
  lock: ChartLock | undefined;
  values: Values = {};
  schema: string | undefined;
  private readonly place: string;
  private metadata: DraftMetadata | undefined;
  private chartFile: ChartFile | undefined;

  constructor(place: string) {
    this.place = place;
  }

  addMetadata(file: ChartFile): void {
    const read = this.read(file, decodeMetadata);
    this.metadata = { ...this.metadata, ...read };
    // charts of Helm 2 may lack it
    if (!this.metadata.apiVersion) this.metadata = { ...this.metadata, apiVersion: 'v1' };
    this.chartFile = file;
  }

  add(file: ChartFile): void {
    const { path } = file;
    if (path === 'Chart.yaml') return;
    if (path === 'Chart.lock') this.lock = this.read(file, readLock);
    else if (path === 'values.yaml') this.values = this.read(file, tableOf);
    else if (path === 'values.schema.json') this.schema = textOf(file.data);
    else if (path === 'requirements.yaml') this.addRequirements(file);
    else if (path === 'requirements.lock') this.addRequirementsLock(file);
    else if (path.startsWith('templates/')) this.templates.push(file);
    else if (path.startsWith('charts/') && !path.endsWith('.prov')) this.addToSubchart(file);
    else this.files.push(file);
  }

  validMetadata(): ChartMetadata {
    if (!this.metadata) {
      throw new CapstanError('CHART_INVALID', 'Chart.yaml file is missing', {
        place: { file: this.place },
        hint: 'a chart is a directory or an archive that holds Chart.yaml and templates/',
      });
    }
    try {
      return validateMetadata(this.metadata);
    } catch (error) {
      const file = `${this.place}/Chart.yaml`;
      const text = this.chartFile && textOf(this.chartFile.data);
      throw new CapstanError('CHART_INVALID', messageOf(error), {
        place: { file, ...(text === undefined ? {} : { text, ...placeOfKey(text, messageOf(error)) }) },
        hint: 'Chart.yaml needs at least apiVersion: v2, name and version',
      });
    }
  }

  private addRequirements(file: ChartFile): void {
    if (this.metadata?.apiVersion !== 'v1') {
      this.warnings.push(
        'load.go:120: Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
      );
    }
    this.metadata = { ...this.metadata, ...this.read(file, decodeMetadata) };
    if (this.metadata.apiVersion === 'v1') this.files.push(file);
  }

  private addRequirementsLock(file: ChartFile): void {
    this.lock = this.read(file, readLock);
    if (this.metadata?.apiVersion !== 'v1') {
      this.warnings.push(
        'load.go:138: Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
      );
    } else this.files.push(file);
  }

  private addToSubchart(file: ChartFile): void {
    const path = file.path.slice('charts/'.length);
    const name = path.split('/', 1)[0]!;
    const members = this.subcharts.get(name);
    const member = { ...file, path };
    if (members) members.push(member);
    else this.subcharts.set(name, [member]);
  }

  private read<T>(file: ChartFile, decode: (data: unknown) => T): T {
    return readData(file, this.place, decode);
  }
}

function readLock(data: unknown): ChartLock | undefined {
  return data === null ? undefined : decodeLock(data);
}

/** Helm takes them in no order; here it is that of their names. */
function buildSubcharts(
  place: string,
  parent: string,
  subcharts: ReadonlyMap<string, readonly ChartFile[]>,
  budget: Budget,
): Chart[] {
  const names = [...subcharts.keys()].filter((name) => !/^[_.]/.test(name)).sort();
  return names.map((name) => {
    const files = subcharts.get(name)!;
    const inside = `${place}/charts/${name}`;
    try {
      if (!name.endsWith('.tgz')) return buildChart(inside, withoutFolder(files), budget);
      const [file] = files;
      if (file!.path === name) return buildChart(inside, readArchive(file!.data, inside, budget), budget);
    } catch (error) {
      if (!isCapstanError(error)) throw error;
      throw wrap(error, `error unpacking subchart ${name} in ${parent}`);
    }
    throw new CapstanError(
      'CHART_INVALID',
      `error unpacking subchart tar in ${parent}: expected ${name}, got ${files[0]!.path}`,
      { place: { file: inside } },
    );
  });
}

/** What lies in charts/ itself is no part of a chart. */
function withoutFolder(files: readonly ChartFile[]): ChartFile[] {
  return files.flatMap((file) => {
    const slash = file.path.indexOf('/');
    return slash < 0 ? [] : [{ ...file, path: file.path.slice(slash + 1) }];
  });
}

function wrap(error: CapstanError, what: string): CapstanError {
  const { place, hint } = error;
  return new CapstanError(error.code, `${what}: ${error.message}`, {
    cause: error,
    ...(place ? { place } : {}),
    ...(hint === undefined ? {} : { hint }),
  });
}

function placeOfKey(text: string, problem: string): { line?: number; column?: number } {
  const key = /chart\.metadata\.(\w+) /.exec(problem)?.[1];
  const index = key === undefined ? -1 : text.split('\n').findIndex((line) => line.startsWith(`${key}:`));
  return index < 0 ? {} : { line: index + 1, column: 1 };
}
