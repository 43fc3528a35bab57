import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster/index.ts';
import { messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { leasesOf, readLease, type ShardGroup } from './leases.ts';
import { defaultTimings, Membership, type Timings } from './membership.ts';
import { rosterOf } from './roster.ts';
import { ShardLeases } from './shard-leases.ts';
import { shardOf } from './shard-of.ts';
import { type ShardWork, Tenure } from './tenure.ts';

export interface ShardsOptions {
  readonly cluster: Cluster;
  readonly group: ShardGroup;
  readonly work: ShardWork;
  /** How long runs may take at a stop. */
  readonly graceMs: number;
  /** Told of each shard, by the name of its Lease. */
  readonly onHeld?: (leaseName: string, isHeld: boolean) => void;
  readonly timings?: Timings;
  readonly log: Logger;
}

/** This replica's part in the work of all. */
export class Shards {
  readonly #options: ShardsOptions;
  readonly #leases: ShardLeases;
  readonly #timings: Timings;
  #tenure: Tenure | undefined;

  constructor(options: ShardsOptions) {
    const { cluster, group, timings = defaultTimings, log } = options;
    this.#options = options;
    this.#timings = timings;
    this.#leases = new ShardLeases(cluster, group, timings, log);
  }

  /** Whether the resource is this replica's to work on, now. */
  has(namespace: string, name: string): boolean {
    return this.#tenure?.has(shardOf(namespace, name, this.#options.group.count)) ?? false;
  }

  /** False when another replica might have taken over. To be asked before each write: a process may have stood still. */
  mayWrite(): boolean {
    return this.#tenure?.isValid() ?? false;
  }

  /**
   * Takes part until the signal, and leaves when all is given back. Whoever loses its Lease joins again.
   * @throws CapstanError LEASE_LOST when the Lease was lost and work did not stop in time: the process must end
   */
  async run(signal: AbortSignal): Promise<void> {
    const { work, graceMs, log, onHeld = () => {} } = this.#options;
    const watching = new AbortController(); // outlives the signal: shards are still given back
    const synced = this.#leases.start(watching.signal);
    synced.catch(() => {}); // told to who waits for it
    try {
      for (;;) {
        const membership = await this.#join(synced, signal);
        if (!membership) return;
        this.#tenure = new Tenure(this.#leases, membership, { work, graceMs, onHeld, log });
        await this.#tenure.run(signal);
      }
    } finally {
      watching.abort();
    }
  }

  /**
   * A member from the moment its Lease is there. One that finds others with another number of shards steps back: of two
   * that join at once at least one sees the other, as each looks after its own Lease is written.
   * @returns undefined after the signal
   */
  async #join(synced: Promise<void>, signal: AbortSignal): Promise<Membership | undefined> {
    let said = '';
    while (!signal.aborted) {
      try {
        await unlessAborted(synced, signal);
        await this.#untilAgreed(signal);
        const membership = await this.#tryJoin(signal);
        if (membership) return membership;
      } catch (error) {
        if (signal.aborted) break;
        if (said !== messageOf(error)) this.#options.log.error('The other replicas cannot be joined', error);
        said = messageOf(error);
      }
      await sleep(this.#timings.retryPeriodMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  async #tryJoin(signal: AbortSignal): Promise<Membership | undefined> {
    const { cluster, group, log } = this.#options;
    const identity = `${hostname()}_${randomUUID()}`;
    const onRenewed = (object: Membership['object']) => this.#leases.put(object);
    const membership = await Membership.join(
      { cluster, group, identity, timings: this.#timings, onRenewed, log },
      signal,
    );
    try {
      if (await this.#isAgreed(signal)) {
        log.info('Joined the other replicas', { identity, shards: group.count });
        return membership;
      }
    } catch (error) {
      await membership.end(true);
      throw error;
    }
    await membership.end(true);
    return undefined;
  }

  /** Waits until nobody works on another number of shards. */
  async #untilAgreed(signal: AbortSignal): Promise<void> {
    let hasSaid = false;
    while (!signal.aborted) {
      const roster = this.#leases.look();
      const wakeAt = this.#leases.endExpired(roster, 0);
      const [other] = roster.others;
      if (!other && wakeAt === Number.POSITIVE_INFINITY) return;
      if (!hasSaid && other) {
        this.#options.log.info('Waiting until replicas with another number of shards have left', {
          shards: other.count,
          replica: other.holder,
        });
        hasSaid = true;
      }
      await this.#leases.changed(Math.min(wakeAt, roster.wakeAt), signal);
    }
  }

  /** As of now, not as of the watch. */
  async #isAgreed(signal: AbortSignal): Promise<boolean> {
    const { cluster, group } = this.#options;
    const { items } = await cluster.list(leasesOf(group), signal);
    const { leaseDurationMs } = this.#timings;
    const { others } = rosterOf(items.map(readLease), group.count, leaseDurationMs, new Map(), performance.now());
    return others.length === 0;
  }
}

function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  return Promise.race([promise, aborted]);
}
