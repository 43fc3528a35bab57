import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'yaml';
import { CapstanError, isAbort, isCapstanError, messageOf } from '../../errors/index.ts';
import type { Program } from '../programs.ts';
import { type CacheOptions, envtestFolder, kubernetesVersion } from './cache.ts';
import { readTarGz } from './untar.ts';

/** What an envtest archive holds, as controller-tools publishes it. */
export const envtestPrograms: readonly Program[] = ['etcd', 'kube-apiserver', 'kubectl'];

/** `releases: {v1.34.1: {envtest-v1.34.1-linux-amd64.tar.gz: {hash: sha512, selfLink: URL}}}` */
export interface EnvtestIndex {
  readonly releases?: Readonly<Record<string, Readonly<Record<string, EnvtestArchive>>>>;
}

export interface EnvtestArchive {
  readonly hash: string;
  readonly selfLink: string;
}

/** Unpacks the archive of the newest patch release of the pinned minor version into the cache. */
export async function downloadEnvtest(indexUrl: string, options: CacheOptions, signal?: AbortSignal): Promise<void> {
  const folder = envtestFolder(options);
  await mkdir(folder, { recursive: true });
  const download = join(folder, `archive.${process.pid}.partial`);
  try {
    const index = parse(await (await get(indexUrl, signal)).text()) as EnvtestIndex | null;
    const archive = chooseArchive(index ?? {}, kubernetesVersion(options), platform());
    const url = new URL(archive.selfLink, indexUrl);
    await save(await get(url.href, signal), download, archive, signal);
    await unpack(download, folder);
  } catch (error) {
    if (isCapstanError(error) || isAbort(error) || signal?.aborted) throw error;
    const message = `the envtest archive of ${indexUrl} cannot be used: ${messageOf(error)}`;
    throw new CapstanError('TOOL_FAILED', message, {
      cause: error,
      hint: 'unset CAPSTAN_ENVTEST_INDEX to build with go',
    });
  } finally {
    await rm(download, { force: true });
  }
}

/** The newest release of the same minor version as `version` that has an archive for the platform (`linux-amd64`). */
export function chooseArchive(index: EnvtestIndex, version: string, platform: string): EnvtestArchive {
  const minor = version.split('.').slice(0, 2).join('.');
  const candidates = Object.entries(index.releases ?? {})
    .map(([release, archives]) => ({
      patch: patchOf(release, minor),
      archive: archives[`envtest-${release}-${platform}.tar.gz`],
    }))
    .filter(
      (candidate): candidate is { patch: number; archive: EnvtestArchive } =>
        candidate.patch >= 0 && !!candidate.archive,
    )
    .sort((a, b) => b.patch - a.patch);
  const best = candidates[0]?.archive;
  if (best === undefined) throw new Error(`it lists no release ${minor}.x for ${platform}`);
  if (!/^[0-9a-f]{128}$/.test(best.hash)) throw new Error(`it lists no sha512 for ${best.selfLink}`);
  return best;
}

/** -1 for another minor version and for release candidates. */
function patchOf(release: string, minor: string): number {
  const patch = release.startsWith(`${minor}.`) ? release.slice(minor.length + 1) : '';
  return /^\d+$/.test(patch) ? Number(patch) : -1;
}

function platform(): string {
  return `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

async function get(url: string, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(url, signal === undefined ? {} : { signal });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer;
}

async function save(answer: Response, path: string, archive: EnvtestArchive, signal?: AbortSignal): Promise<void> {
  const hash = createHash('sha512');
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  if (answer.body === null) throw new Error(`${archive.selfLink} is empty`);
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(body, hashed, createWriteStream(path), signal === undefined ? {} : { signal });
  if (hash.digest('hex') !== archive.hash)
    throw new Error(`the sha512 of ${archive.selfLink} is not the one of the index`);
}

async function unpack(path: string, folder: string): Promise<void> {
  const found = new Set<string>();
  for await (const file of readTarGz(createReadStream(path))) {
    const name = basename(file.name);
    if (!envtestPrograms.includes(name as Program) || found.has(name)) continue;
    const partial = join(folder, `${name}.${process.pid}.partial`);
    await pipeline(file.content, createWriteStream(partial));
    await chmod(partial, 0o755);
    await rename(partial, join(folder, name));
    found.add(name);
  }
  const absent = envtestPrograms.filter((program) => !found.has(program));
  if (absent.length > 0) throw new Error(`it holds no ${absent.join(', ')}`);
}
