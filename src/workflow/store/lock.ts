import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { startedAt } from '../../process-table.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The kernel's start time of the process, where there is one: a pid is given again. */
  readonly since: string;
}

const beatEveryMs = 10_000;
const silentMs = 60_000;

/**
 * Makes the folder this process's own, until the returned function is called or the process is gone, however it went.
 * @throws CapstanError STORE_IN_USE that names who has it
 */
export function lockFolder(folder: string): () => void {
  const lock = join(folder, 'lock');
  const mine = `${lock}.${process.pid}`;
  const text = JSON.stringify(holderOf(process.pid));
  const file = openSync(mine, 'w', 0o600);
  try {
    writeSync(file, text);
    while (!isLinked(mine, lock)) removeStale(lock, folder, fstatSync(file).mtimeMs);
  } catch (error) {
    closeSync(file);
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  // The same text again: another machine sees by the file's time that its holder lives.
  const beat = setInterval(() => writeSync(file, text, 0), beatEveryMs).unref();
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    clearInterval(beat);
    if (fstatSync(file).ino === inodeOf(lock)) rmSync(lock, { force: true });
    closeSync(file);
  };
}

/** A link is made whole or not at all, with its text. */
function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Away with the lock of a process that is gone. Another may do the same at the same time: what is moved is looked at again. */
function removeStale(lock: string, folder: string, nowMs: number): void {
  const text = textOf(lock);
  if (text === undefined) return;
  refuseLiving(text, folder, nowMs - (timeOf(lock) ?? nowMs));
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = textOf(aside);
  if (moved !== text) isLinked(aside, lock); // it was a new one: back with it
  rmSync(aside, { force: true });
}

function refuseLiving(text: string, folder: string, silentForMs: number): void {
  const holder = parseHolder(text);
  if (holder === undefined || !isAlive(holder, silentForMs)) return;
  const isHere = holder.host === hostname();
  const where = isHere ? '' : ` on ${holder.host}`;
  const away = `if ${holder.host} is gone (a container that was made anew), try again a minute after it went; else `;
  throw new CapstanError('STORE_IN_USE', `the store in ${folder} is open in process ${holder.pid}${where}`, {
    hint: `${isHere ? '' : away}stop that process, speak to it over REST, or use --database postgres://… which many processes may share`,
  });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined; // cut off by a machine that went down
  }
}

/** Of another machine's process, or another container's, nothing is known but that it has written a moment ago. */
function isAlive({ pid, host, since }: Holder, silentForMs: number): boolean {
  if (host !== hostname()) return silentForMs < silentMs;
  const now = holderOf(pid).since;
  if (now !== '') return now === since;
  try {
    process.kill(pid, 0);
    return since === '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function holderOf(pid: number): Holder {
  return { pid, host: hostname(), since: startedAt(pid) ?? '' };
}

/** By the clock of the file system, as that of the file which is to take its place: machines' own differ. */
function timeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
