/**
 * What the commands for releases on a live cluster share: the flags that name the cluster, how it is opened, and how
 * results are printed. How releases are found and looked at is src/view's.
 *
 *   session.ts   flags → a cluster, a namespace, how to print
 *   columns.ts   tables as kubectl prints them
 *
 * Invariants: nothing is written; values of Secrets leave only where `--show-secrets` asks for them.
 */
export { columns, cut, lengthOf, type Paint, painter } from './columns.ts';
export { addOutputFlag, addReleaseFlags, type OutputFormat, type ReleaseFlags, releaseArgument } from './flags.ts';
export { ageOf, printData } from './output.ts';
export { patiently } from './patience.ts';
export { type Session, withSession } from './session.ts';
export { toneOf } from './tone.ts';
