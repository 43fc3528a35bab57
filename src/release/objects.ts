import type { Cluster, KubeObject } from '../cluster/index.ts';
import { gvkOf } from '../cluster/index.ts';
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
  for (const { object } of manifests) {
    objects.push(stampObject(object, identity, await isNamespacedIn(cluster, object, manifests, signal)));
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
