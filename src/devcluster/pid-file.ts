import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { files } from './arguments.ts';
import { signalGroup } from './process.ts';

/** One line `PID NAME` for each program that runs on behalf of a folder. */
export interface PidEntry {
  readonly pid: number;
  readonly name: string;
}

export function writePids(dir: string, entries: readonly PidEntry[]): void {
  writeFileSync(join(dir, files.pids), entries.map(({ pid, name }) => `${pid} ${name}\n`).join(''), { mode: 0o600 });
}

export function readPids(dir: string): PidEntry[] {
  let text: string;
  try {
    text = readFileSync(join(dir, files.pids), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .map((line) => /^(\d+) (.+)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ pid: Number(match[1]), name: match[2] as string }));
}

/**
 * Ends what the pid file of `dir` names and still runs: what a parent that was killed left behind. A pid that meanwhile
 * belongs to another program is left alone: each of our command lines names the folder. Resolves to the names that it ended.
 */
export async function reap(dir: string): Promise<string[]> {
  const entries = readPids(dir);
  const left = entries.filter(({ pid }) => commandLine(pid)?.includes(dir));
  for (const { pid } of left) signalGroup(pid, 'SIGKILL');
  while (left.some(({ pid }) => commandLine(pid)?.includes(dir))) await sleep(20);
  if (entries.length > 0) writePids(dir, []);
  return left.map(({ name }) => name);
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

/** What a process was started with; undefined when no such process runs, or when it is a zombie. */
export function commandLine(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') || undefined;
    } catch {
      return undefined; // the process is gone
    }
  }
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined; // ps exits 1 for a pid that does not exist
  }
}
