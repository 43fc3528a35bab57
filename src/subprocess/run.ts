import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { startedAt } from '../process-table.ts';
import { type Guard, now, type TaskMark } from './guard/index.ts';
import { LineSplitter, type OutputLine } from './lines.ts';

export interface ProcessRequest {
  /** An absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The variable of `env` whose value no other process has: what the task has started is known by it. */
  readonly markedBy: string;
  /** The task's own folder, `cwd` or one round it: goes with the worker, should that be killed. */
  readonly scratch?: string;
  readonly timeoutMs: number;
}

/** Where the lines go. What cannot be taken for now holds the process up: nothing of what it prints is lost. */
export interface LineSink {
  write(lines: readonly OutputLine[]): void;
  /** Undefined while there is room. */
  whenRoom(): Promise<void> | undefined;
}

export type Ending =
  | { readonly how: 'exit'; readonly code: number }
  | { readonly how: 'signal'; readonly name: string }
  | { readonly how: 'timeout' }
  | { readonly how: 'cancelled' }
  /** The worker's lease ran out: another worker may have the task now. */
  | { readonly how: 'expired' };

/** Between SIGTERM and SIGKILL: time for a tool to release its locks. */
const graceMs = 10_000;
/** What a process has printed is read to its end; a child of it that keeps the pipe open is not waited for any longer. */
const drainWithinMs = 300;

/**
 * Runs a program to its end, and all that it has started with it. Whatever it leaves running is killed.
 * It begins only after the guard knows of it: a worker that is killed at any moment leaves nothing behind.
 * @throws CapstanError TOOL_FAILED when it cannot be started
 */
export async function runProcess(
  request: ProcessRequest,
  sink: LineSink,
  guard: Guard,
  signal: AbortSignal,
): Promise<Ending> {
  if (signal.aborted) return { how: 'cancelled' };
  const child = await startGated(request);
  const pid = child.pid as number;
  const stop = new Stop(child);
  const exited = new Promise<Ending>((resolve) => {
    child.once('exit', (code, name) => {
      resolve(code === null ? { how: 'signal', name: name ?? 'a signal' } : { how: 'exit', code });
    });
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const readers = [
    new Reader(child.stdout as Readable, 'out', sink),
    new Reader(child.stderr as Readable, 'err', sink),
  ];
  const word = `${request.markedBy}=${request.env[request.markedBy]}`;
  const scratch = request.scratch === undefined ? {} : { scratch: request.scratch };
  const id = await watch(guard, { pid, start: startedAt(pid) ?? '', since: now(), word, ...scratch }, child, stop);
  if (id === 'expired') return { how: 'expired' };
  const cancel = () => stop.gently('cancelled');
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const timer = setTimeout(() => stop.gently('timeout'), request.timeoutMs);
  try {
    openGate(child);
    const ending = await exited;
    await Promise.race([closed, sleep(drainWithinMs, undefined, { ref: false })]);
    await guard.end(id);
    await Promise.all(readers.map((reader) => reader.end()));
    return stop.why === undefined ? ending : { how: stop.why };
  } finally {
    clearTimeout(timer);
    stop.clear();
    signal.removeEventListener('abort', cancel);
  }
}

/** Waits at its gate, the third descriptor, for a line: whoever is killed before it writes one leaves a shell that ends. */
const gate = 'read -r go <&3 && exec "$@" 3<&-';

async function startGated({ file, args, cwd, env }: ProcessRequest): Promise<ChildProcess> {
  const child = spawn('/bin/sh', ['-c', gate, 'capstan-task', file, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } catch (error) {
    throw new CapstanError('TOOL_FAILED', `${file} cannot be started: ${messageOf(error)}`, { cause: error });
  }
  child.on('error', () => {}); // a signal that comes too late
  return child;
}

async function watch(guard: Guard, mark: TaskMark, child: ChildProcess, stop: Stop): Promise<number | 'expired'> {
  try {
    return await guard.watch(mark, () => stop.now('expired'));
  } catch (error) {
    stop.now('expired');
    for (const pipe of child.stdio) pipe?.destroy();
    if (isCapstanError(error, 'LEASE_LOST')) return 'expired';
    throw error;
  }
}

function openGate(child: ChildProcess): void {
  const pipe = child.stdio[3] as unknown as NodeJS.WritableStream;
  pipe.on('error', () => {}); // ended before it began
  pipe.end('go\n');
}

/** Chunks that may still lie in a pipe whose writers are gone; more come from somebody who is there. */
const leftAtMost = 64;

/** Hands on what comes through a pipe. */
class Reader {
  readonly #stream: Readable;
  readonly #isRead: Promise<void>;
  #silentSince: number | undefined = performance.now();
  #left = Infinity;

  constructor(stream: Readable, name: OutputLine['stream'], sink: LineSink) {
    this.#stream = stream;
    this.#isRead = this.#read(new LineSplitter(name), sink);
  }

  /** Reads what there is. A process that nobody could find may hold the pipe open: what that says is not waited for. */
  async end(): Promise<void> {
    this.#left = leftAtMost;
    const look = setInterval(() => {
      const isSilent = this.#silentSince !== undefined && performance.now() - this.#silentSince > drainWithinMs;
      if (isSilent) this.#stream.destroy();
    }, drainWithinMs / 4);
    await this.#isRead;
    clearInterval(look);
  }

  async #read(splitter: LineSplitter, sink: LineSink): Promise<void> {
    try {
      for await (const chunk of this.#stream) {
        this.#silentSince = undefined; // as long as there is no room for it, nothing more is read
        sink.write(splitter.push(chunk as Buffer));
        await sink.whenRoom();
        this.#left -= 1;
        if (this.#left < 0) break;
        this.#silentSince = performance.now();
      }
    } catch {
      // a pipe that broke, or was given up, has no more to say
    }
    sink.write(splitter.end());
  }
}

type Reason = 'timeout' | 'cancelled' | 'expired';

/** Ends a process, for the first reason that there is. */
class Stop {
  readonly #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  why: Reason | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  gently(why: Reason): void {
    if (this.why !== undefined) return;
    this.why = why;
    this.#signal('SIGTERM');
    this.#timer = setTimeout(() => this.#signal('SIGKILL'), graceMs);
  }

  now(why: Reason): void {
    this.why ??= why;
    this.#signal('SIGKILL');
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  #signal(name: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
