import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What a dump has beside its folder while it works: `.NAME.new-PID-MARK` and `.NAME.old-PID-MARK`. */
export interface Beside {
  /** The new content while it is written. Of a dump that does not run any more nobody needs it. */
  readonly draft: string;
  /** The former content while the new one takes its place. */
  readonly old: string;
}

/** Of this process, and no other dump's. */
export function besideOf(target: string): Beside {
  const mark = `${process.pid}-${randomBytes(4).toString('hex')}`;
  return { draft: beside(target, `new-${mark}`), old: beside(target, `old-${mark}`) };
}

/**
 * Mends what dumps left that were killed: drafts go, and a former content whose place nothing took is put back.
 * @returns former contents that stay, because nobody knows whether what is in their place has replaced them, and drafts
 * that cannot be removed
 */
export function mendLeftovers(target: string): readonly string[] {
  const left = leftovers(target);
  const drafts = left.filter(({ what }) => what === 'new').map(({ path }) => path);
  const olds = left.filter(({ what }) => what === 'old').map(({ path }) => path);
  const [only, ...others] = olds;
  const isBack = only !== undefined && others.length === 0 && !existsSync(target) && move(only, target);
  return [...(isBack ? [] : olds), ...drafts.filter((path) => !remove(path))];
}

/** @returns whether it is gone */
export function remove(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    return false; // told to the caller by its path: what is left may hold Secrets
  }
}

function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false; // whatever forbids it forbids the new dump, too, which says so
  }
}

function leftovers(target: string): { readonly path: string; readonly what: string }[] {
  const prefix = `.${basename(target)}.`;
  return namesIn(dirname(target)).flatMap((name) => {
    const [, what, pid] = name.startsWith(prefix) ? (pattern.exec(name.slice(prefix.length)) ?? []) : [];
    const path = join(dirname(target), name);
    if (what === undefined || isAtWork(Number(pid)) || !isFolder(path)) return [];
    return [{ path, what }];
  });
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const pattern = /^(new|old)-(\d+)-[0-9a-f]{8}$/;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // not there yet, or not to be listed: then nothing can be said of it
  }
}

/** Whether another dump may still need it. This process leaves nothing behind, so what has its id is of one before. */
function isAtWork(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
}

function beside(target: string, what: string): string {
  return join(dirname(target), `.${basename(target)}.${what}`);
}
