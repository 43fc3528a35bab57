/**
 * Where the programs of a control plane come from.
 *
 * In this order: the folder KUBEBUILDER_ASSETS (etcd, kube-apiserver, kubectl), the cache under the person's cache folder,
 * an envtest archive of a configured index, a `go build` of the pinned modules. A program appears in the cache by a rename,
 * so it is whole or absent; one process at a time fills the cache. Another pin is another folder of the cache.
 */
export { type LockHolder, lockHolder, tryLock, unlock } from './lock.ts';
export { type BinaryOptions, type BinaryProgress, provideBinaries } from './provide.ts';
