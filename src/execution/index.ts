/**
 * The execution tier: components carried out for users, and the inventory of what was done, on disk.
 *
 *   home/          where things lie, cloudmgr.yml
 *   components/    scripts.yml, helm.yml, terraform.yml as data
 *   environment/   a component for one user: folders, cluster, variables of the environment
 *   variables/     parameters over defaults; secrets/ what sops decrypts, in memory
 *   scripts/ helm/ terraform/   one folder for each way to carry out; process/ starts programs
 *   inventory/     deployment.json of every component and user
 *   objects/ nodes/   what scripts and templates do to a cluster by the way
 *   preflight/     whether a cluster has what services need
 *
 * It knows nothing of plans, commands and their store: it is run by a terminal or by a step, and both get the same.
 * Invariants: no shell reads a parameter; nothing secret is written, printed or recorded in plain; users share no folder and
 * no release; what failed can be run again.
 */
export {
  type Component,
  type ComponentKind,
  type Components,
  checkComponentName,
  componentKinds,
  findComponent,
  readComponents,
} from './components/index.ts';
export { type Asked, type Target, targetOf } from './environment/index.ts';
export { renderHelm, runHelm } from './helm/index.ts';
export {
  type Config,
  customaryHome,
  eitherEnding,
  homeFolder,
  homeFolders,
  inHome,
  type Places,
  readConfig,
} from './home/index.ts';
export {
  type DeploymentPlace,
  type InventoryItem,
  kubeconfigName,
  listInventory,
  openFolder,
  type Phase,
  phaseOf,
  placeOf,
  storedKubeconfig,
} from './inventory/index.ts';
export { listPool, type NodeChange, type Pool, scalePool } from './nodes/index.ts';
export {
  applyObjects,
  type EntryList,
  enter,
  leave,
  type ObjectDone,
  parseObjects,
  parseRef,
  readKey,
  removeObjects,
} from './objects/index.ts';
export { type Check, checkCluster, type PreflightOptions, specsToCheck } from './preflight/index.ts';
export { runComponent } from './run-component.ts';
export {
  anyComponent,
  componentOfScript,
  type ScriptEnvironment,
  scriptEnvironment,
  workFolder,
} from './scripts/index.ts';
export { type Look, lookTerraform, type Output, outputsOf, runTerraform } from './terraform/index.ts';
export type { Report, Tools } from './tools.ts';
