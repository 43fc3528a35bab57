import { existsSync, readFileSync } from 'node:fs';
import { CapstanError, type ErrorCode, isCapstanError, messageOf } from '../../errors/index.ts';
import { lockHolder } from '../binaries/index.ts';
import { writeWhole } from '../write-whole.ts';
import { type ClusterFolder, checkOwner } from './folder.ts';

/** What a supervisor says of itself, for those who wait for it. */
export interface ClusterState {
  readonly phase: 'starting' | 'ready' | 'stopping' | 'stopped' | 'failed';
  /** Of the supervisor that wrote it. */
  readonly pid: number;
  /** What it does just now. */
  readonly step?: string;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
}

/**
 * How a cluster is. `interrupted`: the supervisor went without a word, as it does when the machine stops; nothing is lost.
 */
export type Standing = 'absent' | 'starting' | 'running' | 'stopping' | 'suspended' | 'failed' | 'interrupted';

export interface Seen {
  readonly standing: Standing;
  /** Of the supervisor. */
  readonly pid: number | undefined;
  readonly state: ClusterState | undefined;
}

/** @throws CapstanError STATE_INVALID when the cluster is another user's */
export function look(folder: ClusterFolder): Seen {
  checkOwner(folder);
  const holder = lockHolder(folder.lock);
  const state = readState(folder);
  if (holder === undefined) return { standing: standingOfStopped(folder, state), pid: undefined, state };
  // What the file says may be of the supervisor before.
  const own = state?.pid === holder.pid ? state : undefined;
  const standing =
    own?.phase === 'ready' ? 'running' : own === undefined || own.phase === 'starting' ? 'starting' : 'stopping';
  return { standing, pid: holder.pid, state: own };
}

export function writeState(folder: ClusterFolder, state: Omit<ClusterState, 'pid'>): void {
  writeWhole(folder.state, `${JSON.stringify({ ...state, pid: process.pid })}\n`);
}

/** What can be said to another process of a failure. */
export function toStateError(error: unknown): NonNullable<ClusterState['error']> {
  if (!isCapstanError(error)) return { code: 'INTERNAL', message: messageOf(error) };
  return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}

export function fromStateError({ code, message, hint }: NonNullable<ClusterState['error']>): CapstanError {
  return new CapstanError(code, message, hint === undefined ? {} : { hint });
}

function standingOfStopped(folder: ClusterFolder, state: ClusterState | undefined): Standing {
  if (state?.phase === 'failed') return 'failed';
  if (!existsSync(folder.settings)) return 'absent';
  return state?.phase === 'stopped' ? 'suspended' : 'interrupted';
}

/** A file that is no state says nothing. */
function readState({ state }: ClusterFolder): ClusterState | undefined {
  try {
    return JSON.parse(readFileSync(state, 'utf8')) as ClusterState;
  } catch {
    return undefined; // not written yet, or not by us: the lock says who runs
  }
}
