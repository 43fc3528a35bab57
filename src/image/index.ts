/**
 * Container images as data, made and passed on without a daemon.
 *
 * `buildImage` makes an image of files, a base and a runtime; `writeLayout`, `readLayout` and `writeArchive` keep it on disk,
 * `pushImage` brings it to a registry, several platforms under one name as an index. Equal inputs give equal digests: entries
 * are sorted, owners and modes are fixed, times are none. Layers are cached by what they are made of.
 *
 * `runProcess` runs the programs of others that make what goes in.
 *
 * Nothing here knows a project or a cluster, or reads the environment: what programs are started with comes in as an option.
 * What fails leaves nothing half-made; every blob is checked against its digest wherever it is copied.
 */
export { type BuildOptions, buildImage } from './build-image.ts';
export { type BuilderName, builderNames } from './builder/index.ts';
export { type Architecture, architectures, type Blob, type Descriptor, type Platform } from './descriptor.ts';
export type { Attachment, Image, NamedImage } from './image.ts';
export { readLayout, writeArchive, writeLayout } from './layout/index.ts';
export { packFiles } from './pack-files.ts';
export { absentPrograms, missing, runProcess } from './processes.ts';
export { certificateOf, type PushOptions, pushImage, type RegistryOptions } from './registry/index.ts';
export { type NodeBuild, nodeBinary, runtimeTools } from './runtime/index.ts';
export type { FileSource, ImageSpec, LayerSpec, ProvenanceSpec, SbomSpec } from './spec.ts';
