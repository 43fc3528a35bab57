/**
 * The store: one schema of tables on PostgreSQL, embedded (PGlite, in a folder that belongs to one process) or on a server.
 *
 * Words: a *configuration* is a version of a plan's steps and never changes; a command keeps the one it was given with.
 * A *change* is a message that a row is new or other than before, sent with the transaction that wrote it.
 *
 * Invariants: a command waiting to be run has a job in the queue (or is `held`); both are written in one transaction.
 * Ids are integers and are never given twice. Times are the database's. What a migration did is never edited.
 */
export { asStoreError, isAway } from './away.ts';
export type { Change, ChangeListener } from './changes.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export type * from './tables.ts';
