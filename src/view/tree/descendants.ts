import { type GroupVersionKind, hasReadiness, type KubeObject, readinessOf, refOf } from '../../cluster/index.ts';
import { isCapstanError } from '../../errors/index.ts';
import { inBatches } from '../batches.ts';
import type { LiveItem } from '../objects.ts';
import type { View } from '../view.ts';

/** What an object owns, in order of kind and name. */
export type Descendants = (uid: string | undefined) => readonly LiveItem[];

/** What controllers make of others. Kinds that only tell of their owner's past (ControllerRevision, Event) are left out. */
export const descendantKinds: readonly GroupVersionKind[] = [
  { group: 'apps', version: 'v1', kind: 'Deployment' },
  { group: 'apps', version: 'v1', kind: 'StatefulSet' },
  { group: 'apps', version: 'v1', kind: 'DaemonSet' },
  { group: 'apps', version: 'v1', kind: 'ReplicaSet' },
  { group: 'batch', version: 'v1', kind: 'CronJob' },
  { group: 'batch', version: 'v1', kind: 'Job' },
  { group: '', version: 'v1', kind: 'Pod' },
  { group: '', version: 'v1', kind: 'Service' },
  { group: '', version: 'v1', kind: 'PersistentVolumeClaim' },
];

/** Kinds that own nothing worth a request. */
const barren: ReadonlySet<string> = new Set(['/Service', '/PersistentVolumeClaim', '/Pod', '/PersistentVolume']);

/** @param hasIdle ReplicaSets without Pods, which a Deployment keeps for a rollback, are there, too */
export async function findDescendants(view: View, items: readonly LiveItem[], hasIdle: boolean): Promise<Descendants> {
  const wanted = fertileNamespaces(items).flatMap((namespace) => descendantKinds.map((gvk) => ({ gvk, namespace })));
  const found = await inBatches(wanted, ({ gvk, namespace }) => list(view, gvk, namespace));
  return descendantsAmong(found.flat(), hasIdle);
}

/** Where there may be descendants of these. */
export function fertileNamespaces(items: readonly Pick<LiveItem, 'ref' | 'object'>[]): readonly string[] {
  const fertile = items.filter(({ ref, object }) => object && canOwn(ref));
  return [...new Set(fertile.map(({ ref }) => ref.namespace))].filter((namespace) => namespace !== '');
}

/** Who owns whom of these. */
export function descendantsAmong(objects: Iterable<KubeObject>, hasIdle: boolean): Descendants {
  const byOwner = new Map<string, LiveItem[]>();
  for (const object of objects) {
    if (!hasIdle && isIdle(object)) continue;
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const known = byOwner.get(uid) ?? [];
      known.push({ ref: refOf(object), object, readiness: readinessOf(object) });
      byOwner.set(uid, known);
    }
  }
  return (uid) => (uid === undefined ? [] : (byOwner.get(uid) ?? []));
}

/** Custom resources may own anything; of the built-in kinds only those whose controllers make something. */
function canOwn(gvk: GroupVersionKind): boolean {
  const key = `${gvk.group}/${gvk.kind}`;
  return key === 'batch/CronJob' || (hasReadiness(gvk) && !barren.has(key));
}

function isIdle(object: KubeObject): boolean {
  const { replicas } = (object['spec'] ?? {}) as { replicas?: number };
  const status = (object['status'] ?? {}) as { replicas?: number };
  return object.kind === 'ReplicaSet' && replicas === 0 && !status.replicas;
}

/** Of what may not be listed nothing is drawn. */
async function list({ cluster, signal }: View, gvk: GroupVersionKind, namespace: string): Promise<KubeObject[]> {
  try {
    return (await cluster.list({ gvk, namespace }, signal)).items;
  } catch (error) {
    if (isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN')) return [];
    throw error;
  }
}
