/**
 * Eta templates: JavaScript between `<%` and `%>`, parsed by the eta package, written out as YAML that is safe by
 * construction.
 *
 * `<% code %>` runs; `<%~ v %>` writes text as it is; `<%= v %>` writes, in `*.yaml.eta`, one whole YAML scalar, quoted
 * where it needs to be, and elsewhere plain text. A value can so never change a document's structure or another value's
 * type: a `<%= %>` that is only a piece of a scalar is refused when the template is compiled, null and undefined when it
 * runs. A line of statements alone leaves nothing behind.
 *
 * The stages, one file each: scan (text → tokens with places), check (where `<%=` may stand), generate (tokens → code and
 * its map), parse (the three in one), compile (code → functions of a bare realm), and failure (an error of that code → a place in the template).
 */

export type { Block } from './blocks.ts';
export { etaEngine, etaStages } from './engine.ts';
export type { ParsedTemplate } from './parse.ts';
export type { Tag } from './scan.ts';
