import { CapstanError } from '../errors/index.ts';
import { encodeRecord, type ReleaseRecord } from './record.ts';

/** What goes into a record's Secret. */
export interface PackedRecord {
  /** Of the Secret's `data.release`. */
  readonly release: string;
  /** What had to stay out, in words; [] when everything is in it. */
  readonly leftOut: readonly string[];
}

/** The API server's limit for the data of a Secret. */
const secretBytesAtMost = 1_048_576;

/** What later writes of a revision may add: its outcome in words, and when its hooks ran. */
const reserveBytes = 16_384;

/**
 * A record as large as a Secret may be. What does not fit goes without the parts that no command of Helm's needs of a release
 * that is there: the chart's files, then its templates and schema. Manifest, values and hooks stay.
 * @param isStrict everything stays, and the API server says what it thinks of it
 * @throws CapstanError RECORD_TOO_LARGE
 */
export async function packRecord(record: ReleaseRecord, isStrict: boolean): Promise<PackedRecord> {
  const release = await encodeRecord(record);
  const limit = record.info.status.startsWith('pending-') ? secretBytesAtMost - reserveBytes : secretBytesAtMost;
  if (isStrict || sizeOf(release) <= limit) return { release, leftOut: [] };
  let smallest = sizeOf(release);
  for (const { leftOut, chart } of smallerCharts(record.chart)) {
    const packed = await encodeRecord({ ...record, chart }, 'smallest');
    if (sizeOf(packed) <= limit) return { release: packed, leftOut };
    smallest = sizeOf(packed);
  }
  throw tooLarge(record, smallest, limit);
}

function smallerCharts(chart: ReleaseRecord['chart']): readonly Smaller[] {
  const withoutFiles = { ...chart, files: [] };
  return [
    { leftOut: [], chart },
    { leftOut: ['chart files'], chart: withoutFiles },
    { leftOut: ['chart files', 'chart templates'], chart: { ...withoutFiles, templates: [], schema: null } },
  ];
}

interface Smaller {
  readonly leftOut: readonly string[];
  readonly chart: ReleaseRecord['chart'];
}

/** Bytes that the API server counts: of the text, not of its base64. */
function sizeOf(release: string): number {
  return Buffer.byteLength(release, 'base64');
}

function tooLarge(record: ReleaseRecord, size: number, limit: number): CapstanError {
  const { name, namespace, manifest, config, hooks = [], chart, info } = record;
  const parts = [
    `manifest ${manifest.length}`,
    `values ${JSON.stringify(config).length}`,
    `hooks ${hooks.reduce((sum, hook) => sum + hook.manifest.length, 0)}`,
    `the chart's values ${JSON.stringify(chart.values).length}`,
    `notes ${info.notes?.length ?? 0}`,
  ];
  return new CapstanError(
    'RECORD_TOO_LARGE',
    `the record of release ${namespace}/${name} takes ${size} bytes without the chart's files and templates, and a Secret has room for ${limit} (characters before compression: ${parts.join(', ')})`,
  );
}
