/**
 * Template languages behind one interface: text in, text out. An engine knows no chart and no cluster; what a template
 * may see is the data it is given and the functions of its language.
 *
 * A set of templates is compiled together, once, so that each can include the others by name; rendering compiles
 * nothing. The ending of a file's name chooses the engine: `.eta` is Eta. A file that no engine accepts is plain text.
 * Errors carry the place in the template as its author wrote it, never in compiled code.
 */
export type { CompiledTemplates, Engine, TemplateSource } from './engine.ts';
export { engineFor, engines } from './engines.ts';
