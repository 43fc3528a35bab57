import { isCapstanError } from '../errors/index.ts';
import { type ApiResource, collectionPath } from './api-resource.ts';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from './object.ts';
import type { ApiRequest } from './request.ts';
import type { Answer } from './transport.ts';

/** A set of objects of one kind. */
export interface ListTarget {
  readonly gvk: GroupVersionKind;
  /** undefined or '': all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** PartialObjectMetadata: apiVersion, kind and metadata alone. */
  readonly metadataOnly?: boolean;
}

export interface Listed {
  readonly items: KubeObject[];
  /** Where a watch may go on. */
  readonly resourceVersion: string;
}

interface Page {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly Omit<KubeObject, 'apiVersion' | 'kind'>[] | null;
}

const pageSize = 500; // client-go's pager

/**
 * Reads a collection page by page, all at the resource version of the first page. When that has been compacted away
 * meanwhile (410), starts over without pages, as client-go's pager does: one answer cannot expire.
 */
export async function listAll(
  send: (request: ApiRequest) => Promise<Answer<Page>>,
  resource: ApiResource,
  target: ListTarget,
): Promise<Listed> {
  const request = listRequest(resource, target);
  const page = async (query: ApiRequest['query']) =>
    (await send({ ...request, query: { ...request.query, ...query } })).body;
  const complete = (pages: readonly Page[]): Listed => ({
    items: pages.flatMap((each) => (each.items ?? []).map((item) => typed(item, target.gvk))),
    resourceVersion: pages.at(-1)?.metadata.resourceVersion ?? '',
  });
  const pages = [await page({ limit: pageSize })];
  for (let next = pages[0]?.metadata.continue; next; next = pages.at(-1)?.metadata.continue) {
    try {
      pages.push(await page({ limit: pageSize, continue: next }));
    } catch (error) {
      if (!isCapstanError(error, 'WATCH_EXPIRED')) throw error;
      return complete([await page({})]);
    }
  }
  return complete(pages);
}

/** The request that a list starts with; a watch adds `watch`, `resourceVersion` … to its query. */
export function listRequest(resource: ApiResource, target: ListTarget): ApiRequest {
  const { namespace, labelSelector, fieldSelector, metadataOnly } = target;
  return {
    method: 'GET',
    path: collectionPath(resource, namespace),
    query: { labelSelector: labelSelector || undefined, fieldSelector: fieldSelector || undefined },
    accept: acceptOf('PartialObjectMetadataList', metadataOnly),
  };
}

export function acceptOf(
  form: 'PartialObjectMetadata' | 'PartialObjectMetadataList',
  metadataOnly: boolean | undefined,
): string {
  return metadataOnly ? `application/json;as=${form};g=meta.k8s.io;v=v1` : 'application/json';
}

/** Built-in kinds leave apiVersion and kind out of list items, and partial ones say PartialObjectMetadata. */
export function typed(item: Omit<KubeObject, 'apiVersion' | 'kind'>, gvk: GroupVersionKind): KubeObject {
  return { ...item, apiVersion: apiVersionOf(gvk), kind: gvk.kind } as KubeObject;
}
