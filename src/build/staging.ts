import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { processRow, startedAt } from '../process-table.ts';

const prefix = '.build-';

/** Of the folders that builds work in. */
export const stagingPattern = `${prefix}*`;

/** Whose such a folder is: `.build-PID-START-REALM-`, and what makes it the only one. */
const named = /^\.build-(\d+)-(\d*)-([0-9a-f]{8})-/;

/** No build takes that long once it puts files together. */
const abandonedAfterMs = 3_600_000;

/** In such a folder: what is to be, what was, and, once all is made, the list of what is moved. */
const [made, replaced, list] = ['new', 'old', 'places.json'];

/**
 * Lets `work` make files in a folder beside `output`, on the same disk, and then puts those of `paths` into their places, in this
 * order: all that can fail has not failed by then. What cannot be moved leaves things as they were; a build that is killed between
 * two moves is brought to its end by `finishStaged`.
 * @param paths files and folders, relative: what `work` has made below the folder it is told
 * @throws CapstanError FILE_UNWRITABLE, and what `work` throws
 */
export async function stage<T>(
  output: string,
  paths: readonly string[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await guarded(output, async () => {
    await mkdir(output, { recursive: true });
    return mkdtemp(join(output, ownPrefix()));
  });
  // from then on the folder holds what was there before, and stays if that cannot be put back
  let isHalfMoved = false;
  try {
    const result = await work(join(folder, made));
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
  }
}

/**
 * Cleans up after builds that were killed: what was whole and half moved is moved, but not over what another build has moved
 * there since; anything else goes.
 * @throws CapstanError FILE_UNWRITABLE
 */
export async function finishStaged(output: string): Promise<void> {
  const names = await readdir(output).catch((): string[] => []); // not there: nothing was ever built
  for (const name of names) {
    await guarded(output, async () => {
      if (!(await isAbandoned(output, name))) return;
      const folder = join(output, `${ownPrefix()}${name.slice(-6)}`);
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
}

function ownPrefix(): string {
  return `${prefix}${process.pid}-${startedAt(process.pid) ?? ''}-${realm()}-`;
}

/** Whose process is gone; where that cannot be seen from here, that which nobody has touched for long. */
async function isAbandoned(output: string, name: string): Promise<boolean> {
  if (!name.startsWith(prefix)) return false;
  const [, pid, start = '', where] = named.exec(name) ?? [];
  if (where === realm()) return !isRunning(Number(pid), start);
  const seen = await lstat(join(output, name)).catch(() => undefined); // its build has ended meanwhile
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
    throw error;
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
