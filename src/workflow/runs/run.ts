import { sql, type Transaction } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import type { Phase, State } from '../states.ts';
import type { Step, Tables } from '../store/index.ts';

export type Trx = Transaction<Tables>;

/** A command that a worker has, from its claim to its end. */
export interface Run {
  readonly command: number;
  /** The fence: what is written for a command says worker and number, and is refused once another has it. */
  readonly worker: string;
  readonly number: number;
  readonly phase: Phase;
  readonly specs: string;
  readonly user: string;
  readonly plan: string;
  readonly deployment: string;
  /** Where the deployment is; undefined: nobody knows yet. */
  readonly provider: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** In their order. */
  readonly tasks: readonly RunTask[];
}

export interface RunTask {
  readonly id: number;
  /** From 1. */
  readonly position: number;
  /** From 1: of `steps`. */
  readonly step: number;
  readonly name: string;
  readonly status: State;
  readonly attempt: number;
  readonly timeoutMs: number;
}

/** How many commands may run at the same time, over all workers. A plan's own limit stands with the plan. */
export interface Limits {
  readonly perUser: number;
}

/** Whoever counts the running commands, and whoever makes their number another, does so one after the other. */
export async function lockPlaces(trx: Trx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('cloudmgr places'))`.execute(trx);
}

export function lostLease(): CapstanError {
  return new CapstanError(
    'LEASE_LOST',
    'the worker did not prolong its lease in time: another one may have its commands',
  );
}
