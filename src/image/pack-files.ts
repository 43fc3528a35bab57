import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { writeAtomically } from '../repository/index.ts';
import { collectEntries, FileTree, tarOf } from './layer/index.ts';
import type { FileSource } from './spec.ts';

/** Files as a compressed archive, by the rules of layers: equal files give equal bytes. @throws CapstanError FILE_UNREADABLE, FILE_UNWRITABLE */
export async function packFiles(archive: string, files: readonly FileSource[], signal?: AbortSignal): Promise<void> {
  const entries = await collectEntries(files, new FileTree());
  const gzip = createGzip();
  // what fails before it comes out of gzip, to whoever writes
  pipeline(tarOf(entries), gzip, () => {});
  await writeAtomically(archive, gzip, 0o644, signal);
}
