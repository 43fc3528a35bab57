import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import type { FromGuard, ToGuard } from './messages.ts';
import type { TaskMark } from './task-processes.ts';

export interface GuardOptions {
  /** The command line of `serveGuard`. */
  readonly command: readonly [file: string, ...args: string[]];
  readonly env: NodeJS.ProcessEnv;
}

interface Watched {
  readonly mark: TaskMark;
  /** The guard has ended it: the lease was not prolonged in time. */
  readonly onExpire: () => void;
}

type Answer = 'watch' | 'end';

/** The worker's end of its guard, a process of its own that outlives it. A guard that is killed itself is started anew. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #watched = new Map<number, Watched>();
  readonly #answers = new Map<string, PromiseWithResolvers<void>>();
  #child: ChildProcess | undefined;
  #leaseUntil: number | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Of the guard's program, while it runs. */
  get pids(): readonly number[] {
    return this.#child?.pid === undefined ? [] : [this.#child.pid];
  }

  /**
   * Resolves, to a word for the task, once it is watched over.
   * @throws CapstanError TOOL_FAILED, LEASE_LOST when the lease is over
   */
  async watch(mark: TaskMark, onExpire: () => void): Promise<number> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#watched.set(id, { mark, onExpire });
    try {
      await this.#ask('watch', id, { do: 'watch', id, mark });
    } catch (error) {
      if (isCapstanError(error, 'LEASE_LOST'))
        this.end(id).catch(() => {}); // the guard may forget it
      else this.#watched.delete(id);
      throw error;
    }
    return id;
  }

  /** Resolves once nothing is left of the task. */
  async end(id: number): Promise<void> {
    await this.#ask('end', id, { do: 'end', id });
    this.#watched.delete(id);
  }

  /** From now on, so long. @param until of the clock of `now` */
  holdUntil(until: number): void {
    this.#leaseUntil = until;
    this.#send({ do: 'lease', until });
  }

  /** The guard ends what it still watches, and itself. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.stdin?.end();
    await gone;
  }

  async #ask(answer: Answer, id: number, message: ToGuard): Promise<void> {
    if (this.#isClosed) throw new CapstanError('TOOL_FAILED', 'the guard of the tasks is closed');
    const answered = Promise.withResolvers<void>();
    this.#answers.set(`${answer} ${id}`, answered);
    if (this.#child) this.#send(message);
    else this.#start();
    await answered.promise;
  }

  /** Tells the new one all that the one before knew, and was asked and did not answer. */
  #start(): void {
    const [file, ...args] = this.#options.command;
    const child = spawn(file, args, {
      cwd: '/',
      env: this.#options.env,
      detached: true, // a terminal's Ctrl-C is the worker's to obey
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.unref();
    for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
    child.stdin.on('error', () => {}); // it is gone: `exit` tells
    createInterface({ input: child.stdout }).on('line', (line) => this.#hear(JSON.parse(line) as FromGuard));
    child.once('error', (error) => this.#fail(error));
    child.once('exit', () => this.#again(child));
    this.#child = child;
    if (this.#leaseUntil !== undefined) this.#send({ do: 'lease', until: this.#leaseUntil });
    for (const [id, { mark }] of this.#watched) this.#send({ do: 'watch', id, mark });
    for (const answer of this.#answers.keys()) {
      const [what, id] = answer.split(' ');
      if (what === 'end') this.#send({ do: 'end', id: Number(id) });
    }
  }

  /** It could not be started, which another try would not mend. */
  #fail(cause: Error): void {
    const error = new CapstanError('TOOL_FAILED', `the guard of the tasks cannot be started: ${cause.message}`, {
      cause,
    });
    this.#child = undefined;
    for (const { reject } of this.#answers.values()) reject(error);
    this.#answers.clear();
  }

  /** The guard was killed: another one takes over what it watched. */
  #again(child: ChildProcess): void {
    if (this.#isClosed || this.#child !== child) return;
    this.#child = undefined;
    if (this.#watched.size === 0) return;
    setTimeout(() => {
      if (!this.#isClosed && !this.#child) this.#start();
    }, restartAfterMs);
  }

  #hear(message: FromGuard): void {
    if (message.did === 'expire') {
      for (const id of message.ids) {
        this.#watched.get(id)?.onExpire();
        this.#take(`watch ${id}`)?.reject(tooLate());
      }
      return;
    }
    this.#take(`${message.did} ${message.id}`)?.resolve();
  }

  #take(key: string): PromiseWithResolvers<void> | undefined {
    const answer = this.#answers.get(key);
    this.#answers.delete(key);
    return answer;
  }

  #send(message: ToGuard): void {
    this.#child?.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}

function tooLate(): CapstanError {
  return new CapstanError('LEASE_LOST', 'the lease of the worker is over: no task may begin');
}

const restartAfterMs = 100;

/** What is left of a lease that was asked for at `askedAt`: earlier than the database says by the time that ending takes. */
export function guardedUntil(askedAt: number, leaseMs: number): number {
  return askedAt + leaseMs - Math.min(5_000, leaseMs / 4);
}
