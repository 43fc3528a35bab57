import { sql, type Transaction } from 'kysely';
import { CapstanError } from '../../errors/index.ts';
import type { Tables } from '../store/index.ts';

/** Two requests of one user with the same key are the same request, sent again. */
export interface Idempotency {
  readonly key: string;
  /** Of what the request asks for. */
  readonly fingerprint: string;
}

const keptFor = '24 hours';

/**
 * Makes the key this request's, or says which command it made before.
 * @throws CapstanError IDEMPOTENCY_KEY_REUSED when another request came with it
 */
export async function claimKey(
  trx: Transaction<Tables>,
  user: number,
  idempotency: Idempotency | undefined,
): Promise<number | undefined> {
  if (idempotency === undefined) return undefined;
  const { key, fingerprint } = idempotency;
  await forgetOld(trx);
  const made = await trx
    .insertInto('idempotency_keys')
    .values({ user_id: user, key, digest: fingerprint })
    .onConflict((conflict) => conflict.columns(['user_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  if (made) return undefined;
  const before = await trx
    .selectFrom('idempotency_keys')
    .select(['digest', 'command_id'])
    .where('user_id', '=', user)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (before.digest === fingerprint && before.command_id !== null) return before.command_id;
  throw new CapstanError('IDEMPOTENCY_KEY_REUSED', 'the idempotency key came before with another request');
}

export async function nameCommand(
  trx: Transaction<Tables>,
  user: number,
  idempotency: Idempotency | undefined,
  command: number,
): Promise<void> {
  if (idempotency === undefined) return;
  const { key } = idempotency;
  await trx
    .updateTable('idempotency_keys')
    .set({ command_id: command })
    .where('user_id', '=', user)
    .where('key', '=', key)
    .execute();
}

async function forgetOld(trx: Transaction<Tables>): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where('created', '<', sql<Date>`now() - interval '${sql.raw(keptFor)}'`)
    .execute();
}
