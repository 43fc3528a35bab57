import { promisify } from 'node:util';
import { constants, gunzip, gzip, gzipSync } from 'node:zlib';
import type { Chart, ChartFile, ChartLock, Values } from '../chart/index.ts';
import type { KubeObject } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { Hook, HookEvent } from '../render/index.ts';

/** Helm's release states, by Helm's names. */
export type RecordStatus =
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback'
  | 'deployed'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'uninstalled'
  | 'unknown';

/** One revision of a release, as Helm v3 stores it (pkg/release.Release as JSON). */
export interface ReleaseRecord {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly info: {
    readonly first_deployed: string;
    readonly last_deployed: string;
    readonly deleted: string;
    readonly description: string;
    readonly status: RecordStatus;
    readonly notes?: string;
  };
  readonly chart: RecordedChart;
  /** The user's values, not coalesced with the chart's. */
  readonly config: Values;
  readonly manifest: string;
  readonly hooks?: readonly RecordedHook[];
}

export interface RecordedChart {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly lock: RecordedLock | null;
  readonly templates: readonly RecordedFile[];
  readonly values: Values;
  /** base64, as Go writes []byte. */
  readonly schema: string | null;
  readonly files: readonly RecordedFile[];
}

/** Helm's chart.Lock. */
interface RecordedLock {
  readonly generated: string;
  readonly digest: string;
  readonly dependencies: readonly Readonly<Record<string, unknown>>[];
}

interface RecordedFile {
  readonly name: string;
  readonly data: string;
}

export interface RecordedHook {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly HookEvent[];
  readonly last_run: { readonly started_at: string; readonly completed_at: string; readonly phase: string };
  readonly weight: number;
  readonly delete_policies: readonly string[];
}

export const recordLabels = { owner: 'owner', name: 'name', status: 'status', version: 'version' } as const;

/** The name of the Secret that holds one revision: Helm's scheme. */
export function recordSecretName(releaseName: string, revision: number): string {
  return `sh.helm.release.v1.${releaseName}.v${revision}`;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Zipping this much takes about a millisecond. A detour over the thread pool would take longer, and leave each of its
 * threads with a memory arena of its own: 20 MiB more resident memory, measured with 250 releases.
 */
const syncBytesAtMost = 64 * 1024;

/**
 * Data of the record's Secret: JSON, gzipped, base64 by Helm, and base64 once more by Kubernetes.
 * @param effort 'smallest': as Helm zips it; three times the work for a percent or two
 */
export async function encodeRecord(record: ReleaseRecord, effort: 'fast' | 'smallest' = 'fast'): Promise<string> {
  const text = Buffer.from(stringifyRecord(record));
  const level = effort === 'fast' ? constants.Z_DEFAULT_COMPRESSION : constants.Z_BEST_COMPRESSION;
  const zipped = text.length <= syncBytesAtMost ? gzipSync(text, { level }) : await compress(text, { level });
  return Buffer.from(zipped.toString('base64')).toString('base64');
}

export async function decodeRecord(secret: KubeObject): Promise<ReleaseRecord> {
  const data = (secret['data'] as Record<string, string> | undefined)?.['release'];
  const where = `Secret ${secret.metadata.namespace}/${secret.metadata.name}`;
  if (data === undefined) throw new CapstanError('RECORD_INVALID', `${where} holds no release`);
  try {
    const raw = Buffer.from(Buffer.from(data, 'base64').toString('latin1'), 'base64');
    const isZipped = raw[0] === 0x1f && raw[1] === 0x8b; // Helm 2 era records were not
    const json = isZipped ? await decompress(raw, { maxOutputLength: 256 * 1024 * 1024 }) : raw;
    return complete(JSON.parse(json.toString('utf8')));
  } catch {
    // The cause stays untold: a parser's words quote the text, and that holds values.
    throw new CapstanError('RECORD_INVALID', `${where} does not hold a readable Helm release`, {
      hint: 'delete this Secret if an older revision is to be used, or restore it',
    });
  }
}

/** Go leaves empty fields out. */
function complete(record: Omit<ReleaseRecord, 'config' | 'manifest'> & Partial<ReleaseRecord>): ReleaseRecord {
  if (!record.info.status || !record.chart.metadata) throw new TypeError('no release');
  return { ...record, config: record.config ?? {}, manifest: record.manifest ?? '' };
}

export function recordChart(chart: Chart): RecordedChart {
  let recorded = recordedCharts.get(chart);
  if (!recorded) {
    recorded = {
      metadata: chart.metadata,
      lock: chart.lock ? recordLock(chart.lock) : null,
      templates: chart.templates.map(recordFile),
      values: chart.values,
      schema: chart.schema === undefined ? null : Buffer.from(chart.schema).toString('base64'),
      files: chart.files.map(recordFile),
    };
    recordedCharts.set(chart, recorded);
  }
  return recorded;
}

export function recordHook(hook: Hook): RecordedHook {
  return {
    name: hook.object.metadata.name,
    kind: hook.object.kind,
    path: hook.source,
    manifest: hook.text,
    events: hook.events,
    last_run: { started_at: '', completed_at: '', phase: '' },
    weight: hook.weight,
    delete_policies: hook.deletePolicies,
  };
}

// Releases of one chart share these: base64 and JSON of the same files are made once, not once a release.
const recordedCharts = new WeakMap<Chart, RecordedChart>();
const chartTexts = new WeakMap<RecordedChart, string>();

/** Go reads `generated` as a time, and nothing of a record whose time it cannot read. */
function recordLock({ generated, digest, dependencies }: ChartLock): RecordedLock {
  const isTime = rfc3339.test(generated) && !Number.isNaN(Date.parse(generated));
  return {
    generated: isTime ? generated : '0001-01-01T00:00:00Z', // Go's zero
    digest,
    dependencies: dependencies.map((entry) => ({ ...entry, repository: entry.repository ?? '' })),
  };
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function recordFile(file: ChartFile): RecordedFile {
  return { name: file.path, data: file.data.toString('base64') };
}

function stringifyRecord(record: ReleaseRecord): string {
  const { chart, ...rest } = record;
  let text = chartTexts.get(chart);
  if (text === undefined) {
    text = JSON.stringify(chart);
    chartTexts.set(chart, text);
  }
  return `{"chart":${text},${JSON.stringify(rest).slice(1)}`;
}
