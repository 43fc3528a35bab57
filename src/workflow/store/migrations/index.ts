/**
 * How the database came to its present form.
 *
 * A migration is never edited once it was released: a database that had it stays as it is. Names are written into the database
 * and never changed; they are taken in their order. Whatever is new is a migration of its own.
 */
export { changesChannel } from './0001-first.ts';
export { migrations } from './migrations.ts';
