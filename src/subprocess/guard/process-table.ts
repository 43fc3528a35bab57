import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { now } from './messages.ts';

/** How what is left of a task is known: its processes by their group, by who started them, and by a word of their environment. */
export interface TaskMark {
  /** Leads a group and a session of its own. */
  readonly pid: number;
  /** When the leader was started, in ticks since the machine was; tells it from another that got its pid. */
  readonly start: string;
  /** When it was begun, by the machine's monotonic clock. @see now */
  readonly since: number;
  /** `NAME=VALUE` that stands in the environment of nothing else. */
  readonly word: string;
  /**
   * Its folder, which nothing else works in; without symbolic links in its path. Removed with it when its worker is gone, who
   * would have done so.
   */
  readonly scratch?: string;
}

interface Row {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly start: string;
}

/** Empty where the system has no /proc. */
export function startOf(pid: number): string {
  return readRow(pid)?.start ?? '';
}

/**
 * All that runs because of a task, also what has left its group and its parents. Where there is no /proc: undefined, the
 * group is all that is known there.
 */
export function processesOf(mark: TaskMark): number[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const rows = readRows(firstPid(mark));
  const leader = rows.find(({ pid }) => pid === mark.pid);
  const isGroupOurs = leader === undefined || leader.start === mark.start;
  const found = new Set<number>();
  for (const row of rows) {
    const isInGroup = isGroupOurs && (row.group === mark.pid || row.session === mark.pid);
    if (isInGroup || (isYoungerThan(mark, row) && isKnown(row.pid, mark))) found.add(row.pid);
  }
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  return rows.filter(({ pid, state }) => found.has(pid) && state !== 'Z' && state !== 'X').map(({ pid }) => pid);
}

/** What was started before the task is none of it: its environment need not be read. */
function isYoungerThan(mark: TaskMark, row: Row): boolean {
  return Number(row.start) >= Number(mark.start);
}

/** Whoever sets its environment anew is still where it was started, unless it leaves that as well. */
function isKnown(pid: number, { word, scratch }: TaskMark): boolean {
  return carries(pid, word) || (scratch !== undefined && isWithin(pid, scratch));
}

function isWithin(pid: number, folder: string): boolean {
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
  } catch {
    return false;
  }
}

function carries(pid: number, word: string): boolean {
  return read(`/proc/${pid}/environ`)?.split('\0').includes(word) ?? false;
}

/** Pids are given in their order, and from the first one again after the last: not within this time. */
const noRoundWithinMs = 2_000;

/** What a task has just started has a pid after its own: of a machine's thousand processes few need be read. */
function firstPid({ pid, since }: TaskMark): number {
  const lastGiven = Number(read('/proc/loadavg')?.trim().split(' ').at(-1));
  return now() - since < noRoundWithinMs && lastGiven >= pid ? pid : 0;
}

function readRows(first: number): Row[] {
  const pids = readdirSync('/proc').map(Number);
  return pids
    .filter((pid) => pid >= first && Number.isInteger(pid))
    .map(readRow)
    .filter((row) => row !== undefined);
}

/** /proc/PID/stat: the name, which may hold anything, stands in parentheses. */
function readRow(pid: number): Row | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
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

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // gone meanwhile, or not ours to read
  }
}
