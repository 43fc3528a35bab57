import {
  apiVersionOf,
  formatRef,
  type GroupVersionKind,
  gvkOf,
  type KubeObject,
  type ObjectRef,
} from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import {
  deployedOf,
  type History,
  latestOf,
  type Owner,
  type RecordSummary,
  type ReleaseRecord,
  readRecord,
  sortHistory,
  summarize,
} from '../release/index.ts';
import { findResource, findResourceOf } from './resources.ts';
import type { View } from './view.ts';

/** One release as the cluster knows it. */
export interface Release {
  readonly name: string;
  /** Where its records are. */
  readonly namespace: string;
  /** Oldest first; [] for a resource whose install never got as far as a record. */
  readonly history: History;
  /** The custom resource it belongs to, as its records name it; undefined: a person's helm made it. */
  readonly owner: Owner | undefined;
  /** That resource as it is; undefined: there is none, or none any more. */
  readonly resource: KubeObject | undefined;
}

/**
 * @param asked the name of a release, or that of a custom resource, or `KIND/NAME`
 * @throws CapstanError RELEASE_NOT_FOUND
 */
export async function findRelease(view: View, asked: string): Promise<Release> {
  const [first = '', second] = asked.split('/');
  const { namespace } = view;
  if (second !== undefined) return ofResource(view, await findResourceOf(view, first, second), second);
  const all = await releasesIn(view, namespace);
  const exact = all.filter(({ name }) => name === first);
  const found = exact.length > 0 ? exact : all.filter(({ owner }) => owner?.name === first);
  if (found.length > 1) {
    throw new CapstanError('USAGE', `"${asked}" may be ${found.map(({ name }) => `release ${name}`).join(' or ')}`, {
      hint: 'name the release itself',
    });
  }
  const [release] = found;
  if (release) return withResource(view, release);
  const resource = await findResource(view, first);
  if (resource) return { name: first, namespace, history: [], owner: ownerFrom(resource), resource };
  throw notFound(asked, namespace);
}

/** All releases of a namespace ('' for all), by the metadata of their records; resources are not read. */
export async function releasesIn(view: View, namespace: string): Promise<Release[]> {
  const { cluster, signal } = view;
  const target = {
    gvk: { group: '', version: 'v1', kind: 'Secret' },
    namespace,
    labelSelector: 'owner=helm',
    metadataOnly: true,
  };
  return releasesFrom(view, (await cluster.list(target, signal)).items);
}

/** The releases that these records (or their metadata) are of. */
export function releasesFrom(view: View, secrets: Iterable<KubeObject>): Promise<Release[]> {
  const releases = new Map<string, RecordSummary[]>();
  for (const secret of secrets) {
    const summary = summarize(secret);
    if (!summary) continue;
    const key = `${summary.namespace}/${summary.releaseName}`;
    releases.set(key, [...(releases.get(key) ?? []), summary]);
  }
  return Promise.all([...releases.values()].map((summaries) => fromHistory(view, sortHistory(summaries))));
}

/** The record of the deployed revision, else of the newest. @throws CapstanError RELEASE_NOT_FOUND */
export async function readCurrent(
  { cluster, signal }: View,
  release: Release,
  revision?: number,
): Promise<{ readonly summary: RecordSummary; readonly record: ReleaseRecord }> {
  const { history, name, namespace } = release;
  const summary =
    revision === undefined
      ? (deployedOf(history) ?? latestOf(history))
      : history.find((one) => one.revision === revision);
  if (!summary && revision !== undefined) {
    throw new CapstanError('RELEASE_NOT_FOUND', `release ${namespace}/${name} has no revision ${revision}`, {
      hint: `it has ${history.map((one) => one.revision).join(', ') || 'none'}`,
    });
  }
  if (!summary) {
    throw new CapstanError('RELEASE_NOT_FOUND', `${name} in namespace ${namespace} has no release yet`, {
      hint: `capstan status ${name} says what is in its way`,
    });
  }
  const access = { cluster, recordCluster: cluster };
  return { summary, record: await readRecord(access, summary, signal) };
}

async function fromHistory(view: View, history: History): Promise<Release> {
  const { releaseName = '', namespace = '' } = history[0] ?? {};
  const reference = history.findLast(({ owner }) => owner !== undefined)?.owner;
  const owner = reference && {
    ...gvkOf(reference),
    namespace: (await isNamespaced(view, gvkOf(reference))) ? namespace : '',
    name: reference.name,
    uid: reference.uid,
  };
  return { name: releaseName, namespace, history, owner, resource: undefined };
}

async function withResource(view: View, release: Release): Promise<Release> {
  return { ...release, resource: release.owner && (await readIfThere(view, release.owner)) };
}

async function ofResource(view: View, resource: KubeObject | undefined, asked: string): Promise<Release> {
  if (!resource) throw notFound(asked, view.namespace);
  const { name, namespace: own = view.namespace, uid } = resource.metadata;
  const all = await releasesIn(view, own);
  const release =
    all.find(({ owner }) => owner?.uid === uid) ??
    all.find(({ owner }) => owner?.name === name && owner.kind === resource.kind);
  return release
    ? { ...release, resource }
    : { name, namespace: own, history: [], owner: ownerFrom(resource), resource };
}

export function ownerFrom(resource: KubeObject): Owner {
  const { name, namespace = '', uid = '' } = resource.metadata;
  return { ...gvkOf(resource), namespace, name, uid };
}

/** @throws CapstanError FORBIDDEN, saying whose release it is */
export async function readIfThere({ cluster, signal }: View, ref: ObjectRef): Promise<KubeObject | undefined> {
  try {
    return await cluster.get(ref, signal);
  } catch (error) {
    if (isCapstanError(error, 'KIND_UNKNOWN')) return undefined;
    if (!isCapstanError(error, 'FORBIDDEN')) throw error;
    throw new CapstanError('FORBIDDEN', `${formatRef(ref)} (${apiVersionOf(ref)}) owns the release: ${error.message}`, {
      cause: error,
    });
  }
}

async function isNamespaced({ cluster, signal }: View, gvk: GroupVersionKind): Promise<boolean> {
  try {
    return (await cluster.discovery.resourceFor(gvk, signal)).namespaced;
  } catch (error) {
    if (isCapstanError(error, 'KIND_UNKNOWN')) return true;
    throw error;
  }
}

function notFound(name: string, namespace: string): CapstanError {
  return new CapstanError('RELEASE_NOT_FOUND', `there is no release ${name} in namespace ${namespace}`, {
    hint: 'capstan list -A shows all there are; a custom resource without a release yet is named KIND/NAME',
  });
}
