import { type Attached, attach } from './attest/index.ts';
import { type Base, openBase } from './base/index.ts';
import { type BuilderName, buildWith } from './builder/index.ts';
import { tidyCache } from './cache.ts';
import { configOf, manifestOf } from './config.ts';
import { type Blob, jsonBlob, mediaTypes } from './descriptor.ts';
import { type Image, sizeOf } from './image.ts';
import { labelsOf } from './labels.ts';
import { collectEntries, type Layer, packLayer, systemFiles, workFolder } from './layer/index.ts';
import type { RegistryOptions } from './registry/index.ts';
import { type NodeRuntime, nodeRuntime } from './runtime/index.ts';
import { checkSpec, type FileSource, type ImageSpec } from './spec.ts';

export interface BuildOptions {
  /** A folder of the user's: layers by what they are made of, runtimes, layers of bases. It may be removed at any time. */
  readonly cache: string;
  /** What the programs of others (npm, apt-get, docker …) are started with. */
  readonly env: NodeJS.ProcessEnv;
  /** How registries are reached, for a base that is in one. */
  readonly registry?: RegistryOptions;
  /** Another program that is to put the image together; else it is done here. */
  readonly builder?: BuilderName;
  readonly onProgress?: (what: string | undefined) => void;
}

/**
 * An image of the base, what every system has, the runtime, and the layers, in this order. The same files give the same digests,
 * and a layer whose files did not change is not made again.
 * @throws CapstanError IMAGE_INVALID, IMAGE_CORRUPT, FILE_UNREADABLE, FILE_UNWRITABLE, TOOL_MISSING, TOOL_FAILED, REPOSITORY_…
 */
export async function buildImage(spec: ImageSpec, options: BuildOptions, signal?: AbortSignal): Promise<Image> {
  checkSpec(spec);
  const base = await openBase(spec.base ?? 'scratch', spec.architecture, options, signal);
  const { layers, runtime } = await packLayers(spec, base, options, signal);
  const attached = await attach(spec, base, layers, runtime);
  const labels = labelsOf(spec, base, attached.sbomDigest);
  const image = options.builder
    ? await buildWith(options.builder, { spec, labels, layers, base: base.image }, options, signal)
    : assemble(spec, base, layers, labels);
  options.onProgress?.(undefined);
  await tidyCache(options.cache);
  return withAttachments(image, attached.to(image.manifest));
}

interface Packed {
  readonly layers: readonly Layer[];
  readonly runtime: NodeRuntime | undefined;
}

async function packLayers(spec: ImageSpec, base: Base, options: BuildOptions, signal?: AbortSignal): Promise<Packed> {
  const { tree } = base;
  const layers: Layer[] = [];
  const add = async (name: string, files: readonly FileSource[], inputs?: string) => {
    if (files.length === 0) return;
    options.onProgress?.(`packing ${name} (linux/${spec.architecture})`);
    const entries = await collectEntries(files, tree);
    const packing = { cache: options.cache, ...(inputs === undefined ? {} : { inputs }) };
    layers.push(await packLayer(name, entries, packing, signal));
    tree.add(entries);
  };
  const runtime = spec.runtime && (await nodeRuntime(spec.runtime.node, spec.architecture, tree, options, signal));
  if (runtime) await add(`Node.js ${spec.runtime?.node}`, runtime.files, runtime.inputs);
  if (base.origin === undefined) await add('system', systemFiles(spec));
  else if (spec.workdir !== undefined && !tree.has(spec.workdir.replace(/^\/+/, ''))) {
    await add('working directory', workFolder(spec));
  }
  for (const { name, files } of spec.layers) await add(name, files);
  return { layers, runtime };
}

function assemble(spec: ImageSpec, base: Base, own: readonly Layer[], labels: Readonly<Record<string, string>>): Image {
  const config = jsonBlob(mediaTypes.config, configOf(spec, base, own, labels));
  const layers: readonly Blob[] = [
    ...base.layers,
    ...own.map(({ descriptor, file }) => ({ descriptor, content: { file } })),
  ];
  const descriptors = layers.map(({ descriptor }) => descriptor);
  const manifest = jsonBlob(mediaTypes.manifest, manifestOf(config.descriptor, descriptors, labels));
  return {
    platform: { os: 'linux', architecture: spec.architecture },
    manifest: manifest.descriptor,
    config: config.descriptor,
    layers: descriptors,
    attachments: [],
    size: sizeOf([config.descriptor, ...descriptors]),
    blobs: [manifest, config, ...layers],
  };
}

function withAttachments(image: Image, attachments: readonly Attached[]): Image {
  return {
    ...image,
    attachments: attachments.map(({ artifactType, manifest }) => ({ artifactType, manifest })),
    blobs: [...image.blobs, ...attachments.flatMap(({ blobs }) => blobs)],
  };
}
