/**
 * Plain objects of a cluster, without a chart: what a terraform template or a script of a service makes by the way.
 *
 * Objects are read from YAML or JSON (documents, lists, arrays). Applying is server-side and may be done over and over;
 * removing goes the other way round. What was made here bears a label, and nothing without it, or with the label of another
 * user, is touched: an object of that name that somebody else made is an error at apply and left alone at removal.
 *
 * `enter` and `leave` are for one entry of a list that others write too; what they wrote stays, also when both write at once.
 * `readKey` waits for a value that a cluster makes in its own time, such as the kubeconfig of a cluster that is being made.
 */
export { applyObjects, type ObjectDone, removeObjects } from './apply.ts';
export { type EntryList, enter, leave } from './entries.ts';
export { parseObjects } from './parse.ts';
export { parseRef, type ReadKeyOptions, readKey } from './read-key.ts';
