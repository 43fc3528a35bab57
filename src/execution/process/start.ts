import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { stopWith } from './stop.ts';

interface ProgramOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it writes is its owner's alone. */
  readonly isPrivate?: boolean;
  /** Told every line as it comes, without its end. */
  readonly onLine: (text: string, stream: 'stdout' | 'stderr') => void;
  /** Whether it has said that it is about to end. */
  readonly isStopping?: () => boolean;
}

type StartOptions = Pick<ProgramOptions, 'cwd' | 'env' | 'isPrivate'>;

/** How a program ended. */
export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a program to its end, its words handed over as they are. When `signal` fires it is asked to end with all that it
 * started, and ended by force after a while.
 * @throws CapstanError TOOL_MISSING when it cannot be started, and the signal's reason when that fired
 */
export async function runProgram(
  [command, ...words]: readonly [string, ...string[]],
  { onLine, isStopping = () => false, ...options }: ProgramOptions,
  signal: AbortSignal,
): Promise<Ended> {
  signal.throwIfAborted();
  const child = startProgram(command, words, options);
  const lines = [readLines(child.stdout, 'stdout', onLine), readLines(child.stderr, 'stderr', onLine)];
  using _stopping = stopWith(child.pid, isStopping, signal);
  const ended = await endOf(child, command);
  await Promise.all(lines);
  signal.throwIfAborted();
  return ended;
}

/** All that a program prints, in memory alone. */
export async function captureProgram(
  [command, ...words]: readonly [string, ...string[]],
  options: StartOptions,
  signal: AbortSignal,
): Promise<Ended & { readonly stdout: string; readonly stderr: string }> {
  signal.throwIfAborted();
  const child = startProgram(command, words, options);
  const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  using _stopping = stopWith(child.pid, () => false, signal);
  const ended = await endOf(child, command);
  const [stdout, stderr] = await texts;
  signal.throwIfAborted();
  return { ...ended, stdout, stderr };
}

function startProgram(command: string, words: readonly string[], { cwd, env, isPrivate = false }: StartOptions) {
  const start = () => spawn(command, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (!isPrivate) return start();
  const before = process.umask(0o077); // ours for as long as it takes to start another
  try {
    return start();
  } finally {
    process.umask(before);
  }
}

function endOf(child: ChildProcess, command: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'it is not there' : messageOf(error);
      reject(new CapstanError('TOOL_MISSING', `${command} cannot be run: ${reason}`, { cause: error }));
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

async function readLines(stream: Readable, name: 'stdout' | 'stderr', onLine: ProgramOptions['onLine']): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) onLine(line, name);
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
