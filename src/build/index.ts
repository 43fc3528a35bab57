/**
 * `capstan build` and `capstan publish`: a project's images, charts, CLIs and tools out of what its build.yaml says.
 *
 *   project/   build.yaml
 *   plan/      what is asked for + build.yaml + what git says → all that will be done, or why nothing is
 *   survey.ts  looks at git and at the project, for the plan; git.ts
 *   build.ts   carries a plan out: images/, charts/, clis/, admin-tools.ts; staging.ts moves all of it at once
 *   ide.ts    what an editor needs to attach to a debug build
 *
 * A build that is forbidden or cannot be is refused while it is planned: nothing is written until all of it is decided.
 */
export { type BuildOptions, type BuildResult, build } from './build.ts';
export { compileChart } from './charts/index.ts';
export { readRemotes } from './git.ts';
export { editorConfiguration, editors } from './ide.ts';
export { type BuildRecord, type PublishedImage, type PublishOptions, publish, readRecord } from './images/index.ts';
export {
  type BuildPlan,
  type BuildRequest,
  type BuildWords,
  builders,
  checkRegistry,
  checkRepository,
  planBuild,
  readRequest,
  resolveRepository,
  targets,
} from './plan/index.ts';
export { findProject, loadProject, survey } from './survey.ts';
