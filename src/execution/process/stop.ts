import { readdirSync, readFileSync } from 'node:fs';

/** A terminal's Ctrl-C, and what ends a whole group, reaches it by itself: a second one makes terraform drop what it is at. */
const heardWithinMs = 1_000;
/** terraform finishes what it is at. */
const graceMs = 20_000;

/**
 * As soon as `signal` fires a process and all below it are to end; until it is disposed of.
 * @param isStopping says that it has heard of it by itself
 */
export function stopWith(pid: number | undefined, isStopping: () => boolean, signal: AbortSignal): Disposable {
  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    if (pid === undefined) return;
    timers.push(
      setTimeout(() => isStopping() || signalTree(pid, 'SIGTERM'), heardWithinMs),
      setTimeout(() => signalTree(pid, 'SIGKILL'), heardWithinMs + graceMs),
    );
  };
  signal.addEventListener('abort', stop, { once: true });
  return {
    [Symbol.dispose]() {
      signal.removeEventListener('abort', stop);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The ones below first: a shell that ends leaves its children behind. */
function signalTree(pid: number, signal: NodeJS.Signals): void {
  for (const one of [...below(pid), pid]) {
    try {
      process.kill(one, signal);
    } catch {
      // it has ended meanwhile
    }
  }
}

function below(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of processes()) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const walk = (one: number) => {
    for (const child of children.get(one) ?? []) {
      walk(child);
      found.push(child);
    }
  };
  walk(pid);
  return found;
}

/** [] where there is no /proc: then the process alone is signalled. */
function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function parentOf(pid: string): number | undefined {
  try {
    // the command's name, in brackets, may hold anything
    const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return parent === undefined ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
