import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, type KubeObject, refOf } from '../../cluster/index.ts';
import { CapstanError, isCapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { endedLease, memberLease, readLease, type ShardGroup } from './leases.ts';

export interface Timings {
  /** How long others wait after the last renewal they saw. */
  readonly leaseDurationMs: number;
  /** How long a replica goes on without a successful renewal; must be less than the above. */
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** client-go's for leader election. */
export const defaultTimings: Timings = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 };

export interface MembershipOptions {
  readonly cluster: Cluster;
  readonly group: ShardGroup;
  /** Never used before, never used again. */
  readonly identity: string;
  readonly timings: Timings;
  /** Told of each write of the Lease, so that nobody thinks it has run out because a watch is slow. */
  readonly onRenewed: (object: KubeObject) => void;
  readonly log: Logger;
}

/** One replica's own Lease, from its creation to its end. Once it is lost it is not taken up again. */
export class Membership {
  readonly identity: string;
  /**
   * Resolves when the Lease could not be kept, and never when it was ended. Work must be over before others may take it up:
   * see `validUntil`.
   */
  readonly lost: Promise<CapstanError>;
  readonly #kept: Promise<CapstanError | undefined>;
  readonly #options: MembershipOptions;
  readonly #end = new AbortController();
  #object: KubeObject;
  #renewedAt: number;
  #isLost = false;
  #isLeaving = false;
  #marking = Promise.withResolvers<void>();
  #pause = new AbortController();

  private constructor(options: MembershipOptions, object: KubeObject, createdAt: number) {
    this.#options = options;
    this.identity = options.identity;
    this.#object = object;
    this.#renewedAt = createdAt;
    options.onRenewed(object);
    this.#kept = this.#keep();
    this.lost = new Promise((resolve) => {
      void this.#kept.then((error) => error && resolve(error));
    });
  }

  static async join(options: MembershipOptions, signal: AbortSignal): Promise<Membership> {
    const { cluster, group, identity, timings } = options;
    const createdAt = performance.now();
    const member = { identity, leaseDurationMs: timings.leaseDurationMs, isLeaving: false };
    const object = await cluster.create(memberLease(group, member, undefined, Date.now()), {}, signal);
    return new Membership(options, object, createdAt);
  }

  /** As last written. */
  get object(): KubeObject {
    return this.#object;
  }

  /** By performance.now(): nobody takes anything from this member before that. */
  get validUntil(): number {
    return this.#isLost ? 0 : this.#renewedAt + this.#options.timings.renewDeadlineMs;
  }

  /** Tells the others that this one will not take shards any more. Resolves when it is told, or cannot be. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#pause.abort();
    await Promise.race([this.#marking.promise, this.#kept]);
  }

  /**
   * No shard of it is worked on any more.
   * @param isClean no shard's Lease names it any more: then its own goes, else it stays for the others to read
   */
  async end(isClean: boolean): Promise<void> {
    const { cluster, log, timings } = this.#options;
    this.#end.abort();
    this.#pause.abort();
    await this.#kept; // a renewal under way would come in between
    const { uid = '' } = this.#object.metadata;
    const within = AbortSignal.timeout(timings.retryPeriodMs);
    try {
      if (isClean) await cluster.delete(refOf(this.#object), { uid }, within);
      else await cluster.replace(endedLease(this.#object), {}, within);
    } catch (error) {
      if (isCapstanError(error, 'CONFLICT', 'NOT_FOUND')) return; // it was ended already
      log.warn('The replica could not take its Lease back: it will run out', { error: messageOf(error) });
    }
  }

  /** Until it is lost (the error) or ended. */
  async #keep(): Promise<CapstanError | undefined> {
    const { renewDeadlineMs, retryPeriodMs } = this.#options.timings;
    let cause: unknown;
    while (!this.#end.signal.aborted) {
      const left = this.#renewedAt + renewDeadlineMs - performance.now();
      if (left <= 0) return this.#lose(`it could not be renewed for ${renewDeadlineMs / 1000} s: ${messageOf(cause)}`);
      const mustTell = this.#isLeaving && !readLease(this.#object).isLeaving && cause === undefined;
      if (!mustTell) await this.#wait(Math.min(retryPeriodMs, left));
      const started = performance.now();
      const inTime = Math.ceil(this.#renewedAt + renewDeadlineMs - started);
      if (inTime <= 0 || this.#end.signal.aborted) continue; // the process may have stood still
      const within = AbortSignal.timeout(inTime);
      try {
        if (!(await this.#renew(AbortSignal.any([within, this.#end.signal])))) {
          return this.#lose('another replica ended it');
        }
        this.#renewedAt = started;
        cause = undefined;
        this.#options.onRenewed(this.#object);
      } catch (error) {
        cause = error;
      }
    }
    return undefined;
  }

  /** False: it is not ours any more. One that a person deleted is there again: the API server creates Leases by PUT too. */
  async #renew(signal: AbortSignal): Promise<boolean> {
    const { cluster, group, identity, timings } = this.#options;
    const isLeaving = this.#isLeaving;
    const member = { identity, leaseDurationMs: timings.leaseDurationMs, isLeaving };
    try {
      this.#object = await cluster.replace(memberLease(group, member, this.#object, Date.now()), {}, signal);
      if (isLeaving) this.#marking.resolve();
      return true;
    } catch (error) {
      if (isCapstanError(error, 'NOT_FOUND')) return false;
      if (!isCapstanError(error, 'CONFLICT')) throw error;
    }
    // Our own write whose answer was lost, or a person's edit.
    const found = await cluster.get(refOf(this.#object), signal);
    if (found === undefined || readLease(found).holder !== identity) return false;
    this.#object = found;
    return this.#renew(signal);
  }

  async #wait(ms: number): Promise<void> {
    this.#pause = new AbortController();
    await sleep(ms, undefined, { signal: this.#pause.signal }).catch(() => {});
  }

  #lose(why: string): CapstanError {
    this.#isLost = true;
    return new CapstanError('LEASE_LOST', `the replica's Lease was lost: ${why}`);
  }
}
