/**
 * Go's text/template: the language, with nothing of Helm's.
 *
 * A text goes through lexer, parser (tokens → parser → nodes) and compiler (compile*), which makes closures of it when it
 * is first executed. A set holds templates that can name each other; an Execution is one run through one of them, and the
 * Run that functions see. Fields that are not there, nils and types that do not fit fail in Go's words, at Go's places:
 * each expression knows the operand that Go evaluates last, so that nothing has to be noted while all is well.
 *
 * Invariants: what a set has compiled is never changed and is shared by all executions; an execution is bounded in time,
 * depth and output.
 */
export { type Calling, TemplateError, type TemplateErrorKind, type TemplatePlace } from './error.ts';
export { defaultLimits, type Limits } from './limits.ts';
export type * from './nodes.ts';
export type { MapMethods, MissingKey, SetOptions } from './options.ts';
export { parseTemplates } from './parser.ts';
export { printNode } from './print-node.ts';
export { continueRecursion } from './recursion.ts';
export { compileTemplateSet, type TemplateSet, type TemplateText } from './template-set.ts';
