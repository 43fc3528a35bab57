/**
 * build.yaml: what of a project is built, and how.
 *
 *   project.ts   what is read from it
 *   load.ts      text → Project, with places in the file where something is wrong
 *   component.ts, parts.ts   its keys; reader.ts the kinds of values
 *   expand.ts    `${ARCH}` and its like in texts
 *
 * A key that is not known is refused: a mistyped one would build something else than was meant. No file of the project but
 * build.yaml is looked at here.
 */
export { expand, type Names } from './expand.ts';
export { parseProject } from './load.ts';
export type { AdminTools, Cli, Command, Component, FileEntry, Project } from './project.ts';
