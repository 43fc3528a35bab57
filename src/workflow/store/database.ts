import type { Dialect } from 'kysely';
import type { Db } from 'pg-boss';
import type { Listen } from './changes.ts';

/** One of the two places where a store may lie, as the rest sees it. */
export interface Database {
  readonly kind: 'embedded' | 'postgres';
  readonly dialect: Dialect;
  /** What the queue asks, outside of transactions of ours. */
  readonly queue: Db;
  readonly listen: Listen;
  /** Does what makes the database ready, while no other process does so. */
  prepare(work: () => Promise<void>): Promise<void>;
  /** After whoever uses the dialect is done. */
  close(): Promise<void>;
}
