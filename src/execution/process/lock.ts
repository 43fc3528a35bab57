import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { allPids, carries } from '../../process-table.ts';
import type { Tools } from '../tools.ts';

/** A lock that holds as long as we live, or anything that we have started under it. */
export interface ProgramLock extends Disposable {
  /** For whatever is started: what it is known by when we are gone. */
  readonly environment: Readonly<Record<string, string>>;
}

const variable = 'CLOUDMGR_RUN';

/**
 * Whoever is killed gives back its lock at once, and its programs live on. So a word is noted beside the lock that stands in
 * the environment of these alone: noted before any is started, and taken away when we are through. Where there is no /proc
 * the lock is that of this process alone.
 * @throws CapstanError DEPLOYMENT_BUSY
 */
export function lockWithPrograms(path: string, { lock }: Pick<Tools, 'lock'>): ProgramLock {
  const held = lock(path);
  const note = `${path}.run`;
  try {
    const left = leftOf(note);
    if (left !== undefined) {
      const what = `process ${left} works with ${dirname(path)} still; the cloudmgr that started it was killed`;
      throw new CapstanError('DEPLOYMENT_BUSY', what, { hint: `wait until it has ended, or end it: kill ${left}` });
    }
    const word = randomUUID();
    write(note, word);
    return {
      environment: { [variable]: word },
      [Symbol.dispose]() {
        rmSync(note, { force: true });
        held[Symbol.dispose]();
      },
    };
  } catch (error) {
    held[Symbol.dispose]();
    throw error;
  }
}

/** The first process that a killed one has left. */
function leftOf(note: string): number | undefined {
  const word = read(note);
  if (!word) return undefined;
  const carried = `${variable}=${word}`;
  return allPids().find((pid) => pid !== process.pid && carries(pid, carried));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // nobody has
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
