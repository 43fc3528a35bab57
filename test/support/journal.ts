import { readFileSync } from 'node:fs';
import { apiVersionOf, type Cluster, gvkOf, type KubeObject, type ObjectRef, refOf } from '../../src/cluster/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { listKind, untilGone } from './resources.ts';

/** test/fixtures/journal: a Go chart with objects of every sort of ownership, and a release of it as helm-operator left it. */
export const journalWatches = new URL('../fixtures/journal-watches.yaml', import.meta.url).pathname;
export const journalChart = new URL('../fixtures/journal', import.meta.url).pathname;

export function journalRef(namespace: string, name: string): ObjectRef {
  return { group: 'test.capstan.dev', version: 'v1', kind: 'Journal', namespace, name };
}

export function journal(namespace: string, name: string, spec: object = {}): KubeObject {
  return { apiVersion: 'test.capstan.dev/v1', kind: 'Journal', metadata: { name, namespace }, spec };
}

/** The namespace is in the record's text, so that it cannot be another. */
export const leftNamespace = 'demo';

/**
 * Puts the recorded release into the cluster, written by the field manager that helm-operator has, in place of what another
 * try has left there.
 * @returns the resource
 */
export async function leaveAsHelmOperator(cluster: Cluster): Promise<ObjectRef> {
  const file = new URL('../fixtures/journal-of-helm-operator.yaml', import.meta.url).pathname;
  const [resource, ...objects] = parseYamlDocuments(readFileSync(file, 'utf8'), { file }) as KubeObject[];
  if (!resource) throw new Error(`${file} is empty`);
  await clear(cluster);
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: leftNamespace } });
  const created = await post(cluster, resource);
  const ref = refOf(resource);
  await cluster.patch(ref, { type: 'merge', body: { status: resource['status'] }, subresource: 'status' });
  for (const object of objects) {
    const ownerReferences = object.metadata.ownerReferences?.map((reference) => ({
      ...reference,
      uid: created.metadata.uid ?? '',
    }));
    await post(cluster, {
      ...object,
      metadata: { ...object.metadata, ...(ownerReferences ? { ownerReferences } : {}) },
    });
  }
  return ref;
}

/** The resources first: without an operator their finalizers would hold the namespace for ever. */
async function clear(cluster: Cluster): Promise<void> {
  for (const resource of await listKind(cluster, leftNamespace, 'test.capstan.dev/v1/Journal')) {
    await cluster.patch(refOf(resource), { type: 'merge', body: { metadata: { finalizers: null } } });
  }
  const role = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', namespace: '' };
  const space = { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: leftNamespace };
  for (const ref of [{ ...role, name: `${leftNamespace}-diary` }, space]) {
    await cluster.delete(ref);
    await untilGone(cluster, ref, 180_000);
  }
}

async function post(cluster: Cluster, object: KubeObject): Promise<KubeObject> {
  const gvk = gvkOf(object);
  const { plural, namespaced } = await cluster.discovery.resourceFor(gvk);
  const root = gvk.group === '' ? '/api/v1' : `/apis/${apiVersionOf(gvk)}`;
  const path = `${root}${namespaced ? `/namespaces/${object.metadata.namespace}` : ''}/${plural}`;
  const query = { fieldManager: 'helm-operator' };
  return (await cluster.request<KubeObject>({ method: 'POST', path, query, body: object })).body;
}
