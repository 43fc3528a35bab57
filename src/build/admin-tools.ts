import { resolve } from 'node:path';
import { packFiles } from '../image/index.ts';
import type { AdminTools } from './project/index.ts';
import { withoutOutputs } from './without-outputs.ts';

/**
 * An archive of what administrators need; the same files give the same bytes.
 * @param outputs paths that builds write: absolute, as globs
 * @throws CapstanError FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function packAdminTools(
  { files }: AdminTools,
  folder: string,
  outputs: readonly string[],
  archive: string,
  signal?: AbortSignal,
): Promise<void> {
  const sources = files.map((file) => withoutOutputs({ ...file, from: resolve(folder, file.from) }, outputs));
  await packFiles(archive, sources, signal);
}
