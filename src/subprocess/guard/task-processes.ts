import { readFileSync, readlinkSync } from 'node:fs';
import { allPids, carries, type ProcessRow, processRow } from '../../process-table.ts';
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
function isYoungerThan(mark: TaskMark, row: ProcessRow): boolean {
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

/** Pids are given in their order, and from the first one again after the last: not within this time. */
const noRoundWithinMs = 2_000;

/** What a task has just started has a pid after its own: of a machine's thousand processes few need be read. */
function firstPid({ pid, since }: TaskMark): number {
  return now() - since < noRoundWithinMs && lastGivenPid() >= pid ? pid : 0;
}

function lastGivenPid(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1));
}

function readRows(first: number): ProcessRow[] {
  return allPids()
    .filter((pid) => pid >= first)
    .map(processRow)
    .filter((row) => row !== undefined);
}
