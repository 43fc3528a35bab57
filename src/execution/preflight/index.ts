/**
 * Whether a cluster has what the services need, asked before anything is deployed: nodes and their size, the right to make
 * what will be made, the classes of storage that switched-off parts leave to the cluster.
 *
 * Reading only. What is needed and missing fails; what is good to have is advice.
 */
export { checkCluster, type PreflightOptions } from './check.ts';
export { type Check, checkSystemNode, checkWorkerNode } from './nodes.ts';
export { specsToCheck } from './specs.ts';
