import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, startedAt } from '../../process-table.ts';

export interface LockHolder {
  readonly pid: number;
  /** With these a pid that was given to another process is not taken for the holder. */
  readonly command: string;
  readonly startedAt?: string;
}

const pollEveryMs = 200;
/** Nobody ever wakes who waits here. */
const pauses = new Int32Array(new SharedArrayBuffer(4));

/** Runs `work` while holding the lock file; waits for a living holder, takes over from a dead one. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: { onWait?: () => void; signal?: AbortSignal } = {},
): Promise<T> {
  for (let waited = false; tryLock(path) !== undefined; waited = true) {
    if (!waited) options.onWait?.();
    await sleep(pollEveryMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
  try {
    return await work();
  } finally {
    unlock(path);
  }
}

/** Takes the lock, or says who has it. */
export function tryLock(path: string): LockHolder | undefined {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    if (publish(path)) return undefined;
    const holder = lockHolder(path);
    if (holder !== undefined) return holder;
    removeDead(path);
  }
}

/**
 * Removes a lock whose holder is gone. One process at a time looks and removes, under a lock of its own: else one that was
 * slow would remove the lock of another that has taken over meanwhile.
 */
function removeDead(path: string): void {
  const turn = `${path}.turn`;
  if (!publish(turn)) {
    // Whoever has its turn needs some microseconds, unless it was killed in them.
    if (isDead(turn)) putAside(turn);
    else Atomics.wait(pauses, 0, 0, 1);
    return;
  }
  try {
    if (isDead(path)) rmSync(path, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

/** Removes a dead turn; puts back one that was taken between the look and the hand. */
function putAside(turn: string): void {
  const stale = `${turn}.stale.${process.pid}`;
  try {
    renameSync(turn, stale);
    if (!isDead(stale)) linkSync(stale, turn);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(stale, { force: true });
  }
}

/** False when the file is there; never shows a half-written one. */
function publish(path: string): boolean {
  const started = startedAt(process.pid);
  const self: LockHolder = {
    pid: process.pid,
    command: commandLine(process.pid) ?? '',
    ...(started === undefined ? {} : { startedAt: started }),
  };
  const draft = `${path}.draft.${process.pid}`;
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Who has the lock now; undefined when nobody has, or the one who had it is gone. */
export function lockHolder(path: string): LockHolder | undefined {
  const holder = readHolder(path);
  return typeof holder === 'object' && isAlive(holder) ? holder : undefined;
}

export function unlock(path: string): void {
  const holder = readHolder(path);
  if (typeof holder === 'object' && holder.pid === process.pid) rmSync(path, { force: true });
}

function isDead(path: string): boolean {
  const holder = readHolder(path);
  return holder !== 'none' && (holder === 'unreadable' || !isAlive(holder));
}

function isAlive({ pid, command, startedAt: noted }: LockHolder): boolean {
  return commandLine(pid) === command && (noted === undefined || noted === startedAt(pid));
}

function readHolder(path: string): LockHolder | 'none' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    return 'unreadable';
  }
  try {
    const holder = JSON.parse(text) as LockHolder | null;
    return holder !== null && Number.isInteger(holder.pid) ? holder : 'unreadable';
  } catch {
    return 'unreadable'; // a machine that lost its power in between
  }
}
