import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from '../pid-file.ts';

export interface LockHolder {
  readonly pid: number;
  /** With it a pid that was given to another program is not taken for the holder. */
  readonly command: string;
}

const pollEveryMs = 200;

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
  const self: LockHolder = { pid: process.pid, command: commandLine(process.pid) ?? '' };
  for (;;) {
    try {
      publish(path, JSON.stringify(self));
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder !== undefined && commandLine(holder.pid) === holder.command) return holder;
    // Renamed first: of several that see the dead holder only one gets to remove the file.
    const stale = `${path}.stale.${process.pid}`;
    try {
      renameSync(path, stale);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    rmSync(stale, { force: true });
  }
}

/** Fails with EEXIST when the file is there; never shows a half-written one. */
function publish(path: string, text: string): void {
  const draft = `${path}.draft.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

export function unlock(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** Undefined when there is no holder, or when the file is not one of ours. */
function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}
