import { isCapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import type { Guard } from '../../subprocess/index.ts';
import { abandon, claimNext, type Limits, loadRun, type OwnCommand, ownCommands, type Run } from '../runs/index.ts';
import { states } from '../states.ts';
import type { StepPlace } from '../steps/index.ts';
import type { Store } from '../store/index.ts';
import type { Bell } from './bell.ts';
import { runCommand } from './run-command.ts';
import type { StopReason } from './stop-reason.ts';

interface TermOptions {
  readonly store: Store;
  readonly place: StepPlace;
  readonly guard: Guard;
  readonly limits: Limits;
  readonly capacity: number;
  /** The id under which the worker is enrolled. */
  readonly worker: string;
  readonly name: string;
  readonly log: Logger;
  /** Rung when there may be a command to be taken. */
  readonly bell: Bell;
}

/** Messages tell of new commands; this is for those that were lost. */
const pollEveryMs = 1_000;
const pauseAfterErrorMs = 1_000;

/** After its processes were told to end: their grace, and a little for the database. */
const writeWithinMs = 15_000;

const gaveUp = 'the worker could not go on';

interface Running {
  readonly stop: AbortController;
  readonly lost: AbortController;
  readonly done: Promise<void>;
}

/** A worker's commands, from its enrolment until it stops or is found lost. */
export class Term {
  readonly #options: TermOptions;
  readonly #running = new Map<number, Running>();
  #isStopping = false;
  /** The database did not say whether it did what was asked: a command may be ours that we do not know of. */
  #isUncertain = false;

  constructor(options: TermOptions) {
    this.#options = options;
  }

  has(command: number): boolean {
    return this.#running.has(command);
  }

  /** Takes commands until the signal. */
  async pick(signal: AbortSignal): Promise<void> {
    const { store, worker, limits, capacity, bell, log } = this.#options;
    while (!signal.aborted) {
      try {
        if (this.#isUncertain) await this.#adopt();
        if (this.#running.size < capacity) {
          const claim = await claimNext(store, worker, limits);
          if (claim === 'passed') continue;
          if (claim !== 'none') {
            this.#start(claim);
            continue;
          }
        }
        await bell.wait(pollEveryMs, signal);
      } catch (error) {
        if (isCapstanError(error, 'LEASE_LOST')) return; // whoever keeps the lease finds out, too
        this.#isUncertain = true;
        log.warn('no command could be taken', { reason: messageOf(error) });
        await bell.wait(pauseAfterErrorMs, signal);
      }
    }
  }

  /** Ends those that somebody wants to end. */
  heed(commands: readonly OwnCommand[]): void {
    for (const { id, cancelledBy } of commands) {
      if (cancelledBy !== undefined)
        this.#running.get(id)?.stop.abort({ why: 'cancelled', by: cancelledBy } satisfies StopReason);
    }
  }

  /**
   * Resolves when nothing runs any more: after the running tasks, which have so long. What is left of their commands goes
   * back to the queue. A database that is away is not waited for much longer.
   */
  async drain(withinMs: number): Promise<void> {
    this.#isStopping = true;
    const stop = setTimeout(() => this.#stopAll(), withinMs);
    const lose = setTimeout(() => this.#loseAll(), withinMs + writeWithinMs);
    await this.#ended();
    clearTimeout(stop);
    clearTimeout(lose);
  }

  /** Ends all at once, without a word to the database. */
  async drop(): Promise<void> {
    this.#isStopping = true;
    this.#loseAll();
    await this.#ended();
  }

  #stopAll(): void {
    for (const { stop } of this.#running.values()) stop.abort({ why: 'stopped' } satisfies StopReason);
  }

  #loseAll(): void {
    this.#stopAll();
    for (const { lost } of this.#running.values()) lost.abort();
  }

  async #ended(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #adopt(): Promise<void> {
    const { store, worker, limits } = this.#options;
    for (const { id } of await ownCommands(store, worker)) {
      if (this.#running.has(id)) continue;
      const run = await loadRun(store.db, id);
      // its end could not be written: whether it is to be run again is for people to say
      if (run.tasks.some(({ status }) => status === states.PENDING)) await abandon(store, run, gaveUp, limits);
      else this.#start(run);
    }
    this.#isUncertain = false;
  }

  #start(run: Run): void {
    const { log, bell } = this.#options;
    const [stop, lost] = [new AbortController(), new AbortController()];
    const about = { command: run.command, deployment: run.deployment, phase: run.phase };
    log.info('command taken', about);
    const setting = { ...this.#options, isStopping: () => this.#isStopping };
    const done = runCommand(run, setting, { stop: stop.signal, lost: lost.signal })
      .then(
        (how) => log.info('command left', { ...about, how }),
        async (error: unknown) => {
          if (lost.signal.aborted || isCapstanError(error, 'LEASE_LOST')) log.warn('command lost', about);
          else await this.#abandon(run, error);
        },
      )
      .finally(() => {
        this.#running.delete(run.command);
        bell.ring();
      });
    this.#running.set(run.command, { stop, lost, done });
  }

  /** Not the task's fault, and not the lease's. */
  async #abandon(run: Run, error: unknown): Promise<void> {
    const { store, limits, log } = this.#options;
    log.error('command could not be run', error, { command: run.command });
    try {
      await abandon(store, run, `${gaveUp}: ${messageOf(error)}`, limits);
    } catch (again) {
      this.#isUncertain = true; // it is taken up anew
      log.error('command could not be abandoned', again, { command: run.command });
    }
  }
}
