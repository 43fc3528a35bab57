/**
 * Readiness: has an object become what its spec asks for? The rules and the words are those of kstatus
 * (sigs.k8s.io/cli-utils), so that Flux, Argo-like tools and Capstan agree about one object.
 *
 *   Current      what the spec asks for is there
 *   InProgress   the object's controller is still at work, or has not looked at this generation yet
 *   Failed       it will not get there by waiting
 *   Terminating  it is being deleted
 *
 * Order: deletion, observed generation, the conditions Reconciling and Stalled; then the kind's own rule from one table
 * GroupKind → function; kinds nobody knows are judged by a condition Ready, and are Current without one.
 * Every rule is a pure function of one object. A message speaks of the object without naming it: the caller does.
 */
export type { Readiness } from './readiness.ts';
export { readinessOf } from './readiness.ts';
export { hasReadiness } from './table.ts';
