/**
 * Eta templates into Go templates, for charts that Helm is to read.
 *
 * Portable is the part of Eta that can mean the same in both languages: a rendering by Helm gives the same bytes as Eta's,
 * or stops with a message; it never gives another object. What can only be told from values (a number with a fraction
 * that is calculated with, a comparison of a text with a number) stops there; all else is refused here, with its place
 * and a hint (TEMPLATE_UNPORTABLE).
 *
 * The stages: program (Eta's code → a tree, by acorn), template (the tree → Go, statement by statement; context holds what
 * is known and written so far), library (what JavaScript means, as named templates). An expression becomes actions that
 * put its parts into variables, and an operand; a function's code takes the place of its call. `undefined` is an int, for
 * values hold float64 alone. Go keeps no order of keys: Value.order follows what would show it.
 */
export { compilePortable } from './load.ts';
