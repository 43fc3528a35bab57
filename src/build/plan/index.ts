/**
 * What a build will do, decided before anything is done.
 *
 *   request.ts     words and environment → what is asked for
 *   plan.ts        that, build.yaml and what git says → the plan, or the reason why there is none
 *   image-tag.ts   the rule of tags; version.ts, remote-repository.ts: where their parts come from
 *   images.ts, clis.ts, charts.ts   the parts of a plan
 *   names.ts       what `${NAME}` stands for in the texts of build.yaml
 *
 * Nothing here reads or writes: a plan is data, printed as it is by --dry-run -o json.
 */
export { adminToolsPath, chartsFolder, type PlannedCharts } from './charts.ts';
export type { PlannedCli } from './clis.ts';
export { checkRegistry, checkRepository } from './destination.ts';
export { imageTag, type TagFacts, versionTag, withoutTime } from './image-tag.ts';
export type { PlannedComponent, PlannedImage } from './images.ts';
export { imageNamesOf, namesOf, type RunningBuild } from './names.ts';
export { type BuildPlan, planBuild, type Surroundings, type WorkingCopy } from './plan.ts';
export { resolveRepository, sourceAddress } from './remote-repository.ts';
export {
  type Arch,
  arches,
  type Builder,
  type BuildRequest,
  type BuildWords,
  builders,
  type Env,
  type Mode,
  readRequest,
  type System,
  systems,
  type Target,
  targets,
} from './request.ts';
