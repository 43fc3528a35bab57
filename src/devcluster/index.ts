/**
 * A Kubernetes control plane of one's own, for development and for the tests: etcd, kube-apiserver, kube-controller-manager and
 * kube-scheduler as processes of this machine, and nodes: pretended by kwok, without root (pods get a status, no container
 * runs), or real ones (nodes/).
 *
 * The programs come from KUBEBUILDER_ASSETS, a cache, an envtest archive or a build of pinned Go modules (binaries/).
 * Everything that a control plane writes is in its folder, apart from the empty folders of volumes, which stop() removes.
 * No program outlives this process: `stop()` ends them in order, a guard ends them when this process is killed, and
 * `reap()` ends what even that left. A cluster that outlives the command that started it has a supervisor (supervisor/).
 */
export { type ClusterNode, networks } from './arguments.ts';
export { type BinaryOptions, type BinaryProgress, provideBinaries, tryLock, unlock } from './binaries/index.ts';
export { ControlPlane, type ControlPlaneOptions } from './control-plane.ts';
export { type KubeconfigOptions, writeKubeconfig } from './credentials.ts';
export { gatewayOf, hostAddress, mostNodes, nodesOf } from './node-names.ts';
export { guard, type PidEntry, reap, writePids } from './pid-file.ts';
export { portHolder, portTaken } from './port-holder.ts';
export { canListen, freePorts, portClosed } from './ports.ts';
export { describeExit, ManagedProcess, type ProcessExit, type ProcessOptions, tailOf } from './process.ts';
export { type Binaries, type Component, components, type Program, programs } from './programs.ts';
export { realNodes } from './real-nodes.ts';
export { type Registry, type RegistryCertificates, type RegistryOptions, startRegistry } from './registry.ts';
export { startControlPlane } from './start.ts';
export * from './supervisor/index.ts';
export { writeWhole } from './write-whole.ts';
