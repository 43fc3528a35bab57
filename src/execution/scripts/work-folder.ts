import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder, type Places } from '../home/index.ts';

/** A fresh folder for a script to work in, with `utils` in it, which scripts of a home read; gone when disposed of. */
export async function workFolder(places: Pick<Places, 'home'>): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'cloudmgr-'));
  await symlink(join(homeFolder(places, 'scripts'), 'utils'), join(path, 'utils'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
