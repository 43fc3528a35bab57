import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { withoutSecrets } from './address.ts';
import type { ChartRepository } from './chart-repository.ts';
import { readIfThere } from './files.ts';
import type { IndexEntry } from './index-file.ts';
import type { RepositorySettings } from './settings.ts';

export interface FetchedChart {
  readonly archive: Buffer;
  /** `nginx-1.2.3.tgz` */
  readonly fileName: string;
  /** What Helm calls it: the address that a repository's index gave, else as the person called it. */
  readonly reference: string;
  /** The provenance file, or why there is none; undefined when it was not asked for. */
  readonly provenance?: Buffer | CapstanError;
}

export interface FetchOptions {
  readonly withProvenance?: boolean;
}

/**
 * A chart's archive at its address. An index may say what its digest is: then it has to be that, and need not be fetched
 * twice.
 * @throws CapstanError
 */
export async function fetchArchive(
  repository: ChartRepository,
  url: string,
  entry: IndexEntry | undefined,
  settings: RepositorySettings,
  options: FetchOptions,
  signal?: AbortSignal,
): Promise<FetchedChart> {
  const fileName = basename(decodeURIComponent(new URL(url).pathname));
  const digest = entry?.digest?.replace(/^sha256:/, '').toLowerCase();
  const kept = digest === undefined ? undefined : await readKept(join(settings.repositoryCache, fileName), digest);
  const archive = kept ?? (await repository.fetchFile(url, signal));
  if (digest !== undefined && digestOf(archive) !== digest) {
    throw new CapstanError(
      'CHART_CORRUPT',
      `${withoutSecrets(url)} is not what the index announces: its sha256 should be ${digest}, and is ${digestOf(archive)}`,
    );
  }
  if (!options.withProvenance) return { archive, fileName, reference: url };
  const provenance = await repository.fetchFile(`${url}.prov`, signal).catch((error: unknown) => {
    if (isCapstanError(error)) return error;
    throw error;
  });
  return { archive, fileName, reference: url, provenance };
}

async function readKept(path: string, digest: string): Promise<Buffer | undefined> {
  const kept = await readIfThere(path);
  return kept && digestOf(kept) === digest ? kept : undefined;
}

function digestOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
