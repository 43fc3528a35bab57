import type { Cluster, KubeObject } from '../cluster/index.ts';
import { formatRef, gvkOf, keyOf, refOf } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { Manifest, RenderedObject } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { stampObject } from './stamp.ts';

/** The objects of a release as they are sent: rendered manifests with their stamps, in install order. */
export async function stampManifests(
  manifests: readonly Manifest[],
  context: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const { cluster, identity } = context;
  const objects: KubeObject[] = [];
  const sources = new Map<string, string>();
  for (const { object, source } of manifests) {
    const stamped = stampObject(object, identity, await isNamespacedIn(cluster, object, manifests, signal));
    const ref = refOf(stamped);
    const other = sources.get(keyOf(ref));
    if (other !== undefined) {
      throw new CapstanError('MANIFEST_INVALID', `${formatRef(ref)} is rendered twice: by ${other} and by ${source}`);
    }
    sources.set(keyOf(ref), source);
    objects.push(stamped);
  }
  return objects;
}

/** Whether objects of this kind live in a namespace: the API server's word, or that of a definition in the same release. */
export async function isNamespacedIn(
  cluster: Cluster,
  object: RenderedObject,
  siblings: readonly Manifest[],
  signal: AbortSignal,
): Promise<boolean> {
  const gvk = gvkOf(object);
  const definition = siblings.find(({ object: { kind, spec } }) => {
    const { group, names } = (spec ?? {}) as { group?: string; names?: { kind?: string } };
    return kind === 'CustomResourceDefinition' && group === gvk.group && names?.kind === gvk.kind;
  });
  if (definition) return (definition.object['spec'] as { scope?: string }).scope !== 'Cluster';
  return (await cluster.discovery.resourceFor(gvk, signal)).namespaced;
}
