/**
 * The only HTTP to Kubernetes: one API server, as one user, behind one object.
 *
 * A Connection says which server and as whom (kubeconfig, service account, exec plugin …); a Cluster speaks through it
 * over kept-alive connections. Objects are plain data and go both ways untouched: no field is dropped, no name altered.
 * Discovery turns a kind into URLs. An Informer keeps a set of objects in memory by list and watch. Apply is
 * server-side, under the field manager `capstan`; ownership.ts reads from managedFields what is still ours (drift) and
 * takes over what Helm's managers own. Readiness is kstatus' judgement of an object. A LeaderElector holds a Lease.
 *
 * Invariants: an aborted signal ends a request and its waiting at once with AbortError; every answer is read to its end
 * or its connection closed; only what can be sent twice without harm is retried; each failure is a CapstanError whose
 * message is the API server's own.
 */
export { abortable } from './abort.ts';
export type { ApiResource } from './api-resource.ts';
export { targetOf } from './authenticator.ts';
export { type Applied, type ApplyOptions, Cluster, type DeleteOptions, type Patch } from './cluster.ts';
export { type Connection, type ConnectionOptions, loadConnection } from './connection.ts';
export type { Discovery, ServerCapabilities } from './discovery.ts';
export {
  isLeaf,
  keyFieldsOf,
  type Owners,
  ownersOfField,
  ownersOfItem,
} from './field-set.ts';
export { type Change, Informer, type InformerOptions, type InformerState } from './informer.ts';
export { findConfig } from './kubeconfig-source.ts';
export { LeaderElector, type LeaderElectorOptions } from './lease.ts';
export { type LeaseSpec, microTime } from './lease-record.ts';
export type { Listed, ListTarget } from './list.ts';
export { lookup } from './lookup.ts';
export { ensureNamespace, hasNamespace } from './namespace.ts';
export {
  apiVersionOf,
  formatGvk,
  formatRef,
  type GroupVersionKind,
  gvkOf,
  type KubeObject,
  keyOf,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type ObjectRef,
  type OwnerReference,
  refOf,
} from './object.ts';
export { appliedFieldsHash, fieldManager, fieldOwners, takeOverFields } from './ownership.ts';
export { checkPathSegment } from './path-segment.ts';
export { parseQuantity } from './quantity.ts';
export { hasReadiness, type Readiness, readinessOf } from './readiness/index.ts';
export type { ApiRequest } from './request.ts';
export type { Answer, RequestSample } from './transport.ts';
