import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, Informer, refOf } from '../../cluster/index.ts';
import { isCapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import {
  endedLease,
  leasesOf,
  readLease,
  type SeenLease,
  type ShardGroup,
  shardLease,
  shardLeaseName,
} from './leases.ts';
import type { Timings } from './membership.ts';
import { type Roster, rosterOf } from './roster.ts';

/** The Leases of a group: watched, and written so that a write fails when another one was faster. */
export class ShardLeases {
  readonly cluster: Cluster;
  readonly group: ShardGroup;
  readonly timings: Timings;
  readonly #log: Logger;
  readonly #informer: Informer<SeenLease>;
  /** Names of Leases that are being ended or removed. */
  readonly #ending = new Set<string>();
  #missing: ReadonlyMap<string, number> = new Map();
  #bell = Promise.withResolvers<void>();

  constructor(cluster: Cluster, group: ShardGroup, timings: Timings, log: Logger) {
    this.cluster = cluster;
    this.group = group;
    this.timings = timings;
    this.#log = log;
    this.#informer = new Informer<SeenLease>(cluster, {
      target: leasesOf(group),
      transform: readLease,
      onChange: ({ type, value, ...rest }) => {
        const before = 'previous' in rest ? rest.previous : undefined;
        if (type !== 'updated' || !before || !isRenewal(before, value)) this.ring();
      },
      onState: (state, error) => {
        if (state === 'forbidden') log.error('Leases cannot be watched: no shard can be taken', error);
      },
      log,
    });
  }

  start(signal: AbortSignal): Promise<void> {
    this.#informer.start(signal);
    return this.#informer.synced(signal);
  }

  look(): Roster {
    const { group, timings } = this;
    const roster = rosterOf(
      this.#informer.values(),
      group.count,
      timings.leaseDurationMs,
      this.#missing,
      performance.now(),
    );
    this.#missing = roster.missing;
    return roster;
  }

  put(object: SeenLease['object']): void {
    this.#informer.put(object);
  }

  /** What was done may have changed what is to be done. */
  ring(): void {
    this.#bell.resolve();
  }

  /** Resolves when the Leases have changed since the last time, `wakeAt` has come, or the signal is aborted. For one at a time. */
  async changed(wakeAt: number, signal: AbortSignal): Promise<void> {
    const ring = () => this.ring();
    const inMs = Math.min(maxTimerMs, wakeAt - performance.now() + 5); // a timer may be early
    const timer = setTimeout(ring, Math.max(0, inMs));
    signal.addEventListener('abort', ring, { once: true });
    if (!signal.aborted) await this.#bell.promise;
    signal.removeEventListener('abort', ring);
    clearTimeout(timer);
    this.#bell = Promise.withResolvers();
  }

  /** Names `holder` in a shard's Lease, or nobody: ''. False: somebody else wrote it first, or it could not be written. */
  async write(shard: number, holder: string): Promise<boolean> {
    const { cluster, group, timings } = this;
    const before = this.#informer.get(group.namespace, shardLeaseName(group, shard))?.object;
    const lease = shardLease(group, shard, holder, before, Date.now());
    const within = AbortSignal.timeout(timings.renewDeadlineMs);
    try {
      this.put(before ? await cluster.replace(lease, {}, within) : await cluster.create(lease, {}, within));
      return true;
    } catch (error) {
      if (isCapstanError(error, 'CONFLICT', 'ALREADY_EXISTS', 'NOT_FOUND')) return false; // its event is on the way
      this.#log.warn("A shard's Lease could not be written", { shard, error: messageOf(error) });
      await sleep(timings.retryPeriodMs);
      return false;
    }
  }

  /**
   * Ends the Leases that have run out. Replicas try one after the other, as not all have to.
   * @param place of this one among them
   * @returns when to look again
   */
  endExpired({ expired }: Roster, place: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { lease, since } of expired) {
      const due = since + place * 500;
      if (due <= performance.now()) void this.#end(lease);
      else next = Math.min(next, due);
    }
    return next;
  }

  /** Removes what is left of members that were ended. */
  tidy({ remains }: Roster): void {
    for (const { object } of remains) {
      const { uid = '' } = object.metadata;
      void this.#once(object.metadata.name, async () => {
        await this.cluster.delete(refOf(object), { uid }, AbortSignal.timeout(this.timings.renewDeadlineMs));
      });
    }
  }

  #end({ object, member }: SeenLease): Promise<void> {
    return this.#once(object.metadata.name, async () => {
      try {
        this.put(await this.cluster.replace(endedLease(object), {}, AbortSignal.timeout(this.timings.renewDeadlineMs)));
        this.#log.info('A replica is gone: its shards are shared out', { replica: member });
      } catch (error) {
        // Alive after all, or another one was faster: then what was seen is old.
        if (isCapstanError(error, 'CONFLICT', 'NOT_FOUND')) await this.#informer.refreshed();
        else throw error;
      }
    });
  }

  /** One attempt at a time; a failed one is not repeated at once. */
  async #once(name: string, attempt: () => Promise<void>): Promise<void> {
    if (this.#ending.has(name)) return;
    this.#ending.add(name);
    try {
      await attempt();
    } catch (error) {
      this.#log.warn('The Lease of a replica that is gone could not be written', {
        lease: name,
        error: messageOf(error),
      });
      await sleep(this.timings.retryPeriodMs);
    }
    this.#ending.delete(name);
    this.ring();
  }
}

const maxTimerMs = 2 ** 31 - 1;

/** Only its time is new. */
function isRenewal(before: SeenLease, after: SeenLease): boolean {
  return before.holder === after.holder && before.isLeaving === after.isLeaving && before.count === after.count;
}
