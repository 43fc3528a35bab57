import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors/index.ts';
import { type Logger, silentLogger } from '../../log/index.ts';
import { Guard, guardedUntil, now } from '../../subprocess/index.ts';
import { enrol, type Limits, recover, type WorkerIdentity } from '../runs/index.ts';
import type { Store } from '../store/index.ts';
import { Bell } from './bell.ts';
import { Lease } from './lease.ts';
import { defaults, type WorkerOptions } from './options.ts';
import { patiently } from './patience.ts';
import { Term } from './term.ts';

/**
 * Runs commands until the signal; resolves when the running tasks have ended. A worker that was found lost begins anew,
 * under another id.
 */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const guard = new Guard(options.guard);
  try {
    while (!signal.aborted) await serve(options, guard, signal);
  } finally {
    await guard.close();
  }
}

/** From one enrolment to its end. */
async function serve(options: WorkerOptions, guard: Guard, signal: AbortSignal): Promise<void> {
  const { store, place, log = silentLogger } = options;
  const { capacity, perUser, leaseMs, drainMs } = { ...defaults, ...options };
  const limits: Limits = { perUser };
  const worker = identify(options.name, capacity);
  if (!(await enter(worker, { store, limits, leaseMs, guard, log }, signal))) return;
  const bell = new Bell();
  const term = new Term({ store, place, guard, limits, capacity, worker: worker.id, name: worker.name, log, bell });
  const lease = new Lease({ store, worker: worker.id, leaseMs, guard, log, onCommands: (list) => term.heed(list) });
  const stopListening = store.onChange((change) => {
    if (change !== 'missed' && change.kind !== 'command') return;
    bell.ring();
    if (change === 'missed' || term.has(change.id)) lease.look();
  });
  const [over, left] = [new AbortController(), new AbortController()];
  const until = AbortSignal.any([signal, over.signal]);
  const keeping = lease.keep(left.signal).catch((error: unknown) => {
    log.warn('this worker was found lost; it begins anew', { worker: worker.id, reason: messageOf(error) });
    over.abort();
  });
  const finding = findLost(store, limits, leaseMs, log, until);
  await term.pick(until);
  if (signal.aborted && !over.signal.aborted) {
    await term.drain(drainMs);
  } else {
    guard.holdUntil(now());
    await term.drop();
  }
  over.abort();
  left.abort();
  stopListening();
  await Promise.all([keeping, finding]);
  await leave(worker, { store, limits, leaseMs, guard, log });
}

interface Office {
  readonly store: Store;
  readonly limits: Limits;
  readonly leaseMs: number;
  readonly guard: Guard;
  readonly log: Logger;
}

function identify(name: string | undefined, capacity: number): WorkerIdentity {
  const [host, pid] = [hostname(), process.pid];
  return { id: randomUUID(), name: name ?? `${host}:${pid}`, host, pid, capacity };
}

/** False when the signal came before the database did. */
async function enter(worker: WorkerIdentity, office: Office, signal: AbortSignal): Promise<boolean> {
  const { store, limits, leaseMs, guard, log } = office;
  try {
    await patiently(
      'enrol',
      async () => {
        const askedAt = now();
        await enrol(store, worker, leaseMs);
        guard.holdUntil(guardedUntil(askedAt, leaseMs));
        if (store.kind === 'embedded') await recover(store, limits, { allBut: worker.id }); // no other process has it open
      },
      log,
      signal,
    );
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
  log.info('worker enrolled', { worker: worker.id, name: worker.name, capacity: worker.capacity });
  return true;
}

/** When the database is away, another worker finds this one lost. */
async function leave(worker: WorkerIdentity, { store, limits, log }: Office): Promise<void> {
  try {
    await recover(store, limits, { only: worker.id });
  } catch (error) {
    log.debug('could not leave', { reason: messageOf(error) });
  }
  log.info('worker left', { worker: worker.id });
}

/** Looks for workers that did not prolong their lease, and for commands that have a place now. */
async function findLost(
  store: Store,
  limits: Limits,
  leaseMs: number,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const everyMs = Math.min(leaseMs / 4, 5_000);
  while (!signal.aborted) {
    try {
      const { lost, failed, requeued } = await recover(store, limits);
      if (lost.length > 0) log.warn('workers were lost', { lost, failed, requeued });
    } catch (error) {
      log.debug('could not look for lost workers', { reason: messageOf(error) });
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
}
