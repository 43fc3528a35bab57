import type { Cluster, KubeObject } from '../cluster/index.ts';
import { apiVersionOf, formatRef, gvkOf, keyOf, refOf } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { Manifest, RenderedObject } from '../render/index.ts';
import type { ReleaseContext } from './context.ts';
import { withPlainData } from './secret-data.ts';
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
    const plain = withPlainData(object);
    const stamped = stampObject(plain, identity, await isNamespacedIn(cluster, object, manifests, signal));
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

/** The objects of a revision of earlier days, as far as they are served. */
export async function stampRecorded(
  manifests: readonly Manifest[],
  context: Pick<ReleaseContext, 'cluster' | 'identity'>,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  return stampManifests(await servedManifests(manifests, context, signal), context, signal);
}

/**
 * Manifests of a revision of earlier days. What is not served any more cannot be there, and is left out; a kind that has moved
 * on to another version is taken at that one.
 */
export async function servedManifests(
  manifests: readonly Manifest[],
  { cluster }: Pick<ReleaseContext, 'cluster'>,
  signal: AbortSignal,
): Promise<readonly Manifest[]> {
  const served: Manifest[] = [];
  for (const manifest of manifests) {
    const { object } = manifest;
    if (definitionOf(object, manifests)) served.push(manifest);
    else {
      const resource = await cluster.discovery.servedAs(gvkOf(object), signal);
      if (resource) served.push({ ...manifest, object: { ...object, apiVersion: apiVersionOf(resource) } });
    }
  }
  return served;
}

/** Whether objects of this kind live in a namespace: the API server's word, or that of a definition in the same release. */
export async function isNamespacedIn(
  cluster: Cluster,
  object: RenderedObject,
  siblings: readonly Manifest[],
  signal: AbortSignal,
): Promise<boolean> {
  const definition = definitionOf(object, siblings);
  if (definition) return (definition['spec'] as { scope?: string }).scope !== 'Cluster';
  return (await cluster.discovery.resourceFor(gvkOf(object), signal)).namespaced;
}

function definitionOf(object: RenderedObject, siblings: readonly Manifest[]): RenderedObject | undefined {
  const gvk = gvkOf(object);
  return siblings.find(({ object: { kind, spec } }) => {
    const { group, names } = (spec ?? {}) as { group?: string; names?: { kind?: string } };
    return kind === 'CustomResourceDefinition' && group === gvk.group && names?.kind === gvk.kind;
  })?.object;
}
