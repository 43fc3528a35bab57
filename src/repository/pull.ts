import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { unpackArchive } from '../chart/index.ts';
import { CapstanError, fileErrorText, messageOf } from '../errors/index.ts';
import type { FetchedChart } from './fetch-archive.ts';
import { fetchChart } from './fetch-chart.ts';
import { writeAtomically } from './files.ts';
import type { ChartSource, RepositorySettings } from './settings.ts';
import { refuseVerification } from './verification.ts';

export interface PullOptions extends ChartSource {
  /** The folder that the archive goes into, or that `untarDir` is below. */
  readonly destination: string;
  readonly untar?: boolean;
  readonly untarDir: string;
  /** Fetch the provenance file as well. */
  readonly provenance?: boolean;
}

/** Fetches a chart as a file or, unpacked, as a folder. Returns its path. @throws CapstanError with Helm's words */
export async function pull(
  name: string,
  options: PullOptions,
  settings: RepositorySettings,
  warn: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  if (options.verify) refuseVerification(name);
  const fetched = await fetchChart(name, options, settings, { withProvenance: options.provenance ?? false }, signal);
  if (!options.untar) return save(fetched, options.destination, warn);
  return unpack(fetched, name, options, warn);
}

async function save(
  { archive, fileName, reference, provenance }: FetchedChart,
  folder: string,
  warn: (line: string) => void,
): Promise<string> {
  const path = join(folder, fileName);
  await checkFolder(folder, path);
  await writeAtomically(path, archive);
  if (provenance instanceof Error) warn(`WARNING: Verification not found for ${reference}: ${messageOf(provenance)}`);
  else if (provenance) await writeAtomically(`${path}.prov`, provenance);
  return path;
}

async function unpack(
  fetched: FetchedChart,
  name: string,
  { destination, untarDir }: PullOptions,
  warn: (line: string) => void,
): Promise<string> {
  const folder = isAbsolute(untarDir) ? untarDir : join(destination, untarDir);
  const target = join(folder, name.slice(name.lastIndexOf('/') + 1));
  if (await isThere(target)) {
    const words = `failed to untar: a file or directory with the name ${target} already exists`;
    throw new CapstanError('FILE_UNWRITABLE', words, { place: { file: target } });
  }
  if (fetched.provenance instanceof Error) {
    warn(`WARNING: Verification not found for ${fetched.reference}: ${messageOf(fetched.provenance)}`);
  }
  const temporary = await mkdtemp(join(tmpdir(), 'capstan-'));
  try {
    const file = join(temporary, fetched.fileName);
    await writeFile(file, fetched.archive);
    return await unpackArchive(file, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Helm makes no folder for an archive: a misspelled one is to be noticed. */
async function checkFolder(folder: string, path: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new CapstanError('FILE_UNWRITABLE', `open ${path}: ${fileErrorText(error, folder).replace(/^.*: /, '')}`, {
      place: { file: folder },
      cause: error,
    });
  });
  if (!found.isDirectory()) {
    throw new CapstanError('FILE_UNWRITABLE', `${folder} is not a directory`, { place: { file: folder } });
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
