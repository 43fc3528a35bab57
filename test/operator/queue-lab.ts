import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type NextRun, type QueueObserver, type Run, WorkQueue } from '../../src/operator/queue.ts';

/** A run that ends when the test says so. */
export interface LabRun extends Run {
  /** Of all adds and starts in a lab, which one this start is. */
  readonly order: number;
  end(next?: NextRun): Promise<void>;
}

/** A wait that ends when the test says so, or with its run's signal. */
export interface LabWait {
  /** 'waiting', 'done', or the name of the error it ended with. */
  readonly outcome: string;
  end(): Promise<void>;
}

export function beginWait({ signal, wait }: Run): LabWait {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const lab = {
    outcome: 'waiting',
    end: async () => {
      resolve('done');
      await settle();
    },
  };
  const abort = () => reject(signal.reason);
  const waiting = wait(() => {
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    return promise;
  });
  const told = waiting.catch((error: Error) => error.name);
  void told.then((outcome) => {
    lab.outcome = outcome;
  });
  return lab;
}

let now = 0;
let isStill = false;

/** Not at import: the test framework begins with a timer. */
function stopTime(): void {
  if (isStill) return;
  isStill = true;
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(performance, 'now', () => now);
}

/** Lets time pass, as far as timers and performance.now() can see. */
export async function pass(ms: number): Promise<void> {
  now += ms;
  mock.timers.tick(ms);
  await settle();
}

/** Lets everything go on that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  await setImmediate();
}

/** A queue whose work is done by the test, on a clock that the test moves. */
export class QueueLab {
  readonly queue: WorkQueue;
  /** All runs so far, oldest first. */
  readonly started: LabRun[] = [];
  readonly running = new Set<LabRun>();
  #order = 0;

  constructor(options: { concurrency?: number; random?: () => number; observe?: QueueObserver } = {}) {
    stopTime();
    this.queue = new WorkQueue({
      concurrency: options.concurrency ?? 1,
      random: options.random ?? (() => 0.5),
      work: (run) => this.#work(run),
      ...(options.observe ? { observe: options.observe } : {}),
    });
  }

  /** @returns the order of this add */
  async add(key: string, urgent = false): Promise<number> {
    const order = ++this.#order;
    this.queue.add(key, urgent);
    await settle();
    return order;
  }

  async addWithin(key: string, ms: number): Promise<number> {
    const order = ++this.#order;
    this.queue.addWithin(key, ms);
    await settle();
    return order;
  }

  /** Keys of all runs so far. */
  get keys(): string {
    return this.started.map(({ key }) => key).join(' ');
  }

  get last(): LabRun {
    const last = this.started.at(-1);
    if (!last) throw new Error('nothing ran');
    return last;
  }

  #work(given: Run): Promise<NextRun> {
    const { promise, resolve } = Promise.withResolvers<NextRun>();
    const run: LabRun = {
      ...given,
      order: ++this.#order,
      end: async (next = { after: 'nothing' }) => {
        this.running.delete(run);
        resolve(next);
        await settle();
      },
    };
    this.started.push(run);
    this.running.add(run);
    return promise;
  }
}
