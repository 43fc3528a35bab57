import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackArchive } from '../../chart/index.ts';
import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';
import { packChart } from '../../repository/index.ts';
import type { CompiledChart } from './compile-charts.ts';
import { digestIn, mergedIndex } from './repository-index.ts';

export interface WriteOptions {
  /** The folder of the repository, which holds index.yaml. */
  readonly to: string;
  /** The folder in it that the packages go to. */
  readonly version: string;
  /** When the packages were made, as the index says. The archives hold no time: equal charts are equal bytes. */
  readonly now: Date;
}

export interface WrittenChart {
  readonly name: string;
  readonly file: string;
  /** sha256 in hexadecimal. */
  readonly digest: string;
  /** The repository names a package of this version already, and it is another one. */
  readonly isChanged: boolean;
}

type Packed = Omit<WrittenChart, 'isChanged'> & Pick<CompiledChart, 'chart'>;

/** Of the files in the archives. */
const modified = new Date('1980-01-01T00:00:00Z');

/**
 * Writes `VERSION/NAME-VERSION.tgz` and, unpacked, `VERSION/NAME/`, and the repository's index.yaml with those merged into it,
 * below `folder`: from there somebody moves `VERSION` and then index.yaml into the repository, where other versions stay.
 * @returns the files where they will be
 * @throws CapstanError FILE_UNWRITABLE, REPOSITORY_INVALID
 */
export async function packCharts(
  charts: readonly CompiledChart[],
  folder: string,
  options: WriteOptions,
  signal?: AbortSignal,
): Promise<readonly WrittenChart[]> {
  const { to, version } = options;
  const beside = join(folder, version);
  try {
    await mkdir(beside, { recursive: true });
    const packed: Packed[] = [];
    for (const { name, chart } of charts) {
      signal?.throwIfAborted();
      const archive = packChart(chart, modified);
      const file = `${name}-${chart.metadata.version}.tgz`;
      await writeFile(join(beside, file), archive);
      await unpackArchive(join(beside, file), beside);
      const digest = createHash('sha256').update(archive).digest('hex');
      packed.push({ name, file: join(to, version, file), digest, chart });
    }
    const before = await readIndex(to);
    await writeFile(join(folder, 'index.yaml'), indexWith(before, packed, options));
    signal?.throwIfAborted();
    return packed.map(({ name, file, digest, chart }) => {
      const known = digestIn(before, join(to, 'index.yaml'), name, chart.metadata.version);
      return { name, file, digest, isChanged: known !== undefined && known !== digest };
    });
  } catch (error) {
    if (isCapstanError(error) || signal?.aborted) throw error;
    const place = join(to, version);
    throw new CapstanError('FILE_UNWRITABLE', `charts cannot be written to ${place}: ${messageOf(error)}`, {
      place: { file: place },
      cause: error,
    });
  }
}

/** Undefined when there is none yet. */
function readIndex(to: string): Promise<string | undefined> {
  return readFile(join(to, 'index.yaml'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

function indexWith(before: string | undefined, packed: readonly Packed[], { to, version, now }: WriteOptions): string {
  const packages = packed.map(({ name, chart: { metadata }, digest }) => {
    return { metadata, url: `${version}/${name}-${metadata.version}.tgz`, digest };
  });
  return mergedIndex(before, packages, { folder: version, file: join(to, 'index.yaml'), now });
}
