import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { CapstanError } from '../errors/index.ts';
import { allPids, commandLine } from '../process-table.ts';

export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/** Which process of this machine listens on a TCP port; undefined when none does, or when another person's cannot be seen. */
export function portHolder(port: number): PortHolder | undefined {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeners(table, port)));
  if (sockets.size === 0) return undefined;
  const pid = allPids().find((each) => holds(each, sockets));
  return pid === undefined ? undefined : { pid, command: commandLine(pid) ?? '' };
}

/** What to say of a port that is needed and taken. */
export function portTaken(port: number, host: string, hint?: string): CapstanError {
  const holder = portHolder(port);
  const who = holder === undefined ? 'another program' : `process ${holder.pid} (${nameOf(holder.command)})`;
  return new CapstanError('LISTEN_FAILED', `port ${port} of ${host} is taken: ${who} listens on it`, {
    hint: hint ?? 'stop it, then try again',
  });
}

/** Without its arguments: they may hold a password. */
function nameOf(command: string): string {
  return command.split(' ')[0] || 'its name cannot be read';
}

/** `socket:[INODE]` of each listening socket of the port, as the links of a process's file descriptors read. */
function listeners(table: string, port: number): string[] {
  const listening = '0A';
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return read(`/proc/net/${table}`)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(`:${hex}`) && columns[3] === listening)
    .map((columns) => `socket:[${columns[9]}]`);
}

function holds(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => sockets.has(linkOf(`${folder}/${name}`)));
  } catch {
    return false; // it ended, or it is another person's
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // closed meanwhile
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // a system without /proc
  }
}
