import { setTimeout as sleep } from 'node:timers/promises';
import type { CapstanError } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { assign } from './assign.ts';
import { shardLeaseName } from './leases.ts';
import type { Membership } from './membership.ts';
import type { Roster } from './roster.ts';
import type { ShardLeases } from './shard-leases.ts';

/** What is done with shards. */
export interface ShardWork {
  /** Resolves when whatever is remembered of the cluster is not older than this call. */
  refreshed(signal: AbortSignal): Promise<void>;
  gained(shards: ReadonlySet<number>): void;
  /** Resolves when nothing of them is worked on any more: what runs may finish within the grace, 0 aborts it. */
  lost(shards: ReadonlySet<number>, graceMs: number): Promise<void>;
}

export interface TenureOptions {
  readonly work: ShardWork;
  /** At a stop. Shards that merely move get no more than fits into a lease's time. */
  readonly graceMs: number;
  /** Told of each shard, by the name of its Lease. */
  readonly onHeld: (leaseName: string, isHeld: boolean) => void;
  readonly log: Logger;
}

/** `entering`: claimed, and caches are being brought up to date; `leaving`: given up, and what runs is being finished. */
type Hold = 'claiming' | 'entering' | 'held' | 'leaving';

/** The shards of one member, from its first claim until it has left or lost its Lease. */
export class Tenure {
  readonly #leases: ShardLeases;
  readonly #membership: Membership;
  readonly #options: TenureOptions;
  readonly #holds = new Map<number, Hold>();
  readonly #tasks = new Set<Promise<void>>();
  /** No shard is entered any more. */
  readonly #over = new AbortController();

  constructor(leases: ShardLeases, membership: Membership, options: TenureOptions) {
    this.#leases = leases;
    this.#membership = membership;
    this.#options = options;
  }

  has(shard: number): boolean {
    return this.#holds.get(shard) === 'held';
  }

  /** False when another member might have taken over. */
  isValid(): boolean {
    return performance.now() < this.#membership.validUntil;
  }

  /**
   * Until the signal, then everything is given back; or until the Lease is lost.
   * @throws CapstanError LEASE_LOST when work did not stop before others may take over
   */
  async run(signal: AbortSignal): Promise<void> {
    const { lost } = this.#membership;
    const over = this.#over.signal;
    const stop = () => this.#over.abort();
    void lost.then(stop);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    while (!over.aborted) {
      const roster = this.#leases.look();
      const wakeAt = this.#settle(roster);
      await this.#leases.changed(Math.min(wakeAt, roster.wakeAt), over);
    }
    signal.removeEventListener('abort', stop);
    const why = this.isValid() ? await Promise.race([this.#leave(), lost]) : await lost;
    if (why) await this.#stopAtOnce(why);
  }

  /** One look at the Leases, and what follows from it. @returns when to look again at the latest */
  #settle(roster: Roster): number {
    const me = this.#membership.identity;
    const { count } = this.#leases.group;
    const wakeAt = this.#leases.endExpired(roster, Math.max(0, roster.members.indexOf(me)));
    if (roster.members[0] === me) this.#leases.tidy(roster);
    const assigned = assign(count, roster.members, this.#holdersWithClaims(roster));
    const claims: number[] = [];
    for (let shard = 0; shard < count; shard++) {
      const hold = this.#holds.get(shard);
      const holder = roster.shards.get(shard)?.holder ?? '';
      const isForMe = assigned.get(shard) === me;
      if (hold === 'held' || hold === 'entering') {
        if (holder !== me)
          this.#giveUp(shard, 0); // a person wrote it: none of us would
        else if (!isForMe) this.#giveUp(shard, this.#moveGraceMs);
      } else if (hold === undefined && isForMe && (holder === me || roster.free.has(shard))) claims.push(shard);
      else if (hold === undefined && holder === me) this.#giveUp(shard, 0); // a claim whose answer was lost
    }
    if (claims.length > 0) this.#do(this.#claim(claims));
    return wakeAt;
  }

  get #moveGraceMs(): number {
    return Math.min(this.#options.graceMs, this.#leases.timings.renewDeadlineMs);
  }

  /** The claims under way decide how many more this one should take. */
  #holdersWithClaims({ holders }: Roster): ReadonlyMap<number, string> {
    const claimed = [...this.#holds].filter(([shard, hold]) => hold === 'claiming' && !holders.has(shard));
    return new Map([...holders, ...claimed.map(([shard]) => [shard, this.#membership.identity] as const)]);
  }

  async #claim(shards: readonly number[]): Promise<void> {
    const { work, log } = this.#options;
    const claim = async (shard: number) => {
      this.#holds.set(shard, 'claiming');
      if (await this.#leases.write(shard, this.#membership.identity)) this.#holds.set(shard, 'entering');
      else this.#holds.delete(shard);
    };
    await Promise.all(shards.map(claim));
    this.#leases.ring();
    try {
      await work.refreshed(this.#over.signal);
    } catch (error) {
      if (this.#over.signal.aborted) return;
      log.error('Shards were claimed, but cannot be worked on', error);
      await sleep(this.#leases.timings.retryPeriodMs);
      for (const shard of shards) if (this.#holds.get(shard) === 'entering') this.#giveUp(shard, 0);
      return;
    }
    const gained = new Set(shards.filter((shard) => this.#holds.get(shard) === 'entering'));
    if (gained.size === 0 || this.#over.signal.aborted || !this.isValid()) return;
    for (const shard of gained) this.#hold(shard, 'held');
    log.info('Shards gained', { shards: [...gained], of: this.#leases.group.count });
    work.gained(gained);
  }

  #giveUp(shard: number, graceMs: number): void {
    const hadBegun = this.#holds.get(shard) === 'held';
    this.#hold(shard, 'leaving');
    this.#do(
      (async () => {
        if (hadBegun) {
          await this.#options.work.lost(new Set([shard]), graceMs);
          this.#options.log.info('Shard given up', { shard, of: this.#leases.group.count });
        }
        if (this.isValid() && this.#isNamed(shard)) await this.#leases.write(shard, '');
        this.#holds.delete(shard);
        this.#leases.ring();
      })(),
    );
  }

  #isNamed(shard: number): boolean {
    return this.#leases.look().shards.get(shard)?.holder === this.#membership.identity;
  }

  /** A stop: each shard is given back as soon as nothing of it is worked on any more. */
  async #leave(): Promise<undefined> {
    const told = this.#membership.leave();
    while (this.#holds.size > 0) {
      for (const [shard, hold] of this.#holds) {
        if (hold === 'held' || hold === 'entering') this.#giveUp(shard, this.#options.graceMs);
      }
      await Promise.all(this.#tasks);
    }
    await told;
    const isClean = ![...this.#leases.look().shards.keys()].some((shard) => this.#isNamed(shard));
    await this.#membership.end(isClean);
    this.#options.log.info('Left the other replicas', { identity: this.#membership.identity });
    return undefined;
  }

  /** Nobody has taken a shard yet; before somebody may, all work has to be over. */
  async #stopAtOnce(why: CapstanError): Promise<void> {
    const { work, log } = this.#options;
    log.error('Work on all shards is stopped', why);
    const all = new Set(this.#holds.keys());
    for (const shard of all) this.#hold(shard, 'leaving');
    const { leaseDurationMs, renewDeadlineMs } = this.#leases.timings;
    const isOver = await Promise.race([
      work.lost(all, 0).then(() => true),
      sleep(leaseDurationMs - renewDeadlineMs, false),
    ]);
    if (!isOver) throw why;
    // Nobody needs to wait until it runs out, if that can be said by now.
    await this.#membership.end(false);
  }

  #hold(shard: number, hold: Hold): void {
    const wasHeld = this.#holds.get(shard) === 'held';
    this.#holds.set(shard, hold);
    if (wasHeld !== (hold === 'held')) {
      this.#options.onHeld(shardLeaseName(this.#leases.group, shard), hold === 'held');
    }
  }

  #do(task: Promise<void>): void {
    const done = task.finally(() => this.#tasks.delete(done));
    this.#tasks.add(done);
  }
}
