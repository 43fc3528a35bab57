/**
 * The least that an operator has to be allowed, from what its charts render.
 *
 *   variants.ts → renders.ts   the chart rendered many ways: which kinds there can be
 *   granted.ts                 what its own roles and bindings take
 *   rights.ts                  kinds → rules, by the table of kinds.ts, the charts' definitions, or a cluster
 *   print.ts                   rules → Role, ClusterRole, bindings
 *
 * No rule has a wildcard. What cannot be known (a rendering that fails, a kind that nobody knows, a template that nothing makes
 * show its object) is told in notes rather than allowed.
 */
export { builtInKinds, type KnownKind, kindsOfDefinitions } from './kinds.ts';
export { type PrintOptions, printRights, rulesText } from './print.ts';
export { type Notes, type ResourceOf, type Rights, rightsOf, type WatchNeeds } from './rights.ts';
export type { PolicyRule } from './rules.ts';
