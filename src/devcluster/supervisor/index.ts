/**
 * A development cluster that outlives the command that started it.
 *
 * `launch` starts a supervisor, a process of its own, and waits; the supervisor runs `serveCluster`: registry, control plane
 * and nodes as its children, until a signal. It holds the folder's lock while it lives and writes into state.json what it
 * does; `look` reads both, so a supervisor that went without a word is told from one that runs. Everything of a cluster is
 * in its folder: ports, credentials and data are kept from one start to the next, also over a start of the machine.
 * `suspendCluster` and `destroyCluster` work whatever state the folder is in.
 */
export { registryHosts } from './docker-trust.ts';
export { type ClusterFolder, clusterFolder } from './folder.ts';
export { destroyCluster, suspendCluster } from './halt.ts';
export { type LaunchOptions, launch, untilReady } from './launch.ts';
export type { ServeOptions } from './parts.ts';
export { serveCluster } from './serve.ts';
export { type ClusterSettings, readSettings } from './settings.ts';
export { type ClusterState, look, type Seen, type Standing } from './state.ts';
