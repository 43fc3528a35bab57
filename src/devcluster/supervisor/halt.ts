import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../../errors/index.ts';
import { lockHolder } from '../binaries/index.ts';
import { reap } from '../pid-file.ts';
import { signalProcess } from '../process.ts';
import { realNodes } from '../real-nodes.ts';
import { forgetRegistry } from './docker-trust.ts';
import { type ClusterFolder, checkOwner, ownEntries } from './folder.ts';

/** Longer than a supervisor takes that stops everything in order, one grace after the other. */
const stoppedWithinMs = 90_000;
const pollEveryMs = 20;

/**
 * Stops a cluster and keeps its data. What a supervisor left that was killed is ended, too.
 * @returns false when nothing ran
 * @throws CapstanError STATE_INVALID when another user has started it
 */
export async function suspendCluster(folder: ClusterFolder, signal: AbortSignal): Promise<boolean> {
  checkOwner(folder);
  const wasRunning = await stopSupervisor(folder, signal);
  const left = [...(await reap(folder.controlPlane)), ...(await reap(folder.registry))];
  if (existsSync(folder.nodes)) {
    const { cleanNodes } = await realNodes();
    await cleanNodes(folder.nodes);
  }
  return wasRunning || left.length > 0;
}

/** Stops a cluster and removes all of it but the certificates of its registry. */
export async function destroyCluster(folder: ClusterFolder, home: string, signal: AbortSignal): Promise<void> {
  await suspendCluster(folder, signal);
  forgetRegistry(home, folder.certificates);
  for (const path of ownEntries(folder)) rmSync(path, { recursive: true, force: true });
  try {
    rmdirSync(folder.dir);
  } catch {
    // a person has other things in it, or the certificates are there
  }
}

async function stopSupervisor({ lock }: ClusterFolder, signal: AbortSignal): Promise<boolean> {
  const holder = lockHolder(lock);
  if (holder === undefined) return false;
  signalProcess(holder.pid, 'SIGTERM');
  const deadline = Date.now() + stoppedWithinMs;
  while (lockHolder(lock)?.pid === holder.pid) {
    if (Date.now() > deadline) {
      throw new CapstanError('TOOL_FAILED', `the supervisor (process ${holder.pid}) does not stop`, {
        hint: `end it with kill -9 ${holder.pid}: what it started ends with it; then try again`,
      });
    }
    await sleep(pollEveryMs, undefined, { signal });
  }
  return true;
}
