/**
 * Components of helm.yml: a chart for one user, brought about by the operator's own release engine.
 *
 *   prepare   variables of the user → values.yaml; secrets → memory; arguments in helm's flags
 *   run       install, update, remove, recorded in the inventory
 *   render    what would be applied
 *
 * Invariants: what is secret is in no file, no record's values and no line that is printed; whatever can be refused is
 * refused before the cluster is touched.
 */
export { renderHelm } from './render.ts';
export { runHelm } from './run.ts';
