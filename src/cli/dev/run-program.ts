import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { allPids, type ProcessRow, processRow } from '../../process-table.ts';
import { ownProgram } from '../own-program.ts';

const handedOn = ['SIGTERM', 'SIGINT'] as const;
const pollEveryMs = 20;

/**
 * Runs a program in this terminal. What this process is told to stop with is handed on, and what was told so is waited for.
 * @returns its exit code, as a shell would have it. @throws CapstanError TOOL_FAILED
 */
export async function runProgramOf(
  file: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<number> {
  const child = spawn(file, args, { ...options, stdio: 'inherit' });
  const told = new Map<number, ProcessRow>();
  const handOn = (name: NodeJS.Signals) => {
    // A terminal's Ctrl-C has reached all of them.
    if (name === 'SIGINT' && isatty(0)) return;
    for (const row of familyOf(child.pid)) told.set(row.pid, row);
    child.kill(name);
    for (const row of told.values()) if (isRunning(row)) signalProcess(row.pid, name);
  };
  // In front of whoever ends this process at the second one.
  for (const name of handedOn) process.prependListener(name, handOn);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    while ([...told.values()].some(isRunning)) await sleep(pollEveryMs);
    return code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
  } catch (cause) {
    throw new CapstanError('TOOL_FAILED', `${file} cannot be run: ${messageOf(cause)}`, { cause });
  } finally {
    for (const name of handedOn) process.off(name, handOn);
  }
}

/**
 * Runs another command of this program, with its output.
 * @param signal of `stopOnSignals`: what aborts it reaches the command by itself
 * @throws CapstanError TOOL_FAILED when it fails, and the signal's reason when it was to stop
 */
export async function runOwn(
  words: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const [file, ...args] = ownProgram();
  const code = await runProgramOf(file, [...args, ...words], options);
  if (code === 0) return;
  signal.throwIfAborted();
  throw new CapstanError('TOOL_FAILED', `capstan ${words[0]} failed (exit code ${code})`, {
    hint: 'what it said stands above',
  });
}

/**
 * What a terminal would reach below the process: `node --run` and shells hand nothing on to what they run. None where the
 * system has no /proc.
 */
function familyOf(pid: number | undefined): ProcessRow[] {
  const rows = allPids().flatMap((each) => processRow(each) ?? []);
  const group = rows.find((row) => row.pid === pid)?.group;
  const below = (parent: number | undefined): ProcessRow[] =>
    rows.filter((row) => row.parent === parent).flatMap((row) => [row, ...below(row.pid)]);
  return below(pid).filter((row) => row.group === group);
}

function isRunning({ pid, start }: ProcessRow): boolean {
  const row = processRow(pid);
  return row !== undefined && row.start === start && row.state !== 'Z';
}

function signalProcess(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ended by what its parent made of the signal
  }
}
