import { isAbsolute, resolve } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { readBlob } from '../blob-store.ts';
import type { ImageConfig } from '../config.ts';
import { type Architecture, type Blob, type Descriptor, mediaTypes } from '../descriptor.ts';
import type { Image } from '../image.ts';
import { FileTree } from '../layer/index.ts';
import { readLayout } from '../layout/index.ts';
import { pullImage, type RegistryOptions } from '../registry/index.ts';
import { treeOf } from './tree.ts';

export interface Base {
  readonly config: ImageConfig | undefined;
  readonly layers: readonly Blob[];
  readonly tree: FileTree;
  /** Undefined for scratch. */
  readonly image: Image | undefined;
  /** What the image's labels say of it; undefined for scratch. */
  readonly origin: { readonly name: string; readonly digest: string } | undefined;
}

export interface BaseOptions {
  readonly cache: string;
  readonly registry?: RegistryOptions;
  readonly onProgress?: (what: string | undefined) => void;
}

/** @throws CapstanError IMAGE_INVALID, IMAGE_NOT_FOUND, IMAGE_CORRUPT, REPOSITORY_… */
export async function openBase(
  base: string,
  architecture: Architecture,
  options: BaseOptions,
  signal?: AbortSignal,
): Promise<Base> {
  if (base === 'scratch')
    return { config: undefined, layers: [], tree: new FileTree(), image: undefined, origin: undefined };
  const image = isPath(base)
    ? await findInLayout(base, architecture, signal)
    : await pull(base, architecture, options, signal);
  const blobOf = (digest: string) => image.blobs.find(({ descriptor }) => descriptor.digest === digest) as Blob;
  const layers = image.layers.map((descriptor) => ({ ...blobOf(descriptor.digest), descriptor: asOci(descriptor) }));
  const config = JSON.parse((await readBlob(blobOf(image.config.digest))).toString('utf8')) as ImageConfig;
  const name = isPath(base) ? base.slice(base.lastIndexOf('/') + 1) : base.replace(/@.*$/, '');
  const origin = { name, digest: image.manifest.digest };
  return { config, layers, tree: await treeOf(layers), image, origin };
}

/** Docker's layers are the specification's by another name. */
function asOci(descriptor: Descriptor): Descriptor {
  const isDocker = descriptor.mediaType === 'application/vnd.docker.image.rootfs.diff.tar.gzip';
  return isDocker ? { ...descriptor, mediaType: mediaTypes.layer } : descriptor;
}

function isPath(base: string): boolean {
  return isAbsolute(base) || base.startsWith('./') || base.startsWith('../');
}

function pull(base: string, architecture: Architecture, options: BaseOptions, signal: AbortSignal | undefined) {
  const { registry, cache } = options;
  if (registry === undefined) {
    throw new CapstanError('IMAGE_INVALID', `${base} is in a registry, and none is to be asked`, {
      hint: 'use base scratch, or the folder of an OCI layout',
    });
  }
  return pullImage(base, architecture, cache, registry, signal);
}

async function findInLayout(base: string, architecture: Architecture, signal: AbortSignal | undefined): Promise<Image> {
  const [, folder = base, ref] = /^(.*?)(?::([^/]*(?::[^/]*)?))?$/.exec(base) ?? [];
  const named = await readLayout(resolve(folder), signal);
  const found = ref === undefined ? named[0] : named.find(({ name }) => name === ref || name.endsWith(`:${ref}`));
  if (found === undefined || (ref === undefined && named.length > 1)) {
    throw new CapstanError(
      'IMAGE_NOT_FOUND',
      `${folder} holds ${ref === undefined ? `${named.length} images` : `no ${ref}`}`,
      {
        hint: `name one as ${folder}:NAME${named.length > 0 ? `: ${named.map(({ name }) => name).join(', ')}` : ''}`,
      },
    );
  }
  return choosePlatform(base, found.images, architecture);
}

function choosePlatform(base: string, images: readonly Image[], architecture: Architecture): Image {
  const found = images.find(({ platform }) => platform.os === 'linux' && platform.architecture === architecture);
  if (found) return found;
  const known = images.map(({ platform }) => `${platform.os}/${platform.architecture}`);
  throw new CapstanError('IMAGE_NOT_FOUND', `${base} is not made for linux/${architecture}`, {
    hint: `it is made for ${known.join(', ')}`,
  });
}
