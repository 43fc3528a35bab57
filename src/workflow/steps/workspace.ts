import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace extends AsyncDisposable {
  /** Fresh and private: where a step's processes start. `utils` in it is the home's scripts/utils. */
  readonly folder: string;
  /** What is removed with it. */
  readonly root: string;
  /** Variables that name it. No other process has the same TMPDIR: all that the step has started is known by it. */
  readonly env: { readonly TMPDIR: string; readonly PWD: string };
}

export const markedBy = 'TMPDIR';

export async function openWorkspace(home: string): Promise<Workspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'capstan-task-')));
  const folder = join(root, 'work');
  const temporary = join(root, 'tmp');
  await Promise.all([mkdir(folder), mkdir(temporary)]);
  await symlink(join(home, 'scripts', 'utils'), join(folder, 'utils'));
  return {
    folder,
    root,
    env: { TMPDIR: temporary, PWD: folder },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}
