import type { Cluster, KubeObject } from '../../cluster/index.ts';
import type { Params } from '../../params/index.ts';
import { type Check, checkSystemNode, checkWorkerNode } from './nodes.ts';

export interface PreflightOptions {
  /** Those that a tenant is going to be deployed with: tags decide what is needed. */
  readonly specs: Params;
}

const namespaces = ['omegaml-services', 'omegaml-runtime'];

/**
 * Whether a cluster has what the services need. What cannot be asked for is a failure of its own: nothing is guessed.
 * @throws CapstanError when the cluster cannot be asked at all
 */
export async function checkCluster(
  cluster: Cluster,
  { specs }: PreflightOptions,
  signal: AbortSignal,
): Promise<Check[]> {
  const version = await cluster.discovery.capabilities(signal);
  const { items: nodes } = await cluster.list({ gvk: core('Node') }, signal);
  return [
    { what: 'cluster', result: 'ok', found: `${cluster.server}, Kubernetes ${version.kubeVersion.version}` },
    checkSystemNode(nodes),
    checkWorkerNode(nodes),
    ...(await Promise.all(namespaces.map((name) => checkNamespace(cluster, name, signal)))),
    ...(specs['tags.tcp-services'] === 'false' ? [] : [await checkPorts(cluster, signal)]),
    ...(specs['tags.nfs'] === 'false' ? [await checkClass(cluster, 'nfs', signal)] : []),
    ...(specs['tags.localpath'] === 'false' ? [await checkDefaultClass(cluster, signal)] : []),
  ];
}

async function checkNamespace(cluster: Cluster, name: string, signal: AbortSignal): Promise<Check> {
  const what = `namespace ${name}`;
  const ref = { group: '', version: 'v1', kind: 'Namespace', name, namespace: '' };
  const seen = await cluster.get(ref, signal).catch(() => undefined);
  if (seen?.metadata.deletionTimestamp !== undefined) {
    return { what, result: 'failed', found: 'it is being deleted', hint: 'wait until it is gone' };
  }
  const verb = seen ? 'patch' : 'create';
  const resource = seen ? { group: 'apps', resource: 'deployments', namespace: name } : { resource: 'namespaces' };
  if (await isAllowed(cluster, { verb, ...resource }, signal)) {
    return { what, result: 'ok', found: seen ? 'it is there, and may be deployed to' : 'it may be made' };
  }
  return {
    what,
    result: 'failed',
    found: seen ? 'nothing may be deployed to it' : 'it is not there and may not be made',
    hint: seen ? 'ask for the right to deploy to it' : 'ask for the right to make it, or have it made',
  };
}

async function checkPorts(cluster: Cluster, signal: AbortSignal): Promise<Check> {
  const what = 'ConfigMap ingress-nginx/tcp-services for the public ports';
  const asked = { verb: 'patch', resource: 'configmaps', namespace: 'ingress-nginx', name: 'tcp-services' };
  if (await isAllowed(cluster, asked, signal)) return { what, result: 'ok', found: 'it may be changed' };
  return {
    what,
    result: 'failed',
    found: 'it may not be changed',
    hint: 'ask for the right, or set tags.tcp-services=false',
  };
}

async function checkClass(cluster: Cluster, name: string, signal: AbortSignal): Promise<Check> {
  const what = `StorageClass ${name} (tags.nfs=false)`;
  const found = (await classes(cluster, signal)).find((one) => one.metadata.name === name);
  if (found) return { what, result: 'ok', found: `by ${String(found['provisioner'])}` };
  return { what, result: 'failed', found: 'it is not there', hint: 'make it, or leave the tag nfs as it is' };
}

async function checkDefaultClass(cluster: Cluster, signal: AbortSignal): Promise<Check> {
  const what = 'a default StorageClass (tags.localpath=false)';
  const found = (await classes(cluster, signal)).find(
    ({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );
  if (found) return { what, result: 'ok', found: found.metadata.name };
  return { what, result: 'failed', found: 'none', hint: 'mark one as default, or leave the tag localpath as it is' };
}

async function classes(cluster: Cluster, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const gvk = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' };
  return (await cluster.list({ gvk }, signal)).items;
}

async function isAllowed(
  cluster: Cluster,
  resourceAttributes: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<boolean> {
  const { body } = await cluster.request<{ status?: { allowed?: boolean } }>(
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    },
    signal,
  );
  return body.status?.allowed === true;
}

function core(kind: string) {
  return { group: '', version: 'v1', kind };
}
