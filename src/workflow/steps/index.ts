/**
 * The steps of a service: what a step's params say, and the process that comes of it.
 *
 * `run` is an executable with arguments, `git` an executable of a remote repository, `module` a function of a JavaScript or
 * TypeScript file. A step is prepared (its words read, its program found) before any of it runs. What a user said goes into
 * the environment as text, and into nothing else: no shell reads a command line, no value becomes part of one. A step's
 * processes see of the worker's environment what the contract names, and start in a fresh folder.
 */
export { environmentOf } from './environment.ts';
export { withoutUser } from './git-source.ts';
export { prepareStep } from './prepare.ts';
export type { PreparedStep, StepPlace, StepRun, StepTools } from './step.ts';
export { markedBy, openWorkspace, type Workspace } from './workspace.ts';
