/**
 * Watches that last as long as somebody looks.
 *
 *   lookout.ts   Lookout: one cluster; draws a picture once, or again whenever it would be another one
 *   look.ts      Look: what one picture is drawn of; what it no longer asks for is let go
 *   pool.ts      the informers, shared by all looks; they outlive the last one by a moment
 *   records.ts   records of releases that were read lately
 *
 * Knows no release and no page: a picture is a function that asks `look.see` for the objects of a kind.
 */
export { type Draw, Lookout, type LookoutOptions, type Sight } from './lookout.ts';
export { Lookouts } from './lookouts.ts';
