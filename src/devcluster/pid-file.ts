import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError } from '../errors/index.ts';
import { allPids, commandWords, leadsGroup, startedAt } from '../process-table.ts';
import { files } from './arguments.ts';
import { signalGroup } from './process.ts';
import { programs } from './programs.ts';

/** A program that runs on behalf of a folder. */
export interface PidEntry {
  readonly pid: number;
  readonly name: string;
}

interface RecordedPid extends PidEntry {
  /** Without it a pid that another process got meanwhile is told by its command line alone. */
  readonly startedAt?: string;
}

/** A SIGKILL takes effect at once but for a process that waits for a disk. */
const endedWithinMs = 10_000;

/** One line `PID START NAME` for each; START is `-` where the system does not tell. */
export function writePids(dir: string, entries: readonly PidEntry[]): void {
  const lines = entries.map(({ pid, name }) => `${pid} ${startedAt(pid) ?? '-'} ${name}\n`);
  writeFileSync(join(dir, files.pids), lines.join(''), { mode: 0o600 });
}

export function readPids(dir: string): RecordedPid[] {
  let text: string;
  try {
    text = readFileSync(join(dir, files.pids), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .map((line) => /^(\d+) (?:(\d+|-) )?(.+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, start, name]) => ({
      pid: Number(pid),
      name: name as string,
      ...(start === undefined || start === '-' ? {} : { startedAt: start }),
    }));
}

/**
 * Ends what still runs on behalf of `dir`: what its pid file names, and programs of ours that a parent did not come to note
 * there before it was killed. A pid that meanwhile belongs to another process is left alone: it was started at another time,
 * leads no group, or no word of its command line names something in the folder. Resolves to the names that it ended.
 * @throws CapstanError TOOL_FAILED when one does not end
 */
export async function reap(dir: string): Promise<string[]> {
  const entries = readPids(dir);
  const noted = entries.filter((entry) => isOurs(entry, dir));
  const left = [...noted, ...unnoted(dir, noted)].map((entry) => ({ ...entry, start: startedAt(entry.pid) }));
  for (const { pid } of left) signalGroup(pid, 'SIGKILL');
  const deadline = Date.now() + endedWithinMs;
  for (const { pid, name, start } of left) {
    while (commandWords(pid) !== undefined && startedAt(pid) === start) {
      if (Date.now() > deadline) throw new CapstanError('TOOL_FAILED', `${name} (process ${pid}) cannot be ended`);
      await sleep(20);
    }
  }
  if (entries.length > 0) writePids(dir, []);
  return left.map(({ name }) => name);
}

function isOurs({ pid, startedAt: noted }: RecordedPid, dir: string): boolean {
  return (noted === undefined || noted === startedAt(pid)) && leadsGroup(pid) && worksIn(pid, dir);
}

/** A reader of a log in the folder is none of our programs. */
function unnoted(dir: string, noted: readonly PidEntry[]): PidEntry[] {
  return allPids()
    .filter((pid) => !noted.some((entry) => entry.pid === pid))
    .map((pid) => ({ pid, name: basename(commandWords(pid)?.[0] ?? '') }))
    .filter(({ pid, name }) => name in programs && leadsGroup(pid) && worksIn(pid, dir));
}

/** The folder, or something in it, is an argument or the value of a flag. */
function worksIn(pid: number, dir: string): boolean {
  const values = (commandWords(pid) ?? []).slice(1).map((word) => word.replace(/^--?[\w-]+=/, ''));
  return values.some((value) => value === dir || value.startsWith(`${dir}/`));
}

/**
 * A tiny shell that ends the programs of the pid file as soon as this process is gone, however it went: it reads from a
 * pipe that only this process can write to. The returned function releases it without any killing.
 */
export function guard(dir: string): () => void {
  const pids = join(dir, files.pids);
  const script = 'cat >/dev/null; while read -r pid name; do kill -KILL "-$pid" 2>/dev/null; done <"$1"; : >"$1"';
  const shell = spawn('/bin/sh', ['-c', script, 'capstan-guard', pids], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  (shell.stdin as unknown as { unref?(): void }).unref?.();
  shell.on('error', () => {});
  return () => {
    shell.kill('SIGKILL');
    shell.stdin.destroy();
  };
}
