import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { blobPath, copyBlob } from '../blob-store.ts';
import type { Image } from '../image.ts';
import { readLayout, writeLayout } from '../layout/index.ts';
import { dockerfileOf, type Recipe } from './dockerfile.ts';
import { type BuilderBase, programs } from './programs.ts';

export const builderNames = ['docker', 'buildah', 'podman'] as const;

export type BuilderName = (typeof builderNames)[number];

export interface BuilderOptions {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress?: (what: string | undefined) => void;
}

/** @throws CapstanError TOOL_MISSING, TOOL_FAILED, IMAGE_INVALID */
export async function buildWith(
  name: BuilderName,
  recipe: Recipe,
  { cache, env, onProgress }: BuilderOptions,
  signal?: AbortSignal,
): Promise<Image> {
  const id = randomUUID();
  const folder = join(cache, 'builder', id);
  const { architecture } = recipe.spec;
  const work = { folder, name: `localhost/capstan-build-${id}`, base: baseOf(name, recipe), architecture, env };
  try {
    await mkdir(join(folder, 'context'), { recursive: true });
    const { layers, base } = recipe;
    for (const [at, { file }] of layers.entries()) await copyFile(file, join(folder, 'context', `layer-${at}.tar.gz`));
    await writeFile(join(folder, 'context', 'Dockerfile'), dockerfileOf(work.base.from, recipe));
    if (work.base.layout && base) {
      await writeLayout(join(folder, work.base.layout), [{ name: 'base', images: [base] }], {}, signal);
    }
    onProgress?.(`building with ${name} (linux/${architecture})`);
    await programs[name](work, signal);
    const [named] = await readLayout(join(folder, 'layout'), signal);
    const [image] = named?.images ?? [];
    if (image === undefined) throw new CapstanError('TOOL_FAILED', `${name} made no image`);
    return await keep(image, cache, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its blobs go where those of other images lie. */
async function keep(image: Image, cache: string, signal: AbortSignal | undefined): Promise<Image> {
  for (const blob of image.blobs) await copyBlob(cache, blob, signal);
  const blobs = image.blobs.map(({ descriptor }) => ({
    descriptor,
    content: { file: blobPath(cache, descriptor.digest) },
  }));
  return { ...image, blobs };
}

/**
 * What FROM says, and the layout that the base is handed over in: the one we read, whoever builds. Buildah and Podman make a name of
 * its path, where capitals are not allowed, and say it in the image: so it is a path below the folder that they work in, and equal
 * for equal bases. Docker takes none.
 */
function baseOf(name: BuilderName, { spec, base }: Recipe): BuilderBase {
  if (base === undefined) return { from: 'scratch' };
  if (name !== 'docker') {
    const layout = `capstan-base-${base.manifest.digest.slice('sha256:'.length, 'sha256:'.length + 16)}`;
    return { from: `oci:${layout}:base`, layout };
  }
  const reference = spec.base ?? '';
  if (!/^\.{0,2}\//.test(reference)) return { from: reference };
  throw new CapstanError('IMAGE_INVALID', `docker takes no base from the folder of a layout: ${reference}`, {
    hint: 'build without --builder, or with buildah or podman',
  });
}
