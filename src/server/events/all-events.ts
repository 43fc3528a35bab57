import {
  type Change,
  changedSince,
  getCommand,
  getDeployment,
  getPlanById,
  getTask,
  type Store,
} from '../../workflow/index.ts';
import type { Caller } from '../access/index.ts';
import { commandJson, deploymentJson, planJson, taskJson } from '../representation.ts';
import { type Batch, ChangeQueue } from './change-queue.ts';
import type { ServerEvent } from './stream.ts';

// A row's time is taken before its transaction ends: one that took long may come behind a later one.
const overlapMs = 5_000;

/**
 * Everything that the caller may see, each time it changes, as its representation. `ready` comes when nothing is missed
 * any more: who reads the lists then has all. Ids are times; from the one that a reader comes back with, changes are told again.
 */
export async function* allEvents(
  store: Store,
  caller: Caller,
  lastSeen: Date | undefined,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent, void> {
  const isOwn = ({ kind, user }: Change) =>
    kind !== 'output' && (caller.role === 'admin' || user === null || user === caller.name);
  const queue = new ChangeQueue(store, isOwn);
  let seen = lastSeen ?? new Date();
  let isReady = false;
  try {
    for (;;) {
      const batch = await queue.take(signal);
      if (batch === undefined) return;
      if (!isReady) yield { event: 'ready', data: {}, id: seen.toISOString() };
      // Without a place to go on from, what is older than the start is in the lists.
      if (isReady || lastSeen !== undefined) {
        const since = new Date(seen.getTime() - overlapMs);
        const events = batch.missed ? await eventsSince(store, caller, since) : await eventsOf(store, batch);
        for (const event of events) {
          if (event.updated > seen) seen = event.updated;
          yield { event: event.event, data: event.data, id: seen.toISOString() };
        }
      }
      isReady = true;
    }
  } finally {
    queue.close();
  }
}

interface TimedEvent extends ServerEvent {
  readonly updated: Date;
}

async function eventsOf(store: Store, { changes }: Batch): Promise<readonly TimedEvent[]> {
  const events: TimedEvent[] = [];
  for (const change of changes) {
    const event = await eventOf(store, change);
    if (event !== undefined) events.push(event);
  }
  return events;
}

async function eventOf(store: Store, { kind, id }: Change): Promise<TimedEvent | undefined> {
  switch (kind) {
    case 'command':
      return told(kind, await getCommand(store, id), commandJson);
    case 'task':
      return told(kind, await getTask(store, id), taskJson);
    case 'deployment':
      return told(kind, await getDeployment(store, id), deploymentJson);
    case 'plan': {
      const plan = await getPlanById(store, id);
      return plan ? told(kind, plan, planJson) : { event: 'gone', data: { kind, id }, updated: new Date() };
    }
    case 'output':
      return undefined;
  }
}

async function eventsSince(store: Store, caller: Caller, since: Date): Promise<readonly TimedEvent[]> {
  const own = caller.role === 'admin' ? {} : { user: caller.name };
  const { plans, deployments, commands, tasks } = await changedSince(store, since, own);
  return [
    ...plans.map((plan) => told('plan', plan, planJson)),
    ...deployments.map((deployment) => told('deployment', deployment, deploymentJson)),
    ...commands.map((command) => told('command', command, commandJson)),
    ...tasks.map((task) => told('task', task, taskJson)),
  ].filter((event) => event !== undefined);
}

function told<T extends { readonly updated: Date }>(
  event: string,
  item: T | undefined,
  represent: (item: T) => unknown,
): TimedEvent | undefined {
  return item && { event, data: represent(item), updated: item.updated };
}
