import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './image.ts';
import { scratchFolder } from './scratch.ts';

/** An image out of an OCI layout as it would be started: read and unpacked by nothing of ours. */
export interface UnpackedImage {
  readonly root: string;
  readonly config: ImageConfig;
  /** Of its manifest. */
  readonly digest: string;
  readonly layers: readonly Descriptor[];
}

export interface ImageConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
}

export interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

/** @param folder a layout with one image */
export function unpackLayout(folder: string): UnpackedImage {
  const { manifests } = readJson<{ manifests: Descriptor[] }>(join(folder, 'index.json'));
  // A manifest with a subject tells something of another one.
  const images = manifests.filter((one) => !('subject' in readJson<object>(blobOf(folder, one))));
  const [named] = images;
  if (named === undefined || images.length > 1) throw new Error(`${folder} holds ${images.length} images`);
  const { config, layers } = readJson<{ config: Descriptor; layers: Descriptor[] }>(blobOf(folder, named));
  const root = scratchFolder();
  chmodSync(root, 0o755);
  for (const layer of layers) execFileSync('tar', ['-xzf', blobOf(folder, layer), '-C', root]);
  for (const name of ['proc', 'tmp']) mkdirSync(join(root, name), { recursive: true, mode: 0o1777 });
  const { config: settings } = readJson<{ config: ImageConfig }>(blobOf(folder, config));
  return { root, config: settings, digest: named.digest, layers };
}

/** The command line that starts the image as its user, group 0, in its folder; it sees its own files and /proc alone. */
export function containerCommand({ root, config }: UnpackedImage, args: readonly string[]): string[] {
  const { User = '0', WorkingDir = '/', Entrypoint = [], Cmd = [] } = config;
  const [uid = '0', gid = '0'] = User.split(':');
  const user = isRoot ? [`--setuid=${uid}`, `--setgid=${gid}`] : [];
  const script = 'mount --rbind /proc "$1/proc" && shift && exec "$@"';
  return [
    ...['unshare', '--mount', '--propagation', 'private', ...(isRoot ? [] : ['--user', '--map-root-user'])],
    ...['sh', '-c', script, 'sh', root],
    ...['unshare', `--root=${root}`, `--wd=${WorkingDir}`, ...user, '--'],
    ...[...Entrypoint, ...(args.length > 0 ? args : Cmd)],
  ];
}

/** What the image sets, and a PATH where it sets none. */
export function environmentOf({ config }: UnpackedImage): Record<string, string> {
  const pairs = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...(config.Env ?? [])];
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

function blobOf(folder: string, { digest }: Descriptor): string {
  return join(folder, 'blobs', digest.replace(':', '/'));
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
