import type { Kysely } from 'kysely';
import type { Tables } from './store/index.ts';

interface AuditEntry {
  /** Whose name; undefined: the system itself. */
  readonly actor: string | undefined;
  /** A word with a dot: `command.submit`. */
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Notes who did what, in the transaction that does it. Neither keys nor values of parameters go in. */
export async function note(trx: Kysely<Tables>, { actor, action, subject, detail }: AuditEntry): Promise<void> {
  const row = { actor: actor ?? null, action, subject, ...(detail ? { detail: JSON.stringify(detail) } : {}) };
  await trx.insertInto('audit').values(row).execute();
}
