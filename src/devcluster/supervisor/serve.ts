import { existsSync, rmSync, truncateSync } from 'node:fs';
import { isAbort } from '../../errors/index.ts';
import { tryLock, unlock } from '../binaries/index.ts';
import { reap } from '../pid-file.ts';
import { forgetRegistry } from './docker-trust.ts';
import type { ClusterFolder } from './folder.ts';
import { type ServeOptions, startParts } from './parts.ts';
import { readSettings, writeSettings } from './settings.ts';
import { toStateError, writeState } from './state.ts';

/**
 * Runs the cluster of a folder until the signal, or until a part of it ends; then stops all of it, the last started first.
 * Its state file tells those who wait. Does nothing when another process runs the cluster already.
 */
export async function serveCluster(options: ServeOptions, signal: AbortSignal): Promise<void> {
  const { folder } = options;
  if (tryLock(folder.lock) !== undefined) return;
  if (existsSync(folder.log)) truncateSync(folder.log); // what the one before wrote
  const isFirst = readSettings(folder) === undefined;
  let failure: unknown;
  try {
    await runParts(options, isFirst, signal);
  } catch (error) {
    if (!(signal.aborted && isAbort(error))) failure = error;
  }
  // A cluster that never was is no cluster: the next start begins anew, also with other settings.
  if (isFirst && !existsSync(folder.kubeconfig)) {
    rmSync(folder.settings, { force: true });
    forgetRegistry(options.home, folder.certificates);
  }
  writeState(folder, failure === undefined ? { phase: 'stopped' } : { phase: 'failed', error: toStateError(failure) });
  unlock(folder.lock);
  if (failure !== undefined) throw failure;
}

async function runParts(options: ServeOptions, isFirst: boolean, signal: AbortSignal): Promise<void> {
  const { folder, settings } = options;
  writeState(folder, { phase: 'starting' });
  if (isFirst) await forget(folder);
  writeSettings(folder, settings);
  await using parts = new AsyncDisposableStack();
  const failures = await startParts(options, parts, signal);
  writeState(folder, { phase: 'ready' });
  const over = new AbortController();
  try {
    await Promise.race([aborted(AbortSignal.any([signal, over.signal])), ...failures]);
  } finally {
    over.abort();
    writeState(folder, { phase: 'stopping' });
  }
}

/** What a start that never came to its end left: without its settings nobody knows what it is. */
async function forget({ controlPlane, kubeconfig, joinData }: ClusterFolder): Promise<void> {
  await reap(controlPlane);
  for (const path of [controlPlane, kubeconfig, joinData]) rmSync(path, { recursive: true, force: true });
}

/** Nothing else keeps this process from ending: its children do not. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 3_600_000);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
