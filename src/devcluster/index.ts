/**
 * A Kubernetes control plane of one's own, for development and for the tests: etcd, kube-apiserver,
 * kube-controller-manager, kube-scheduler and kwok as processes of this machine, without containers and without root.
 *
 * The programs come from KUBEBUILDER_ASSETS, a cache, an envtest archive or a build of pinned Go modules (binaries/).
 * Everything that a control plane writes is in its folder, apart from the empty folders of volumes, which stop() removes.
 * No program outlives this process: `stop()` ends them in order, a guard ends them when this process is killed, and
 * `reap()` ends what even that left. kwok stands for the kubelet: pods get a status, no container runs.
 */
export { type BinaryOptions, type BinaryProgress, provideBinaries, tryLock, unlock } from './binaries/index.ts';
export { ControlPlane, type ControlPlaneOptions } from './control-plane.ts';
export { type KubeconfigOptions, writeKubeconfig } from './credentials.ts';
export { guard, type PidEntry, reap, writePids } from './pid-file.ts';
export { freePorts, portClosed } from './ports.ts';
export { describeExit, ManagedProcess, type ProcessExit, type ProcessOptions, tailOf } from './process.ts';
export { type Binaries, type Component, components, type Program, programs } from './programs.ts';
export { startControlPlane } from './start.ts';
