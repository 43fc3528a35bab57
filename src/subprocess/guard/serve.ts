import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { endTask } from './end-task.ts';
import { type FromGuard, now, type ToGuard } from './messages.ts';
import type { TaskMark } from './task-processes.ts';

/**
 * The guard's program: watches over a worker's tasks until the worker is gone, however it went, and then ends what is left
 * of them. A worker that stands still does not prolong its lease: its tasks are ended while no other may have them yet.
 */
export async function serveGuard(input: Readable, output: Writable): Promise<void> {
  const watched = new Map<number, TaskMark>();
  output.on('error', () => {}); // nobody reads any more: the input ends, too
  const say = (message: FromGuard) => output.write(`${JSON.stringify(message)}\n`);
  const lease = new Lease(async () => {
    say({ did: 'expire', ids: [...watched.keys()] }); // before the first of them ends: the worker hears the reason first
    await Promise.all([...watched.values()].map(endTask));
  });
  const obey = async (message: ToGuard): Promise<void> => {
    if (message.do === 'lease') return lease.prolong(message.until);
    if (message.do === 'watch') {
      watched.set(message.id, message.mark);
      if (!lease.isOver) return void say({ did: 'watch', id: message.id });
      say({ did: 'expire', ids: [message.id] });
      return await endTask(message.mark);
    }
    const mark = watched.get(message.id);
    if (mark) await endTask(mark);
    watched.delete(message.id);
    say({ did: 'end', id: message.id });
  };
  for await (const line of createInterface({ input })) void obey(JSON.parse(line) as ToGuard);
  lease.stop();
  await Promise.all([...watched.values()].map(clearAway));
}

/** Nobody is there any more who would do it, or hear that it could not be done. */
async function clearAway(mark: TaskMark): Promise<void> {
  await endTask(mark);
  if (mark.scratch !== undefined)
    await rm(mark.scratch, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}

class Lease {
  readonly #expire: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #until = Infinity;

  constructor(expire: () => Promise<void>) {
    this.#expire = expire;
  }

  prolong(until: number): void {
    this.stop();
    this.#until = until;
    const expire = () => {
      this.#until = Math.min(until, now()); // a timer may be early by a moment
      void this.#expire();
    };
    this.#timer = setTimeout(expire, Math.max(0, until - now()));
  }

  /** What comes now comes too late: the lease was over before, also when the timer has not said so yet. */
  get isOver(): boolean {
    return now() >= this.#until;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
