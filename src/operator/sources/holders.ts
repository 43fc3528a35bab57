import { type Cluster, formatRef, type GroupVersionKind, type KubeObject, refOf } from '../../cluster/index.ts';
import { expandResourceText, type RemovalHold } from '../watches/index.ts';
import type { SourceOptions } from './gather.ts';
import { expandNamespace, ifServed, untilServed } from './place.ts';

/**
 * Option removeAfter: what has to be gone before the resource's release may go, in words. Whoever is told of something is
 * woken when that is another.
 */
export async function findHolders(options: SourceOptions): Promise<readonly string[]> {
  const { watch, sources, owner } = options;
  if (watch.removeAfter.length === 0) return [];
  sources.begin(owner);
  const found = await Promise.all(watch.removeAfter.map((hold) => holdersOf(hold, options)));
  sources.settle(owner);
  const words = found.flat();
  const shown = words.slice(0, shownAtMost);
  return words.length > shown.length ? [...shown, `${words.length - shown.length} more`] : shown;
}

const shownAtMost = 10;

async function holdersOf(hold: RemovalHold, options: SourceOptions): Promise<readonly string[]> {
  const { resource, identity, owner, sources, cluster, signal } = options;
  const { gvk } = hold;
  const namespace = expandNamespace(hold.namespace, resource, identity);
  const kind = { gvk, namespace, labelSelector: expandResourceText(hold.selector, resource) };
  const objects = await ifServed(() => sources.list(owner, kind, signal, cameOrWent));
  // Nobody waits for a kind that is gone for good; one that the API server has left out of its list is another thing.
  if (objects === 'unserved') return (await isDefined(gvk, cluster, signal)) ? [untilServed(gvk)] : [];
  return objects.filter(({ metadata }) => metadata.uid !== resource.metadata.uid).map((one) => formatRef(refOf(one)));
}

function cameOrWent(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  return (before === undefined) !== (after === undefined);
}

async function isDefined({ group, kind }: GroupVersionKind, cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const gvk = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
  const { items } = await cluster.list({ gvk, metadataOnly: true }, signal);
  const refs = items.filter(({ metadata }) => metadata.name.endsWith(`.${group}`)).map(refOf);
  const definitions = await Promise.all(refs.map((ref) => cluster.get({ ...ref, ...gvk }, signal)));
  return definitions.some((one) => (one?.['spec'] as { names?: { kind?: string } } | undefined)?.names?.kind === kind);
}
