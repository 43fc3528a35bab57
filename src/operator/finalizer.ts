import type { Pass } from './pass.ts';
import { hasFinalizer, type Resource, withFinalizer, withoutFinalizers } from './resource.ts';
import { patchResource } from './status-writer.ts';

/** False: the resource is gone, going, or another one of its name by now. Nothing may be made for it any more. */
export async function ensureFinalizer({ the, ref, resource, run }: Pass): Promise<boolean> {
  if (hasFinalizer(resource)) return true;
  const isStillIt = ({ object: { metadata } }: Resource) =>
    metadata.uid === resource.object.metadata.uid && metadata.deletionTimestamp === undefined;
  const add = (latest: Resource) =>
    hasFinalizer(latest) || !isStillIt(latest)
      ? undefined
      : { body: { metadata: { finalizers: withFinalizer(latest) } } };
  if (await patchResource(ref, the.store, the.cluster, add, run.signal)) return true;
  const latest = the.store.get(ref.namespace, ref.name);
  return latest !== undefined && isStillIt(latest) && hasFinalizer(latest);
}

/** Helm-operator's, and that of its successor: whichever held the resource. */
export async function dropFinalizer({ the, ref, run }: Pass): Promise<void> {
  const drop = (resource: Resource) =>
    hasFinalizer(resource) ? { body: { metadata: { finalizers: withoutFinalizers(resource) } } } : undefined;
  await patchResource(ref, the.store, the.cluster, drop, run.signal);
}
