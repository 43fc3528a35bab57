/**
 * New projects: the files of an operator, made from a chart.
 *
 *   project/   the files of `capstan init`: kustomize configuration, image recipe, commands
 *   api/       what a kind adds to them: definition, sample, entry of watches.yaml, chart
 *   rights/    the least that an operator of given charts has to be allowed, as RBAC rules
 *
 * Everything here is text from data: it is handed what stands in the project and gives back files to be written, so that
 * `--dry-run` shows what would be done. A file that is there is never overwritten; those that list others (watches.yaml, PROJECT,
 * kustomization.yaml, role.yaml) are added to, and keep their comments.
 */
export { type ApiRequest, addApi, type NewApi, starterChart } from './api/index.ts';
export { type ProjectChange, type ScaffoldFile, writeChanges } from './files.ts';
export { type ApiNames, readNames } from './names.ts';
export { newProject, type ProjectRequest, readProject } from './project/index.ts';
export {
  builtInKinds,
  type KnownKind,
  kindsOfDefinitions,
  type Notes,
  type PolicyRule,
  printRights,
  type ResourceOf,
  type Rights,
  rightsOf,
  type WatchNeeds,
} from './rights/index.ts';
