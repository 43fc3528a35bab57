/**
 * The inventory: what was deployed for whom, as files that outlive every process and the workflow tier's store.
 *
 *   deployments/USER/cluster/PREFIX-PROVIDER-USER/             CLUSTER_BASE, with kubeconfig.yml
 *   deployments/USER/cluster/PREFIX-PROVIDER-USER/COMPONENT/   COMPONENT_BASE: deployment.json, values.yaml, secrets.yaml …
 *
 * Invariants: no name leads out of the folder; folders and files are their owner's alone; a file is there whole or not at all;
 * what a phase attempted becomes what an update starts from only when it went well.
 */
export {
  type Deployment,
  deploymentFile,
  makeFolder,
  openFolder,
  type Recorded,
  type RecordedRelease,
  readDeployment,
  writePrivately,
} from './deployment.ts';
export {
  type ClusterPlace,
  checkUser,
  clusterBase,
  componentBase,
  defaultPrefix,
  defaultProvider,
  kubeconfigName,
  providerOf,
  storedKubeconfig,
} from './folders.ts';
export { type DeploymentPlace, type InventoryItem, listInventory, placeOf } from './list.ts';
export { type Phase, phaseOf } from './phase.ts';
export { effectiveSpecs, type Findings, type Note, type Tracked, track } from './track.ts';
