/**
 * What Knitfab remembers: data with tags, plans, runs and data agents, in PostgreSQL.
 *
 * open.ts waits for a database that is up to date and gives the Store, whose methods are statements. upgrade.ts brings a
 * database to the versions of schema.ts, one after the other. A method that takes a state changes a row only while it
 * still is in that state, and answers whether it did: so nobody undoes what somebody else has done meanwhile.
 */
export {
  type Agent,
  type Data,
  type DataState,
  isEnding,
  isOver,
  type Mount,
  type Plan,
  type Run,
  type RunState,
  type Tag,
} from './model.ts';
export { openPool, openStore, waitFor } from './open.ts';
export { schema } from './schema.ts';
export { Store } from './store.ts';
export { formatTag, parseTag } from './tag.ts';
export { upgradeSchema, versionOf } from './upgrade.ts';
