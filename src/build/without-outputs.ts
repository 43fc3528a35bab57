import { relative } from 'node:path';
import type { FileEntry } from './project/index.ts';

/**
 * Files of the project without what builds have written among them: one build would pack the one before, and be another each
 * time. Who names such a folder itself means it.
 * @param entry its `from` is absolute
 * @param outputs absolute paths, as globs
 */
export function withoutOutputs(
  entry: FileEntry,
  outputs: readonly string[],
): FileEntry & { readonly ignore: readonly string[] } {
  const ignore = outputs
    .map((path) => relative(entry.from, path))
    .filter((path) => path !== '' && !/^\.\.(?:\/|$)/.test(path));
  return { ...entry, ignore };
}
