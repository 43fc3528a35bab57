import { timerMaxMs } from './go-duration.ts';

/** What a run says about its next one. */
export type NextRun =
  /** `isFailure`: it failed, and only a change of the inputs helps. */
  | { readonly after: 'nothing'; readonly isFailure?: boolean }
  /** Failures in a row decide the delay. */
  | { readonly after: 'backoff' }
  /** `isFailure`: it failed, and there is no hurry to try again. */
  | { readonly after: 'delay'; readonly ms: number; readonly isFailure?: boolean };

export interface Run {
  readonly key: string;
  /** Failed runs in a row before this one. */
  readonly failures: number;
  readonly signal: AbortSignal;
  /** Gives the worker to other keys while `forIt` waits; an urgent change of the key aborts the wait. */
  wait<T>(forIt: () => Promise<T>): Promise<T>;
}

export interface WorkQueueOptions {
  readonly concurrency: number;
  readonly work: (run: Run) => Promise<NextRun>;
  /** 0 ≤ random < 1 */
  readonly random: () => number;
  readonly observe?: QueueObserver;
}

export interface QueueObserver {
  added(): void;
  retried(): void;
  /** The work threw, which it promised not to do. */
  broken(key: string, error: unknown): void;
  started(key: string, waitedMs: number): void;
  finished(key: string): void;
}

const backoffBaseMs = 500;
const backoffMaxMs = 300_000;

/** Delay before the next try: 0.5 s, 1 s, 2 s … 5 min, each ± 20 % so that what failed together does not return together. */
export function backoffMs(failures: number, random: number): number {
  const exact = Math.min(backoffMaxMs, backoffBaseMs * 2 ** Math.max(0, failures - 1));
  return Math.round(exact * (0.8 + 0.4 * random));
}

interface Entry {
  failures: number;
  /** Waiting in line, being worked on, both (it will run again), or neither (only a timer or the failure count is kept). */
  isQueued: boolean;
  isRunning: boolean;
  isWaiting: boolean;
  queuedAt: number;
  timer: NodeJS.Timeout | undefined;
  dueAt: number;
  isBackingOff: boolean;
  /** Added urgently while it ran: the run's own result no longer decides about the next one. */
  isOutdated: boolean;
  /** Dropped while it ran: nothing follows from its result. */
  isDropped: boolean;
  abort: AbortController | undefined;
  /** Told when the run under way has ended. */
  readonly onEnd: (() => void)[];
}

/**
 * Keys to be worked on. A key is never worked on twice at once and never stands in line twice; what is added while it
 * runs leads to one more run. A key that backs off is woken early only by an urgent add (a change of its inputs);
 * everything else waits, so that a failing key's own traces in the cluster cannot turn into a hot loop.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #line: string[] = [];
  readonly #stop = new AbortController();
  #active = 0;
  #isStopped = false;
  readonly #drained: (() => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  get depth(): number {
    return this.#line.length;
  }

  get active(): number {
    return this.#active;
  }

  /** @param urgent the key's inputs changed: back-off ends, the failure count starts anew, a wait in progress is broken off */
  add(key: string, urgent = false): void {
    if (this.#isStopped) return;
    const entry = this.#entry(key);
    if (urgent) {
      entry.failures = 0;
      entry.isBackingOff = false;
    }
    if (urgent && entry.isRunning) {
      entry.isOutdated = true;
      if (entry.isWaiting) entry.abort?.abort();
    }
    if (entry.isQueued || entry.isBackingOff) return;
    this.#enqueue(key, entry);
    this.#options.observe?.added();
    this.#pump();
  }

  /** Adds the key after `ms` at the latest; what is due sooner stays so. */
  addWithin(key: string, ms: number): void {
    if (this.#isStopped) return;
    const entry = this.#entry(key);
    if (entry.isQueued || entry.isBackingOff) return;
    if (entry.isRunning) this.add(key);
    else if (entry.timer === undefined || entry.dueAt > performance.now() + ms) this.#later(key, entry, ms);
  }

  /** Drops a key: no timer is left, no failure remembered. A run in progress goes on to its end, one that waits ends now. */
  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.failures = 0;
    entry.isBackingOff = false;
    if (entry.isWaiting) entry.abort?.abort();
    if (!entry.isQueued && !entry.isRunning) this.#entries.delete(key);
  }

  /**
   * Forgets all keys that match, those in line too, and lets what runs of them finish for `graceMs`, then aborts it; what
   * waits is aborted at once. Resolves when none of them runs. What is added again meanwhile counts as new.
   */
  async drop(matches: (key: string) => boolean, graceMs: number): Promise<void> {
    const aborts: AbortController[] = [];
    const ends: Promise<void>[] = [];
    for (const [key, entry] of this.#entries) {
      if (!matches(key)) continue;
      clearTimeout(entry.timer);
      if (!entry.isRunning) {
        this.#entries.delete(key);
        continue;
      }
      Object.assign(entry, { timer: undefined, isQueued: false, isOutdated: false, isDropped: true });
      if (entry.isWaiting || graceMs <= 0) entry.abort?.abort();
      if (entry.abort) aborts.push(entry.abort);
      ends.push(new Promise((resolve) => entry.onEnd.push(resolve)));
    }
    this.#line.splice(0, Infinity, ...this.#line.filter((key) => !matches(key)));
    if (ends.length === 0) return;
    const timer = setTimeout(() => {
      for (const abort of aborts) abort.abort();
    }, graceMs);
    await Promise.all(ends);
    clearTimeout(timer);
  }

  /** Takes nothing in any more, lets what runs finish for `graceMs`, then aborts it. Resolves when nothing runs. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    this.#line.length = 0;
    for (const entry of this.#entries.values()) clearTimeout(entry.timer);
    const running = [...this.#entries.values()].filter((entry) => entry.isRunning);
    for (const entry of running) if (entry.isWaiting) entry.abort?.abort();
    if (running.length === 0) return;
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    await new Promise<void>((resolve) => this.#drained.push(resolve));
    clearTimeout(timer);
  }

  #entry(key: string): Entry {
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = {
        failures: 0,
        isQueued: false,
        isRunning: false,
        isWaiting: false,
        queuedAt: 0,
        timer: undefined,
        dueAt: 0,
        isBackingOff: false,
        isOutdated: false,
        isDropped: false,
        abort: undefined,
        onEnd: [],
      };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #enqueue(key: string, entry: Entry): void {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.isQueued = true;
    entry.queuedAt = performance.now();
    if (!entry.isRunning) this.#line.push(key);
  }

  #pump(): void {
    while (this.#active < this.#options.concurrency && this.#line.length > 0) {
      const key = this.#line.shift();
      if (key !== undefined) void this.#run(key, this.#entry(key));
    }
  }

  async #run(key: string, entry: Entry): Promise<void> {
    this.#active++;
    entry.isQueued = false;
    entry.isRunning = true;
    const abort = new AbortController();
    entry.abort = abort;
    this.#options.observe?.started(key, performance.now() - entry.queuedAt);
    const signal = AbortSignal.any([abort.signal, this.#stop.signal]);
    const wait = <T>(forIt: () => Promise<T>) => this.#wait(entry, forIt);
    const next = await this.#workOn({ key, failures: entry.failures, signal, wait });
    this.#options.observe?.finished(key);
    entry.isRunning = false;
    entry.abort = undefined;
    this.#active--;
    this.#schedule(key, entry, next);
    for (const tell of entry.onEnd.splice(0)) tell();
    this.#pump();
    if (this.#isStopped && [...this.#entries.values()].every((other) => !other.isRunning)) {
      for (const resolve of this.#drained.splice(0)) resolve();
    }
  }

  /** A rejection is a bug of the work, and must not cost a worker: the key backs off as for any failure. */
  async #workOn(run: Run): Promise<NextRun> {
    try {
      return await this.#options.work(run);
    } catch (error) {
      this.#options.observe?.broken(run.key, error);
      return { after: 'backoff' };
    }
  }

  /** The worker is free while `forIt` waits; afterwards work goes on at once, for a moment with one worker more than allowed. */
  async #wait<T>(entry: Entry, forIt: () => Promise<T>): Promise<T> {
    this.#active--;
    entry.isWaiting = true;
    this.#pump();
    try {
      if (this.#isStopped || entry.isOutdated || entry.isDropped) entry.abort?.abort();
      return await forIt();
    } finally {
      entry.isWaiting = false;
      this.#active++;
    }
  }

  #schedule(key: string, entry: Entry, next: NextRun): void {
    if (this.#isStopped) return;
    const { isOutdated, isQueued: isAddedMeanwhile, isDropped } = entry;
    entry.isQueued = false;
    entry.isOutdated = false;
    entry.isDropped = false;
    if (isDropped) {
      entry.failures = 0;
      if (isAddedMeanwhile) this.#enqueue(key, entry);
      else this.#entries.delete(key);
      return;
    }
    entry.failures = next.after === 'backoff' && !isOutdated ? entry.failures + 1 : 0;
    if (isOutdated) this.#enqueue(key, entry);
    else if (next.after === 'backoff') {
      this.#options.observe?.retried();
      entry.isBackingOff = true;
      this.#later(key, entry, backoffMs(entry.failures, this.#options.random()));
    } else if (isAddedMeanwhile) this.#enqueue(key, entry);
    else if (next.after === 'delay') this.#later(key, entry, next.ms);
    else this.#entries.delete(key);
  }

  #later(key: string, entry: Entry, ms: number): void {
    clearTimeout(entry.timer);
    const afterMs = Math.min(ms, timerMaxMs);
    entry.dueAt = performance.now() + afterMs;
    entry.timer = setTimeout(() => {
      entry.timer = undefined;
      entry.isBackingOff = false;
      this.add(key);
    }, afterMs);
  }
}
