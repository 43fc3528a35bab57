/**
 * Variables: what a chart, a template or a script is given, made of defaults and of a user's parameters.
 *
 * Pure: parameters are text and stay text, no value is ever expanded or run; messages name parameters and not their values.
 */
export { asEnvironment, findClash, textOf } from './names.ts';
export { leaves, merged, setAt, type Table } from './table.ts';
export { type VariableSources, variablesOf } from './variables.ts';
