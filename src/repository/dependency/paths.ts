import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CapstanError } from '../../errors/index.ts';

export function isLocal(repository: string): boolean {
  return repository.startsWith('file://');
}

/** The folder of `file://../x`, seen from the chart; it has to be there. @throws CapstanError DEPENDENCIES_INVALID */
export async function localPath(repository: string, chartFolder: string): Promise<string> {
  const path = repository.replace(/^file:\/\//, '');
  const folder = path.startsWith('/') ? resolve(path) : join(chartFolder, path);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  throw new CapstanError('DEPENDENCIES_INVALID', `directory ${folder} not found`, { place: { file: folder } });
}
