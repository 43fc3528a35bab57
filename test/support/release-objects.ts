import { type Cluster, gvkOf, type KubeObject, type ObjectRef } from '../../src/cluster/index.ts';
import { chartLabel } from '../../src/release/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { helm } from './kubectl.ts';

/** A release as the real helm reads it, and its objects as the API server has them. */
export interface LiveRelease {
  /** The lines of `helm get manifest`. */
  readonly manifest: readonly string[];
  /** The lines of `helm get hooks`. */
  readonly hooks: readonly string[];
  /** `helm get values -a -o json`. */
  readonly values: unknown;
  /** By `KIND NAME`, without what `comparable` leaves out. */
  readonly objects: Readonly<Record<string, unknown>>;
}

/** Everything that can be compared of the release w. */
export async function readRelease(cluster: Cluster, kubeconfig: string, namespace: string): Promise<LiveRelease> {
  const get = (...words: readonly string[]) => helm(kubeconfig, '-n', namespace, 'get', ...words);
  const manifest = await get('manifest', 'w');
  const objects: Record<string, unknown> = {};
  for (const ref of await refsOf(cluster, manifest, namespace)) {
    const live = await cluster.get(ref);
    objects[`${ref.kind} ${ref.name}`] = live === undefined ? 'missing' : comparable(live);
  }
  return {
    manifest: manifest.split('\n'),
    hooks: (await get('hooks', 'w')).split('\n'),
    values: JSON.parse(await get('values', 'w', '-a', '-o', 'json')),
    objects,
  };
}

/** The objects of a manifest. */
export async function refsOf(cluster: Cluster, manifest: string, namespace: string): Promise<ObjectRef[]> {
  const refs: ObjectRef[] = [];
  for (const document of parseYamlDocuments(manifest, { file: 'manifest' })) {
    if (!document) continue;
    const object = document as KubeObject;
    const gvk = gvkOf(object);
    const { namespaced } = await cluster.discovery.resourceFor(gvk);
    refs.push({
      ...gvk,
      namespace: namespaced ? object.metadata.namespace || namespace : '',
      name: object.metadata.name,
    });
  }
  return refs;
}

/** An object without what differs between two releases of the same inputs. */
export function comparable(object: KubeObject): unknown {
  const copy = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
  for (const path of leftOut) remove(copy, path.split(' '));
  return copy;
}

/** A word is a key, `*` each item of a list. */
const leftOut: readonly string[] = [
  // the server's, of its own for each object
  'metadata uid',
  'metadata resourceVersion',
  'metadata creationTimestamp',
  'metadata generation',
  'spec clusterIP',
  'spec clusterIPs',
  'spec ports * nodePort',
  'spec healthCheckNodePort',
  'spec volumeName',
  // helm writes with other verbs under another name
  'metadata managedFields',
  // how far controllers are
  'status',
  // whose it is: helm has no owner but its annotations
  'metadata ownerReferences',
  `metadata labels ${chartLabel}`,
  'metadata annotations operator-sdk/primary-resource',
  'metadata annotations operator-sdk/primary-resource-type',
  // a Job's own uid
  'spec selector matchLabels batch.kubernetes.io/controller-uid',
  'spec template metadata labels batch.kubernetes.io/controller-uid',
  'spec template metadata labels controller-uid',
];

function remove(value: unknown, [key, ...rest]: readonly string[]): void {
  if (value === null || typeof value !== 'object' || key === undefined) return;
  if (key === '*') {
    for (const item of value as unknown[]) remove(item, rest);
  } else if (rest.length === 0) delete (value as Record<string, unknown>)[key];
  else remove((value as Record<string, unknown>)[key], rest);
}
