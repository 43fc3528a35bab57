import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

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

/** When a process was started, in ticks since the machine was; tells apart two that had the same pid. Linux alone knows. */
export function startedAt(pid: number): string | undefined {
  return statFields(pid)?.[19];
}

/** Whether it leads a process group, as whatever is started in one of its own does. True where that is not known. */
export function leadsGroup(pid: number): boolean {
  const fields = statFields(pid);
  return fields === undefined || fields[2] === String(pid);
}

/** Empty where the system has no /proc. */
export function allPids(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Those of /proc/PID/stat from the third on: the name before them may hold anything. */
function statFields(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the process is gone, or this system has no /proc
  }
}
