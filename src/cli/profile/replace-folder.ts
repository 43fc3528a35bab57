import {
  chmodSync,
  type Dirent,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { CapstanError, fileErrorReason, isCapstanError, messageOf } from '../../errors/index.ts';
import { splitDocuments } from '../../render/index.ts';
import { readGoYaml } from '../../yaml/index.ts';
import { type Beside, besideOf, mendLeftovers, remove } from './beside.ts';
import type { DumpFile } from './dump-files.ts';

export interface Replaced {
  /** There was an earlier dump in the folder. */
  readonly isSecond: boolean;
  /** Folders of earlier dumps beside it, which may hold Secrets. */
  readonly leftovers: readonly string[];
}

type Rename = (from: string, to: string) => void;

/**
 * Puts the files in the place of all that the folder holds. They are written beside it first: whatever goes wrong, either
 * the former content is there or the new one, whole. A dump that is killed leaves at most hidden folders beside it, which the
 * next one mends.
 * @param isOurs whether a file of that path, seen from the folder, may be of an earlier dump; the folder is left alone when it
 * holds any other
 * @throws CapstanError FILE_UNWRITABLE
 */
export function replaceFolder(
  folder: string,
  files: readonly DumpFile[],
  isOurs: (path: string) => boolean,
  rename: Rename = renameSync,
): Replaced {
  const target = realPath(folder);
  refuseAround(process.cwd(), target, folder);
  const leftovers = mendLeftovers(target);
  const before = filesIn(target, folder);
  refuseForeign(before ?? [], target, folder, isOurs);
  const places = besideOf(target);
  try {
    write(places.draft, files);
    if (before) chmodSync(places.draft, statSync(target).mode & 0o7777);
    if (before) exchange(target, places, rename);
    else rename(places.draft, target);
  } catch (error) {
    remove(places.draft);
    throw isCapstanError(error) ? error : unwritable(folder, error);
  }
  return {
    isSecond: before !== undefined && before.length > 0,
    leftovers: before ? [...leftovers, ...discard(places, rename)] : leftovers,
  };
}

/** @throws CapstanError FILE_UNWRITABLE that says where the former content is, when it cannot be put back */
function exchange(target: string, { draft, old }: Beside, rename: Rename): void {
  rename(target, old);
  try {
    rename(draft, target);
  } catch (error) {
    try {
      rename(old, target);
    } catch {
      throw new CapstanError('FILE_UNWRITABLE', `the dump cannot be moved to ${target}: ${reasonOf(error)}`, {
        place: { file: target },
        hint: `what was there before is in ${old} now: move it back`,
        cause: error,
      });
    }
    throw error;
  }
}

/** Under the name of a draft whoever comes next knows that it is not needed. @returns what cannot be removed */
function discard({ draft, old }: Beside, rename: Rename): readonly string[] {
  try {
    rename(old, draft);
  } catch {
    return remove(old) ? [] : [old];
  }
  return remove(draft) ? [] : [draft];
}

/** Behind links, so that a link stays one. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}

/** Who works in a folder would find nothing in it any more. */
function refuseAround(cwd: string, target: string, folder: string): void {
  const way = relative(target, cwd);
  if (way === '..' || way.startsWith('../')) return;
  throw refusal(`${folder} is the current folder, or one round it`, 'name a folder of its own for the dump');
}

function filesIn(target: string, folder: string): readonly string[] | undefined {
  try {
    if (!statSync(target).isDirectory()) throw refusal(`${folder} is not a folder`, 'name another one');
    return readdirSync(target, { recursive: true, withFileTypes: true })
      .filter((entry: Dirent) => !entry.isDirectory())
      .map((entry: Dirent) => relative(target, join(entry.parentPath, entry.name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw isCapstanError(error) ? error : unwritable(folder, error);
  }
}

function refuseForeign(
  files: readonly string[],
  target: string,
  folder: string,
  isOurs: (path: string) => boolean,
): void {
  const foreign = files.filter((path) => !isOurs(path) || !holdsObject(join(target, path)));
  if (foreign.length === 0) return;
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  throw refusal(
    `${folder} holds ${foreign.toSorted()[0]}${more}, which no such dump has written: it is left as it is`,
    'name another folder, or remove this one first',
  );
}

function refusal(message: string, hint: string): CapstanError {
  return new CapstanError('FILE_UNWRITABLE', `--templates-dump-dir: ${message}`, { hint });
}

/** Edited or not, a manifest of a dump is one object. */
function holdsObject(file: string): boolean {
  try {
    const documents = splitDocuments(readFileSync(file, 'utf8'));
    const { apiVersion, kind } = readGoYaml(documents[0] ?? '', { file }) as Record<string, unknown>;
    return documents.length === 1 && typeof apiVersion === 'string' && typeof kind === 'string';
  } catch {
    return false;
  }
}

function write(folder: string, files: readonly DumpFile[]): void {
  for (const { path, text, isSecret } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: isSecret ? 0o600 : 0o644 });
  }
}

function unwritable(folder: string, error: unknown): CapstanError {
  const isMount = (error as NodeJS.ErrnoException).code === 'EBUSY';
  return new CapstanError('FILE_UNWRITABLE', `the dump cannot be written to ${folder}: ${reasonOf(error)}`, {
    place: { file: folder },
    hint: isMount ? 'it is a mount point: name a folder in it' : 'what was there before is still there',
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  return fileErrorReason(error) ?? messageOf(error);
}
