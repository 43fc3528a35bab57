/**
 * Layers: what goes into an image, as archives that are equal when their contents are.
 *
 * `collectEntries` reads the disk into a sorted list of entries with fixed owners, modes and no times; `packLayer` makes
 * a compressed archive of them, once: the cache knows it by a digest of all that it is made of. `systemFiles` is what an
 * image without a base begins with.
 */
export { collectEntries, type Entry } from './entries.ts';
export { FileTree } from './file-tree.ts';
export { type Layer, packLayer } from './pack.ts';
export { systemFiles, workFolder } from './system.ts';
export { tarOf } from './tar.ts';
