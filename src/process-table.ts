import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux tells of it in /proc/PID/stat. */
export interface ProcessRow {
  readonly pid: number;
  /** One letter: `Z` is a zombie. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it was started, in ticks since the machine was; tells it from another that got its pid. */
  readonly start: string;
}

/** Undefined when no such process runs, and where the system has no /proc. */
export function processRow(pid: number): ProcessRow | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // the name before them may hold anything
  const [state = '', parent, group, session] = fields;
  return {
    pid,
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    start: fields[19] ?? '',
  };
}

/** In their order; none where the system has no /proc. */
export function allPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .sort((one, other) => one - other);
}

/** When a process was started, in ticks since the machine was. Linux alone knows. */
export function startedAt(pid: number): string | undefined {
  return processRow(pid)?.start;
}

/** Whether it leads a process group, as whatever is started in one of its own does. True where that is not known. */
export function leadsGroup(pid: number): boolean {
  const row = processRow(pid);
  return row === undefined || row.group === pid;
}

/** What a process was started with; undefined when no such process runs, or when it is a zombie. */
export function commandLine(pid: number): string | undefined {
  return commandWords(pid)?.join(' ');
}

/** The same word by word, where the system tells the words apart. */
export function commandWords(pid: number): string[] | undefined {
  if (process.platform === 'linux') {
    const text = read(`/proc/${pid}/cmdline`);
    return text ? text.split('\0') : undefined;
  }
  try {
    const text = execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).trim();
    return text ? text.split(' ') : undefined;
  } catch {
    return undefined; // ps exits 1 for a pid that does not exist
  }
}

/** @param word `NAME=VALUE`; whether the process was started with it in its environment, as far as we may read that */
export function carries(pid: number, word: string): boolean {
  return read(`/proc/${pid}/environ`)?.split('\0').includes(word) ?? false;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // gone meanwhile, not ours to read, or a system without /proc
  }
}
