/**
 * Go templates that stand alone: an option of a configuration file, one line as a rule. Go's language and sprig's functions,
 * nothing of Helm's; no other template is in reach, and neither is a cluster.
 */
export { compileText, type TextOptions, type TextTemplate } from './compile-text.ts';
export { repeatableFuncs, slimFuncs } from './functions.ts';
