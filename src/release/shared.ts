import {
  apiVersionOf,
  fieldManager,
  formatRef,
  type KubeObject,
  type ObjectMeta,
  type ObjectRef,
  refOf,
} from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import type { ReleaseIdentity } from './stamp.ts';

/**
 * On an object of a chart: it may be somebody else's, and is added to. Of such an object a release has the fields that its
 * chart names and no others, by a field manager of its own; it bears no mark of the release, is never deleted, and when the
 * release goes those fields do.
 */
export const sharedAnnotation = 'capstan.dev/shared';

export function isShared({ annotations }: Pick<ObjectMeta, 'annotations'>): boolean {
  return annotations?.[sharedAnnotation] === 'true';
}

/** Who a release is in the managedFields of what it shares: two releases may add to one object. At most 125 characters. */
export function sharingManager({ namespace, name }: Pick<ReleaseIdentity, 'namespace' | 'name'>): string {
  return `${fieldManager}:${namespace}/${name}`;
}

/**
 * Adds a release's fields to an object, or makes it where there is none.
 * @throws CapstanError OBJECT_OWNED when one of the fields is somebody else's, and says something else
 */
export async function addTo(
  object: KubeObject,
  dryRun: boolean,
  { cluster, identity }: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<KubeObject> {
  const manager = sharingManager(identity);
  try {
    return (await cluster.apply(withoutWords(object), { force: false, dryRun, manager }, signal)).object;
  } catch (error) {
    if (!isCapstanError(error, 'CONFLICT')) throw error;
    throw new CapstanError(
      'OBJECT_OWNED',
      `${formatRef(refOf(object))} has fields of others, which release ${identity.name} does not replace: ${error.message}`,
      { cause: error, hint: 'have the other one give the field up, or leave it out of this release' },
    );
  }
}

/** Whether a live object has fields that the release added. */
export function hasAddition({ metadata }: KubeObject, identity: ReleaseIdentity): boolean {
  const manager = sharingManager(identity);
  return metadata.managedFields?.some((entry) => entry.manager === manager && entry.operation === 'Apply') ?? false;
}

/** Takes away what the release added, and nobody else owns besides. */
export async function takeFrom(
  ref: ObjectRef,
  { metadata: { uid } }: KubeObject,
  { cluster, identity }: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<void> {
  const { kind, name, namespace } = ref;
  // The uid: an apply would make an object that has gone meanwhile anew, and empty.
  const metadata = { name, ...(namespace && { namespace }), ...(uid && { uid }) };
  const nothing = { apiVersion: apiVersionOf(ref), kind, metadata };
  try {
    await cluster.apply(nothing, { force: true, manager: sharingManager(identity) }, signal);
  } catch (error) {
    if (!isCapstanError(error, 'CONFLICT', 'NOT_FOUND')) throw error;
    if (await cluster.get(ref, signal, { metadataOnly: true })) throw error;
  }
}

/** What is said to whoever installs the chart is no word for an object of somebody else. */
function withoutWords(object: KubeObject): KubeObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const { [sharedAnnotation]: _, 'helm.sh/resource-policy': __, ...others } = annotations;
  const rest = Object.keys(others).length > 0 ? { annotations: others } : {};
  return { ...object, metadata: { ...metadata, ...rest } };
}
