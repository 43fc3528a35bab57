import { resolve } from 'node:path';
import { packFiles } from '../image/index.ts';
import type { AdminTools } from './project/index.ts';

/** An archive of what administrators need; the same files give the same bytes. @throws CapstanError FILE_UNREADABLE, FILE_UNWRITABLE */
export async function packAdminTools(
  { files }: AdminTools,
  folder: string,
  archive: string,
  signal?: AbortSignal,
): Promise<void> {
  const sources = files.map((file) => ({ ...file, from: resolve(folder, file.from) }));
  await packFiles(archive, sources, signal);
}
