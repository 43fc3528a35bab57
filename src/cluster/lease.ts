import { CapstanError, isAbort, isCapstanError, messageOf } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { pause } from './abort.ts';
import type { Cluster } from './cluster.ts';
import { claimed, isHeldByOther, type LeaseSpec, released } from './lease-record.ts';
import type { KubeObject, ObjectRef } from './object.ts';

export interface LeaderElectorOptions {
  readonly namespace: string;
  readonly name: string;
  /** Must differ between processes: a lease held under one's own name is taken at once. */
  readonly identity: string;
  /** How long others wait after the last renewal they saw. */
  readonly leaseDurationMs?: number;
  /** How long the leader goes on without a successful renewal; must be less than the above. */
  readonly renewDeadlineMs?: number;
  readonly retryPeriodMs?: number;
  readonly log: Logger;
  /** The wall clock, for the times in the lease. */
  readonly now?: () => number;
}

/** Leader election by a Lease, interoperable with client-go's: same record, same rules, same defaults. */
export class LeaderElector {
  readonly #cluster: Cluster;
  readonly #ref: ObjectRef;
  readonly #identity: string;
  readonly #leaseDurationMs: number;
  readonly #renewDeadlineMs: number;
  readonly #retryPeriodMs: number;
  readonly #log: Logger;
  readonly #now: () => number;
  #seen: Seen | undefined;
  /** performance.now() when the last successful renewal was begun. */
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(cluster: Cluster, options: LeaderElectorOptions) {
    this.#cluster = cluster;
    this.#ref = {
      group: 'coordination.k8s.io',
      version: 'v1',
      kind: 'Lease',
      namespace: options.namespace,
      name: options.name,
    };
    this.#identity = options.identity;
    this.#leaseDurationMs = options.leaseDurationMs ?? 15_000; // all three: client-go's and helm-operator's
    this.#renewDeadlineMs = options.renewDeadlineMs ?? 10_000;
    this.#retryPeriodMs = options.retryPeriodMs ?? 2_000;
    this.#log = options.log.child('leader', {
      lease: `${options.namespace}/${options.name}`,
      identity: options.identity,
    });
    this.#now = options.now ?? Date.now;
  }

  /** False when another one may have taken the lease. To be asked before each write: a process may have stood still. */
  mayWrite(): boolean {
    return performance.now() < this.#renewedAt + this.#renewDeadlineMs;
  }

  /**
   * Waits for the lease, then runs `lead` while it is ours. Ends normally when `lead` does or when the signal is aborted;
   * `lead` is waited for, and only then the lease is given back.
   * @throws CapstanError LEASE_LOST when the lease could not be kept: `lead` was aborted, but may not have heard of it yet
   */
  async run(lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    if (!(await this.#acquire(signal))) return;
    this.#log.info('became the leader');
    const leading = new AbortController();
    const renewing = new AbortController();
    const stop = () => leading.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const work = settle(lead(leading.signal));
    const loss = this.#keep(renewing.signal);
    try {
      const ended = await Promise.race([work, loss]);
      if (ended instanceof CapstanError && ended.code === 'LEASE_LOST') {
        leading.abort(ended);
        // Until then no other can have taken it; after that it must not be waited for any longer.
        await Promise.race([work, pause(this.#leaseDurationMs - this.#renewDeadlineMs)]);
        throw ended;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      renewing.abort();
    }
    await loss;
    await this.#release();
    const { error } = (await work) as Settled;
    if (error !== undefined && !(signal.aborted && isAbort(error))) throw error;
  }

  /** False when the signal was aborted first. */
  async #acquire(signal: AbortSignal): Promise<boolean> {
    let said = '';
    while (!signal.aborted) {
      try {
        const started = performance.now();
        if (await this.#tryHold(signal)) {
          this.#renewedAt = started;
          return true;
        }
        const holder = this.#seen?.spec.holderIdentity ?? '';
        if (said !== holder) this.#log.info('another one leads', { holder });
        said = holder;
      } catch (error) {
        if (signal.aborted) return false;
        if (said !== messageOf(error)) this.#log.error('the leader lease cannot be taken', error);
        said = messageOf(error);
      }
      // client-go's JitterFactor 1.2: those who wait must not all come at once.
      await pause(this.#retryPeriodMs * (1 + Math.random() * 1.2), signal).catch(() => {});
    }
    return false;
  }

  /** Renews until the signal is aborted (undefined) or the lease is lost (the error). */
  async #keep(signal: AbortSignal): Promise<CapstanError | undefined> {
    let cause: unknown;
    while (!signal.aborted) {
      const untilDeadline = this.#renewedAt + this.#renewDeadlineMs - performance.now();
      await pause(Math.max(0, Math.min(this.#retryPeriodMs, untilDeadline)), signal).catch(() => {});
      if (signal.aborted) break;
      const started = performance.now();
      const left = this.#renewedAt + this.#renewDeadlineMs - started;
      if (left <= 0)
        return lost(`the lease could not be renewed for ${this.#renewDeadlineMs / 1000} s: ${messageOf(cause)}`, cause);
      try {
        const held = await this.#tryHold(AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))]));
        if (held) this.#renewedAt = started;
        else if (this.#isOthers()) return lost(`the lease was taken by ${this.#seen?.spec.holderIdentity}`, undefined);
      } catch (error) {
        cause = error;
        if (!signal.aborted) this.#log.debug('the leader lease was not renewed', { error: messageOf(error) });
      }
    }
    return undefined;
  }

  /** Takes or renews the lease; false when another holds it. */
  async #tryHold(signal: AbortSignal): Promise<boolean> {
    if (this.#seen?.spec.holderIdentity === this.#identity) {
      // The holder writes without reading: one request a renewal.
      if (await this.#write(this.#seen.lease, this.#claim(), signal)) return true;
    }
    const lease = await this.#cluster.get(this.#ref, signal);
    if (lease === undefined) {
      this.#seen = undefined;
      return this.#write(undefined, this.#claim(), signal);
    }
    const { spec, since } = this.#observe(lease);
    if (isHeldByOther(spec, this.#identity, performance.now() - since)) return false;
    return this.#write(lease, this.#claim(), signal);
  }

  #isOthers(): boolean {
    const holder = this.#seen?.spec.holderIdentity;
    return Boolean(holder) && holder !== this.#identity;
  }

  #claim(): LeaseSpec {
    return claimed(this.#seen?.spec, this.#identity, this.#leaseDurationMs, this.#now());
  }

  /** False when another one wrote first. */
  async #write(lease: KubeObject | undefined, spec: LeaseSpec, signal: AbortSignal): Promise<boolean> {
    try {
      const { namespace, name } = this.#ref;
      const written =
        lease === undefined
          ? await this.#cluster.create(
              { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name }, spec },
              {},
              signal,
            )
          : await this.#cluster.replace({ ...lease, spec: { ...(lease['spec'] as LeaseSpec), ...spec } }, {}, signal);
      this.#observe(written);
      return true;
    } catch (error) {
      if (isCapstanError(error, 'CONFLICT', 'ALREADY_EXISTS', 'NOT_FOUND')) return false;
      throw error;
    }
  }

  #observe(lease: KubeObject): Seen {
    const spec = (lease['spec'] ?? {}) as LeaseSpec;
    const isSame = JSON.stringify(spec) === JSON.stringify(this.#seen?.spec);
    this.#seen = { lease, spec, since: isSame && this.#seen ? this.#seen.since : performance.now() };
    return this.#seen;
  }

  async #release(): Promise<void> {
    if (this.#seen?.spec.holderIdentity !== this.#identity) return;
    try {
      await this.#write(
        this.#seen.lease,
        released(this.#seen.spec, this.#now()),
        AbortSignal.timeout(this.#renewDeadlineMs),
      );
      this.#log.info('gave the leader lease back');
    } catch (error) {
      this.#log.error('the leader lease was not given back, it will run out', error);
    }
  }
}

/** The lease as last read or written, and since when (performance.now()) its spec has been so. */
interface Seen {
  readonly lease: KubeObject;
  readonly spec: LeaseSpec;
  readonly since: number;
}

interface Settled {
  readonly error: unknown;
}

async function settle(work: Promise<void>): Promise<Settled> {
  try {
    await work;
    return { error: undefined };
  } catch (error) {
    return { error };
  }
}

function lost(message: string, cause: unknown): CapstanError {
  return new CapstanError('LEASE_LOST', message, cause === undefined ? {} : { cause });
}
