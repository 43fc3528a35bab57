import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { Cluster } from './cluster.ts';
import { apiVersionOf, type GroupVersionKind, gvkOf } from './object.ts';
import { checkPathSegment } from './path-segment.ts';

export interface LookupQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * What Helm's template function `lookup` finds: one object, or, when `name` is '', a list of all (in all namespaces when
 * `namespace` is '' too); {} where there is no such object.
 * @throws CapstanError KIND_UNKNOWN in Helm's words, and what a request throws.
 */
export async function lookup(cluster: Cluster, query: LookupQuery, signal?: AbortSignal): Promise<object> {
  const { apiVersion, namespace, name } = query;
  const gvk = /^\/?$|\/.*\//.test(apiVersion) ? { group: '', version: '', kind: query.kind } : gvkOf(query);
  checkPathSegment('namespace', namespace);
  checkPathSegment('resource name', name);
  try {
    const { namespaced } = await cluster.discovery.resourceFor(gvk, signal);
    if (name === '') return await listOf(cluster, gvk, namespace, signal);
    if (namespaced && namespace === '') return {};
    return (await cluster.get({ ...gvk, namespace, name }, signal)) ?? {};
  } catch (error) {
    if (!isCapstanError(error, 'KIND_UNKNOWN')) throw error;
    if (!(await isServed(cluster, gvk, signal))) throw asUnknown(gvk, error);
    return name === '' ? whatHelmLists(cluster, signal) : {};
  }
}

async function listOf(
  cluster: Cluster,
  gvk: GroupVersionKind,
  namespace: string,
  signal?: AbortSignal,
): Promise<object> {
  const { items, resourceVersion } = await cluster.list({ gvk, namespace }, signal);
  return { apiVersion: apiVersionOf(gvk), kind: `${gvk.kind}List`, metadata: { resourceVersion }, items };
}

/** Whether the server has the group in that version: Helm takes a kind that is missing in it for an object that is. */
async function isServed(cluster: Cluster, gvk: GroupVersionKind, signal?: AbortSignal): Promise<boolean> {
  return (await cluster.discovery.capabilities(signal)).apiVersions.includes(apiVersionOf(gvk));
}

/** Helm 3.21 asks for `/api` then, without a kind in the URL, and takes the answer for a list without items. */
async function whatHelmLists(cluster: Cluster, signal?: AbortSignal): Promise<object> {
  const { body } = await cluster.request<object>({ method: 'GET', path: '/api', accept: 'application/json' }, signal);
  return { ...body, items: [] };
}

function asUnknown({ group, version, kind }: GroupVersionKind, cause: CapstanError): CapstanError {
  const reason =
    version === '' ? "groupVersion shouldn't be empty" : 'the server could not find the requested resource';
  const what = `unable to get apiresource from unstructured: ${group}/${version}, Kind=${kind}`;
  return new CapstanError('KIND_UNKNOWN', `${what}: ${reason}`, { cause, ...(cause.hint && { hint: cause.hint }) });
}
