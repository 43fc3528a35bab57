import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import { tailOf } from '../process.ts';
import type { ClusterFolder } from './folder.ts';
import { fromStateError, look } from './state.ts';

export interface LaunchOptions {
  /** The command line of the supervisor. */
  readonly command: readonly [file: string, ...args: string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (step: string) => void;
}

const pollEveryMs = 50;
/** From its start to its lock: a supervisor that is slower than that hangs. */
const lockedWithinMs = 60_000;

/** From the signal to its end: longer than it takes to stop everything in order, one grace after the other. */
const stoppedWithinMs = 90_000;

/**
 * Starts a supervisor that outlives this process, and waits until its cluster is ready. When that is given up, so is the
 * supervisor: it is gone when this rejects. One that another process has started is left alone.
 * @throws CapstanError what the supervisor failed with
 */
export async function launch(folder: ClusterFolder, options: LaunchOptions, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  mkdirSync(folder.dir, { recursive: true, mode: 0o700 });
  const log = openSync(folder.log, 'a', 0o600);
  const [file, ...args] = options.command;
  let ended: string | undefined;
  let child: ChildProcess;
  try {
    child = spawn(file, args, { cwd: '/', env: options.env, detached: true, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, name) => {
    ended = name === null ? `exit code ${code}` : `ended by ${name}`;
  });
  child.unref();
  try {
    await untilReady(folder, options.onProgress, signal, { pid: child.pid, ended: () => ended });
  } catch (error) {
    if (ended === undefined) await stop(child);
    throw error;
  }
}

/** What a supervisor started ends with it, whichever way it goes. */
async function stop(child: ChildProcess): Promise<void> {
  child.ref();
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stoppedWithinMs);
  await exited;
  clearTimeout(timer);
}

/**
 * Waits for a supervisor, whoever started it.
 * @param started the process that was started for it, and how that ended; another one's lock counts as well
 */
export async function untilReady(
  folder: ClusterFolder,
  onProgress: (step: string) => void,
  signal: AbortSignal,
  started?: { readonly pid: number | undefined; ended(): string | undefined },
): Promise<void> {
  const deadline = Date.now() + lockedWithinMs;
  let shown: string | undefined;
  let holder: number | undefined;
  for (;;) {
    const how = started?.ended();
    const { standing, pid, state } = look(folder);
    if (standing === 'running') return;
    holder = pid ?? holder;
    if (pid === undefined && (how !== undefined || holder !== undefined || Date.now() > deadline)) {
      throw failure(folder, [started?.pid, holder], how);
    }
    if (state?.step !== undefined && state.step !== shown) onProgress(state.step);
    shown = state?.step;
    await sleep(pollEveryMs, undefined, { signal });
  }
}

/** @param pids those that were waited for: what another supervisor wrote before is not why these failed */
function failure(folder: ClusterFolder, pids: readonly (number | undefined)[], how = 'it is gone'): CapstanError {
  const { state } = look(folder);
  if (state?.phase === 'failed' && state.error !== undefined && pids.includes(state.pid)) {
    return fromStateError(state.error);
  }
  const tail = tailOf(folder.log, 15).replaceAll(/^/gm, '  ');
  return new CapstanError('TOOL_FAILED', `the supervisor of the cluster did not get it ready (${how})\n${tail}`, {
    hint: `its whole output is in ${folder.log}`,
  });
}
