import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CapstanError, fileErrorReason, isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import { processRow, startedAt } from '../process-table.ts';

const prefix = '.build-';

/** Of the folders that builds work in. */
export const stagingPattern = `${prefix}*`;

/** Of the folders for temporary files: what commands copy there may be the whole project, so it lies elsewhere. */
const workPrefix = 'capstan-build-';

/** Whose such a folder is: PREFIX`PID-START-REALM-`, and what makes it the only one. */
const named = /^(\d+)-(\d*)-([0-9a-f]{8})-/;

/** No build takes that long, whatever its commands do. */
const abandonedAfterMs = 86_400_000;

/** In such a folder: what is to be, what was, and, once all is made, the list of what is moved. */
const [made, replaced, list] = ['new', 'old', 'places.json'];

/**
 * Lets `work` make files in a folder beside `output`, on the same disk, and then puts those of `paths` into their places, in this
 * order: all that can fail has not failed by then. What cannot be moved leaves things as they were; a build that is killed between
 * two moves is brought to its end by `finishStaged`.
 * @param paths files and folders, relative: what `work` has made below the first folder it is told; the second one is for what lies between
 * @throws CapstanError FILE_UNWRITABLE, and what `work` throws
 */
export async function stage<T>(
  output: string,
  paths: readonly string[],
  work: (folder: string, temporary: string) => Promise<T>,
): Promise<T> {
  const folder = await guarded(output, async () => {
    await mkdir(output, { recursive: true });
    return newFolder(output, prefix);
  });
  let temporary: string | undefined;
  // from then on the folder holds what was there before, and stays if that cannot be put back
  let isHalfMoved = false;
  try {
    temporary = await guarded(tmpdir(), () => newFolder(tmpdir(), workPrefix));
    const result = await work(join(folder, made), temporary).catch((error: unknown) => {
      throw inPlace(error, folder, output);
    });
    await guarded(output, async () => {
      for (const path of paths) await lstat(join(folder, made, path));
      const partial = join(folder, `${list}.partial`);
      await writeFile(partial, JSON.stringify(paths));
      await rename(partial, join(folder, list));
      isHalfMoved = true;
      await placeOrUndo(folder, output, paths);
      isHalfMoved = false;
    });
    return result;
  } finally {
    if (!isHalfMoved) await rm(folder, { recursive: true, force: true });
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Cleans up after builds that were killed: what was whole and half moved is moved, but not over what another build has moved
 * there since; anything else goes.
 * @throws CapstanError FILE_UNWRITABLE
 */
export async function finishStaged(output: string): Promise<void> {
  for (const name of await abandonedIn(output, prefix)) {
    await guarded(output, async () => {
      const folder = join(output, `${prefix}${owner()}${name.slice(-6)}`);
      const isMine = await rename(join(output, name), folder).then(
        () => true,
        () => false, // another build was faster
      );
      if (!isMine) return;
      const paths = await readFile(join(folder, list), 'utf8').catch(() => '[]');
      for (const path of JSON.parse(paths) as string[]) {
        if (!(await isNewer(join(output, path), join(folder, list)))) await place(folder, output, path);
      }
      await rm(folder, { recursive: true, force: true });
    });
  }
  for (const name of await abandonedIn(tmpdir(), workPrefix)) {
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {}); // another person's
  }
}

function newFolder(parent: string, start: string): Promise<string> {
  return mkdtemp(join(parent, `${start}${owner()}`));
}

function owner(): string {
  return `${process.pid}-${startedAt(process.pid) ?? ''}-${realm()}-`;
}

async function abandonedIn(parent: string, start: string): Promise<string[]> {
  const names = await readdir(parent).catch((): string[] => []); // not there: nothing was ever built
  const found: string[] = [];
  for (const name of names.filter((each) => each.startsWith(start))) {
    if (await isAbandoned(join(parent, name), name.slice(start.length))) found.push(name);
  }
  return found;
}

/** Whose process is gone; where that cannot be seen from here, that which nobody has touched for long. */
async function isAbandoned(folder: string, name: string): Promise<boolean> {
  const [, pid, start = '', where] = named.exec(name) ?? [];
  if (where === realm()) return !isRunning(Number(pid), start);
  const seen = await lstat(folder).catch(() => undefined); // its build has ended meanwhile
  return seen !== undefined && Date.now() - seen.mtimeMs > abandonedAfterMs;
}

/** Where a pid means the same process: a machine from its start on, and in it a namespace of pids. */
function realm(): string {
  let words: string;
  try {
    words = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
  } catch {
    words = hostname(); // no Linux
  }
  return createHash('sha256').update(words).digest('hex').slice(0, 8);
}

/** @param start of the process, where the system tells: a pid is given to another one in time */
function isRunning(pid: number, start: string): boolean {
  if (start !== '') {
    const row = processRow(pid);
    return row?.start === start && row.state !== 'Z';
  }
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether something was moved to a path after the list of moves was written: a rename changes the time of status. */
async function isNewer(path: string, moves: string): Promise<boolean> {
  const placed = await lstat(path).catch(() => undefined); // nothing is there
  return placed !== undefined && placed.ctimeMs > (await lstat(moves)).mtimeMs;
}

/** When one of them cannot be moved, it and those before it go back. */
async function placeOrUndo(folder: string, output: string, paths: readonly string[]): Promise<void> {
  const begun: string[] = [];
  try {
    for (const path of paths) {
      begun.unshift(path);
      await place(folder, output, path);
    }
  } catch (error) {
    for (const path of begun) await undo(folder, output, path);
    await rm(join(folder, list));
    await rm(folder, { recursive: true, force: true });
    const file = join(output, begun[0] ?? '');
    const reason = fileErrorReason(error) ?? messageOf(error);
    throw new CapstanError('FILE_UNWRITABLE', `${file} cannot be written: ${reason}`, {
      place: { file },
      cause: error,
    });
  }
}

/** May be done again after it was interrupted anywhere. */
async function place(folder: string, output: string, path: string): Promise<void> {
  const [from, to, old] = [join(folder, made, path), join(output, path), join(folder, replaced, path)];
  if (!(await isThere(from))) return;
  if (await isThere(to)) {
    await rm(old, { recursive: true, force: true });
    await move(to, old);
  }
  await move(from, to);
}

async function undo(folder: string, output: string, path: string): Promise<void> {
  const [from, to, old] = [join(folder, made, path), join(output, path), join(folder, replaced, path)];
  if (!(await isThere(from))) await move(to, from);
  if (await isThere(old)) await move(old, to);
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Whole also where `to` lies on another disk than the output: a mount, or a link. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const partial = `${to}.partial`;
    await rm(partial, { recursive: true, force: true });
    await cp(from, partial, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    await rename(partial, to);
    await rm(from, { recursive: true, force: true });
  }
}

/** What cannot be written is called by the place where it was to be: the folder is gone when somebody reads it. */
function inPlace(error: unknown, folder: string, output: string): unknown {
  const named = (text: string) =>
    text.replaceAll(join(folder, made), output).replace(/\.[0-9a-f]{8}\.partial(?![\w.])/g, '');
  if (isCapstanError(error, 'FILE_UNWRITABLE')) {
    const { message, place, hint, cause } = error;
    const file = named(place?.file ?? output);
    return new CapstanError('FILE_UNWRITABLE', named(message), { place: { file }, cause, ...(hint ? { hint } : {}) });
  }
  const { code, path } = error as NodeJS.ErrnoException;
  const isOurs = path?.startsWith(folder) || code === 'ENOSPC' || code === 'EDQUOT';
  if (isCapstanError(error) || isAbort(error) || !isOurs) return error;
  const file = path?.startsWith(join(folder, made)) ? named(path) : output;
  const words = `${file} cannot be written: ${fileErrorReason(error) ?? messageOf(error)}`;
  return new CapstanError('FILE_UNWRITABLE', words, { place: { file }, cause: error });
}

async function guarded<T>(output: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCapstanError(error)) throw error;
    throw new CapstanError('FILE_UNWRITABLE', `nothing can be written to ${output}: ${messageOf(error)}`, {
      place: { file: output },
      cause: error,
    });
  }
}
