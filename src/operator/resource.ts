import { createHash } from 'node:crypto';
import type { GroupVersionKind, KubeObject } from '../cluster/index.ts';
import type { Owner } from '../release/index.ts';
import type { ResourceStatus } from './status.ts';

/** A custom resource as the cache keeps it: without managedFields, and with the manifest in its status as a fingerprint. */
export interface Resource {
  readonly object: KubeObject;
  readonly status: ResourceStatus;
}

/** Both names that helm-operator and its successor gave the finalizer; either one holds the resource. */
export const finalizer = 'helm.sdk.operatorframework.io/uninstall-release';
const finalizers: readonly string[] = [finalizer, 'uninstall-helm-release'];

export function keepResource(object: KubeObject): Resource {
  const { managedFields: _, ...metadata } = object.metadata;
  const status = (object['status'] ?? {}) as ResourceStatus;
  return { object: { ...object, metadata, status: undefined }, status: withFingerprint(status) };
}

/** What of a change has to be acted on: the inputs, not our own status or finalizer. */
export function hasInputChanged(before: Resource, after: Resource): boolean {
  const a = before.object.metadata;
  const b = after.object.metadata;
  return (
    a.uid !== b.uid ||
    a.generation !== b.generation ||
    a.deletionTimestamp !== b.deletionTimestamp ||
    JSON.stringify(a.annotations) !== JSON.stringify(b.annotations)
  );
}

export function hasFinalizer({ object }: Resource): boolean {
  return (object.metadata.finalizers ?? []).some((name) => finalizers.includes(name));
}

export function withFinalizer({ object }: Resource): readonly string[] {
  return [...(object.metadata.finalizers ?? []), finalizer];
}

export function withoutFinalizers({ object }: Resource): readonly string[] {
  return (object.metadata.finalizers ?? []).filter((name) => !finalizers.includes(name));
}

export function ownerOf({ object }: Resource, gvk: GroupVersionKind): Owner {
  const { namespace = '', name, uid = '' } = object.metadata;
  return { ...gvk, namespace, name, uid };
}

/** Two statuses compare equal when their manifests do, whether in full or as a fingerprint. */
export function withFingerprint(status: ResourceStatus): ResourceStatus {
  const release = status.deployedRelease;
  if (!release?.manifest || release.manifest.startsWith(fingerprintPrefix)) return status;
  const digest = createHash('sha256').update(release.manifest).digest('hex');
  return { ...status, deployedRelease: { ...release, manifest: `${fingerprintPrefix}${digest}` } };
}

const fingerprintPrefix = 'sha256:';
