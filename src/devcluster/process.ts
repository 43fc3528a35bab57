import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../errors/index.ts';

export interface ProcessExit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Everything the program writes is appended to this file. */
  readonly logFile: string;
}

/**
 * One program in a process group of its own: a terminal's Ctrl-C does not reach it, and a signal to the group
 * reaches whatever it started.
 */
export class ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  #exit: ProcessExit | undefined;

  private constructor(options: ProcessOptions, child: ChildProcess, pid: number) {
    this.#child = child;
    child.unref(); // a parent that has nothing else to do may end
    this.name = options.name;
    this.logFile = options.logFile;
    this.pid = pid;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#exit = { name: options.name, code, signal };
        resolve(this.#exit);
      });
    });
  }

  /** Rejects when the program cannot be executed at all. */
  static async start(options: ProcessOptions): Promise<ManagedProcess> {
    const log = openSync(options.logFile, 'a', 0o600);
    try {
      const child = spawn(options.file, options.args, {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: ['ignore', log, log],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      return new ManagedProcess(options, child, child.pid as number);
    } finally {
      closeSync(log);
    }
  }

  get isRunning(): boolean {
    return this.#exit === undefined;
  }

  /** Undefined while it runs. */
  get exitStatus(): ProcessExit | undefined {
    return this.#exit;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) signalGroup(this.pid, signal);
  }

  /** SIGTERM, and SIGKILL after `graceMs`; resolves when the program is gone. */
  async stop(graceMs: number): Promise<void> {
    if (this.isRunning) this.#child.ref();
    this.signal('SIGTERM');
    const timer = new AbortController();
    await Promise.race([this.exited, sleep(graceMs, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
    this.signal('SIGKILL');
    await this.exited;
  }

  logTail(lines = 20): string {
    return tailOf(this.logFile, lines);
  }
}

/** False when no such process group exists any more. @throws CapstanError STATE_INVALID when it is another user's */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  return signalProcess(-pid, signal);
}

/** The same for one process. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    if (code !== 'EPERM') throw cause;
    throw new CapstanError('STATE_INVALID', `process ${Math.abs(pid)} cannot be ended: it is another user's`, {
      cause,
      hint: 'run the command as the user who started the cluster',
    });
  }
}

export function tailOf(file: string, lines: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch (error) {
    return `(${file} cannot be read: ${(error as Error).message})`;
  }
}

export function describeExit(exit: ProcessExit): string {
  return exit.signal === null
    ? `${exit.name} ended with exit code ${exit.code}`
    : `${exit.name} was ended by ${exit.signal}`;
}
