/**
 * Server-sent events: the state of things, pushed.
 *
 * A stream tells how things are, not what happened: each event is a whole representation, as a GET would give it, so that a
 * reader may put it in the place of what it had. The store says what has changed (of whatever process), the rows are read
 * anew; of many changes of one row a slow reader gets the last. A stream that breaks is gone on with from `Last-Event-ID`.
 *
 * Invariants: while nothing changes nothing is read, and only a comment is sent now and then; a reader who has gone costs
 * nothing any more; the end of a command is told after all that it printed.
 */
export { allEvents } from './all-events.ts';
export { commandEvents } from './command-events.ts';
export { type ServerEvent, streamEvents } from './stream.ts';
