/**
 * Go templates that stand alone: an option of a configuration file, one line as a rule. Go's language and sprig's functions,
 * nothing of Helm's; no other template is in reach, and neither is a cluster.
 *
 * compile-text.ts makes a text a template; functions.ts has the two sets of functions there are: slim-sprig over an
 * environment, and sprig without all that would give another text the next time.
 *
 * Invariants: a text is compiled once; a run is bounded in time and output; messages are Go's.
 */
export { compileText, type TextOptions, type TextTemplate } from './compile-text.ts';
export { repeatableFuncs, slimFuncs } from './functions.ts';
