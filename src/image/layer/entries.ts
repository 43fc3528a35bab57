import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import type { CopiedFiles, FileSource, Ownership } from '../spec.ts';
import { unreadable } from './contents.ts';
import { isExcluded } from './exclude.ts';
import type { FileTree } from './file-tree.ts';

/** One entry of a layer: all that its tar archive says about it, and where its bytes are. */
export interface Entry {
  /** Relative, without a slash at the end. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'link';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly content?: Buffer | { readonly file: string };
  readonly target?: string;
  /** A folder that nobody asked for by name: where one is already, it stays as it is. */
  readonly isImplied?: boolean;
}

/**
 * The entries of a layer over what is in `below`, parents first, in the order of their names: the order of files in a folder
 * depends on the machine. Of two for the same path the later one counts. What `below` has as a link to a folder stays one: the
 * folder is then the one that it leads to.
 * @throws CapstanError FILE_UNREADABLE, IMAGE_INVALID
 */
export async function collectEntries(sources: readonly FileSource[], below: FileTree): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  for (const source of sources) {
    for (const entry of await entriesOf(source)) {
      const path = entry.type === 'folder' ? below.follow(entry.path) || '.' : below.resolve(entry.path);
      if (entry.isImplied && (below.isFolder(path) || entries.has(path))) continue;
      entries.set(path, { ...entry, path });
    }
  }
  for (const path of [...entries.keys()]) addParents(path, entries, below);
  return [...entries.values()].sort((a, b) => compareBytes(a.path, b.path));
}

async function entriesOf(source: FileSource): Promise<Entry[]> {
  if ('from' in source) return copied(source);
  const path = inside(source.to);
  if ('link' in source) return [{ path, type: 'link', mode: 0o777, uid: 0, gid: 0, target: source.link }];
  if ('folder' in source) return [{ path, type: 'folder', ...owned(source, 0o755) }];
  return [{ path, type: 'file', ...owned(source, 0o644), content: Buffer.from(source.data) }];
}

async function copied(source: CopiedFiles): Promise<Entry[]> {
  const { from, to } = source;
  const isFolder = (await read(from, () => stat(from))).isDirectory();
  if (isFolder) return copiedFolder(source, '');
  const name = from.slice(from.lastIndexOf('/') + 1);
  return [await copiedFile(source, from, inside(to.endsWith('/') ? `${to}${name}` : to))];
}

/**
 * What lies below `within`, a folder relative to the source's; links stay links. What git keeps stays out, a folder or, in a
 * submodule, a file: it differs between two clones of one commit, and may hold the password of a remote.
 */
async function copiedFolder(source: CopiedFiles, within: string): Promise<Entry[]> {
  const folder = join(source.from, within);
  const entries: Entry[] = [];
  for (const found of await read(folder, () => readdir(folder, { withFileTypes: true }))) {
    const relative = posix.join(within, found.name);
    if (found.name === '.git' || isLeftOut(relative, source)) continue;
    const from = join(source.from, relative);
    await refuseUnreadableName(from, found.name);
    const path = inside(posix.join(source.to, relative));
    if (found.isDirectory()) {
      const inside = await copiedFolder(source, relative);
      if (inside.length === 0 && (await holdsIgnored(source, relative))) continue;
      const { mode: _, ...owner } = source;
      entries.push({ path, type: 'folder', ...owned(owner, 0o755), isImplied: true }, ...inside);
    } else if (found.isSymbolicLink()) {
      const target = await read(from, () => readlink(from));
      entries.push({ path, type: 'link', ...owned({ ...source, mode: 0o777 }, 0o777), target });
    } else {
      entries.push(await copiedFile(source, from, path));
    }
  }
  return entries;
}

function isLeftOut(path: string, { exclude = [], ignore = [] }: CopiedFiles): boolean {
  return isExcluded(path, exclude) || isExcluded(path, ignore);
}

async function holdsIgnored({ from, ignore = [] }: CopiedFiles, within: string): Promise<boolean> {
  if (ignore.length === 0) return false;
  return (await readdir(join(from, within))).some((name) => isExcluded(posix.join(within, name), ignore));
}

/** A name that is no UTF-8 is read as another one, of a file that is not there. @throws CapstanError FILE_UNREADABLE */
async function refuseUnreadableName(path: string, name: string): Promise<void> {
  if (!name.includes('\u{fffd}') || (await isThere(path))) return;
  throw new CapstanError('FILE_UNREADABLE', `${path} cannot be read: its name is no UTF-8`, {
    place: { file: path },
    hint: 'rename it, or leave it out with exclude: ? stands for what cannot be read',
  });
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function copiedFile(source: CopiedFiles, from: string, path: string): Promise<Entry> {
  const found = await read(from, () => stat(from));
  if (!found.isFile()) {
    throw new CapstanError('FILE_UNREADABLE', `${from} is neither a file nor a folder nor a link`, {
      hint: 'leave it out with exclude',
    });
  }
  const mode = (found.mode & 0o111) === 0 ? 0o644 : 0o755;
  return { path, type: 'file', ...owned(source, mode), content: { file: from } };
}

function owned({ mode, uid = 0, gid = 0 }: Ownership, otherwise: number): Pick<Entry, 'mode' | 'uid' | 'gid'> {
  return { mode: mode ?? otherwise, uid, gid };
}

/** `/opt/app/` → `opt/app` */
function inside(to: string): string {
  return posix.normalize(`./${to}`).replace(/\/$/, '');
}

/** @throws CapstanError IMAGE_INVALID */
function addParents(path: string, entries: Map<string, Entry>, below: FileTree): void {
  for (let parent = posix.dirname(path); parent !== '.'; parent = posix.dirname(parent)) {
    const known = entries.get(parent);
    if (known?.type === 'folder' || below.isFolder(parent)) return;
    if (known)
      throw new CapstanError('IMAGE_INVALID', `/${path} cannot be in an image in which /${parent} is a ${known.type}`);
    entries.set(parent, { path: parent, type: 'folder', mode: 0o755, uid: 0, gid: 0 });
  }
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function read<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(path, error);
  }
}
