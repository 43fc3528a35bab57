import { formatGvk } from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import { deployedOf, latestOf, type RecordSummary } from '../release/index.ts';
import { inBatches } from './batches.ts';
import { lastErrorOf } from './conditions.ts';
import { ownerFrom, type Release, releasesIn } from './find.ts';
import { type LiveItem, lookAt, objectsOf } from './objects.ts';
import type { View } from './view.ts';

/** One release in a list. */
export interface ReleaseRow {
  readonly name: string;
  readonly namespace: string;
  readonly owner: { readonly kind: string; readonly name: string; readonly apiVersion: string } | undefined;
  readonly revision: number;
  /** Helm's word for the newest revision; `failed` or `not installed` where there is none. */
  readonly status: string;
  /** Of the objects so many are what their specs ask for. */
  readonly ready: number;
  readonly objects: number;
  readonly updated: string;
}

/** All releases of a namespace ('' for all) with what their objects are, by name; resources without a release yet, too. */
export async function readRows(view: View, namespace: string): Promise<ReleaseRow[]> {
  const recorded = await releasesIn(view, namespace);
  const releases = [...recorded, ...(await notInstalled(view, recorded, namespace))];
  return inBatches(releases.sort(byPlace), async (release) => {
    const current = standsFor(release);
    return rowOf(release, current ? await lookAt(view, await objectsOf(view, release, current)) : []);
  });
}

/** The revision whose objects are the release's; undefined: it has none. */
export function standsFor({ history }: Release): RecordSummary | undefined {
  const newest = latestOf(history);
  return newest?.status === 'uninstalled' ? undefined : (deployedOf(history) ?? newest);
}

export function byPlace(a: Release, b: Release): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}

/** @param items the objects that the release stands for; [] where it has none */
export function rowOf({ name, namespace, history, owner, resource }: Release, items: readonly LiveItem[]): ReleaseRow {
  const newest = latestOf(history);
  return {
    name,
    namespace,
    owner: owner && { kind: owner.kind, name: owner.name, apiVersion: formatGvk(owner).slice(owner.kind.length + 1) },
    revision: newest?.revision ?? 0,
    status: newest?.status ?? (lastErrorOf(resource) ? 'failed' : 'not installed'),
    ready: items.filter(({ readiness }) => readiness.status === 'Current').length,
    objects: items.length,
    updated: newest?.createdAt ?? resource?.metadata.creationTimestamp ?? '',
  };
}

/** Resources of the kinds that own releases here whose own is not there: those that failed, and those that are about to be. */
async function notInstalled(
  { cluster, signal }: View,
  releases: readonly Release[],
  namespace: string,
): Promise<readonly Release[]> {
  const kinds = new Map(releases.flatMap(({ owner }) => (owner ? [[formatGvk(owner), owner] as const] : [])));
  const found = await inBatches([...kinds.values()], async ({ group, version, kind }) => {
    try {
      return (await cluster.list({ gvk: { group, version, kind }, namespace }, signal)).items;
    } catch (error) {
      if (isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN')) return [];
      throw error;
    }
  });
  const known = new Set(releases.map(({ owner }) => owner?.uid));
  return found
    .flat()
    .filter(({ metadata }) => !known.has(metadata.uid ?? ''))
    .map((resource) => {
      const { name, namespace: own = '' } = resource.metadata;
      return { name, namespace: own, history: [], owner: ownerFrom(resource), resource };
    });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
