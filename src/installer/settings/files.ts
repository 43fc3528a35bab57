import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CapstanError, messageOf } from '../../errors/index.ts';

/** Texts by their paths in a folder. */
export type Texts = ReadonlyMap<string, string>;

const folderMode = 0o700;
const fileMode = 0o600;
const scriptMode = 0o700;

/**
 * A new folder with these files, for its owner alone, whole or not at all: it is filled beside its place and put there in one
 * step. @throws CapstanError FILE_UNWRITABLE
 */
export async function writeFolder(folder: string, texts: Texts): Promise<void> {
  const path = resolve(folder);
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.partial`);
  try {
    await makeParents(path);
    await sweepPartials(path);
    await mkdir(partial, { mode: folderMode });
    for (const [name, text] of texts) await writePrivate(join(partial, name), text, partial);
    await rename(partial, path); // over an empty folder, too
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {}); // the first failure is the one to tell
    throw unwritable(path, error);
  }
}

/** What a process that was killed left beside the folder's place: it holds keys. */
async function sweepPartials(path: string): Promise<void> {
  const start = `.${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const [, pid] = (name.startsWith(start) && /^(\d+)-[0-9a-f]{8}\.partial$/.exec(name.slice(start.length))) || [];
    if (pid !== undefined && !isRunning(Number(pid)))
      await rm(join(dirname(path), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
}

/** One file of a folder that is there, as a whole. @throws CapstanError FILE_UNWRITABLE */
export async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await writePrivate(partial, text, folder, name.endsWith('.sh') ? scriptMode : fileMode);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw unwritable(path, error);
  }
}

/** Removes what lies in the folder `name` and on no path to one of these files. @throws CapstanError FILE_UNWRITABLE */
export async function keepOnly(folder: string, name: string, files: readonly string[]): Promise<void> {
  const entries = await readdir(join(folder, name)).catch((): string[] => []); // there is no such folder
  const path = join(folder, name);
  try {
    for (const entry of entries) {
      if (files.some((file) => file.startsWith(`${name}/${entry}/`))) continue;
      await rm(join(path, entry), { recursive: true, force: true });
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Undefined when there is no such file. @throws CapstanError FILE_UNREADABLE */
export async function readText(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CapstanError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** What is at a path. */
export async function kindOf(path: string): Promise<'nothing' | 'empty folder' | 'folder' | 'file'> {
  try {
    if (!(await stat(path)).isDirectory()) return 'file';
    return (await readdir(path)).length === 0 ? 'empty folder' : 'folder';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw new CapstanError('FILE_UNREADABLE', `${path} cannot be looked at: ${messageOf(error)}`, { cause: error });
  }
}

/** Whether others than its owner may look into a folder. */
export async function isOpenToOthers(folder: string): Promise<boolean> {
  return ((await stat(folder)).mode & 0o077) !== 0;
}

async function writePrivate(path: string, text: string, top: string, mode = modeOf(path)): Promise<void> {
  const missing: string[] = [];
  for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) await makeFolder(folder, folderMode);
  await writeFile(path, text, { mode, flag: 'wx' });
  await chmod(path, mode); // whatever the umask
}

/** Folder by folder: Node's own way asks for ever where a file system makes none, as /proc. */
async function makeParents(path: string): Promise<void> {
  const missing: string[] = [];
  let folder = dirname(path);
  for (; (await kindOf(folder)) === 'nothing' && folder !== dirname(folder); folder = dirname(folder))
    missing.unshift(folder);
  for (const one of missing) await makeFolder(one);
}

async function makeFolder(path: string, mode = 0o777): Promise<void> {
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function modeOf(path: string): number {
  return path.endsWith('.sh') ? scriptMode : fileMode;
}

function unwritable(path: string, error: unknown): CapstanError {
  return new CapstanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, {
    place: { file: path },
    cause: error,
  });
}
