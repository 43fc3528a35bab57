import {
  formatGvk,
  hasReadiness,
  type KubeObject,
  keyOf,
  type ListTarget,
  type ObjectRef,
  readinessOf,
  refOf,
} from '../../../cluster/index.ts';
import { CapstanError } from '../../../errors/index.ts';
import { type LiveItem, lookAt, ownerFrom, type Release, releasesFrom } from '../../../view/index.ts';
import type { Sight } from '../watch/index.ts';
import type { Notices } from './notices.ts';
import { isInScope, namespacesOf, type Scope, viewOf } from './scope.ts';

const secrets = { group: '', version: 'v1', kind: 'Secret' };

/**
 * Records, by their metadata alone: what they hold is read of one release at a time.
 * @throws CapstanError what is in the way when none of them can be seen
 */
export async function seeReleases(sight: Sight, scope: Scope, notices: Notices): Promise<Release[]> {
  const targets = namespacesOf(scope).map((namespace) => ({
    gvk: secrets,
    namespace,
    labelSelector: 'owner=helm',
    metadataOnly: true,
  }));
  const seen = await Promise.all(targets.map((target) => sight.look.see(target, sight.signal)));
  const found = seen.flatMap(({ items }) => [...items]);
  const problems = seen.map(({ problem }) => problem).filter((problem) => problem !== undefined);
  const [first] = problems;
  if (first && found.length === 0 && problems.length === seen.length) throw explained(first, scope);
  for (const problem of problems) notices.add(problem);
  const releases = await releasesFrom(viewOf(sight), found);
  return releases.filter((release) => isInScope(scope, release));
}

function explained(problem: CapstanError, { namespace, releases }: Scope): CapstanError {
  const isWide = namespace === undefined && releases === undefined;
  if (problem.code !== 'FORBIDDEN' || !isWide) return problem;
  const hint = 'who may see one namespace alone names it: capstan ui -n NAMESPACE';
  return new CapstanError('FORBIDDEN', problem.message, { cause: problem, hint });
}

/** The same with the resources that own them; and a release without revisions for each resource that has none yet. */
export async function seeOwners(
  sight: Sight,
  scope: Scope,
  releases: readonly Release[],
  notices: Notices,
): Promise<Release[]> {
  const kinds = new Map(releases.flatMap(({ owner }) => (owner ? [[formatGvk(owner), owner] as const] : [])));
  const targets = [...kinds.values()].flatMap(({ group, version, kind }) =>
    namespacesOf(scope).map((namespace) => ({ gvk: { group, version, kind }, namespace })),
  );
  const resources = await seeAll(sight, targets, notices);
  const byUid = new Map(resources.map((resource) => [resource.metadata.uid, resource]));
  const owned = new Set(releases.map(({ owner }) => owner?.uid));
  const without = resources
    .filter(({ metadata }) => !owned.has(metadata.uid ?? ''))
    .map((resource): Release => {
      const { name, namespace = '' } = resource.metadata;
      return { name, namespace, history: [], owner: ownerFrom(resource), resource };
    });
  return [
    ...releases.map((release) => ({ ...release, resource: byUid.get(release.owner?.uid) })),
    ...without.filter((release) => isInScope(scope, release)),
  ];
}

export interface Objects {
  of(refs: readonly ObjectRef[]): readonly LiveItem[];
}

/**
 * The objects with these names, as they are.
 * @param namespace '' watches their kinds in all namespaces; undefined: each where it lies
 */
export async function seeObjects(
  sight: Sight,
  refs: readonly ObjectRef[],
  namespace: string | undefined,
  notices: Notices,
): Promise<Objects> {
  const targets = new Map<string, ListTarget>();
  for (const ref of refs) targets.set(watchKey(ref, namespace), targetOf(ref, namespace));
  const live = new Map<string, KubeObject>();
  const problems = new Map<string, CapstanError>();
  await Promise.all(
    [...targets].map(async ([key, target]) => {
      const { items, problem } = await sight.look.see(target, sight.signal);
      for (const object of items) live.set(keyOf(refOf(object)), object);
      notices.add(problem);
      if (problem) problems.set(key, problem);
    }),
  );
  const itemOf = (ref: ObjectRef): LiveItem => {
    const object = live.get(keyOf(ref));
    return { ref, object, readiness: judge(object, problems.get(watchKey(ref, namespace))) };
  };
  return { of: (some) => some.map(itemOf) };
}

/** A person may be allowed to get what may not be listed. */
export async function askForUnseen(sight: Sight, items: readonly LiveItem[]): Promise<readonly LiveItem[]> {
  const unseen = items.filter(({ object, readiness }) => object === undefined && readiness.status === 'Unknown');
  if (unseen.length === 0) return items;
  const found = await lookAt(
    viewOf(sight),
    unseen.map(({ ref }) => ref),
  );
  const byKey = new Map(found.map((item) => [keyOf(item.ref), item]));
  return items.map((item) => byKey.get(keyOf(item.ref)) ?? item);
}

/** All objects of these targets. */
export async function seeAll(sight: Sight, targets: readonly ListTarget[], notices: Notices): Promise<KubeObject[]> {
  const seen = await Promise.all(targets.map((target) => sight.look.see(target, sight.signal)));
  for (const { problem } of seen) notices.add(problem);
  return seen.flatMap(({ items }) => [...items]);
}

function targetOf(ref: ObjectRef, namespace: string | undefined): ListTarget {
  const { group, version, kind } = ref;
  return { gvk: { group, version, kind }, namespace: namespace ?? ref.namespace, metadataOnly: !hasReadiness(ref) };
}

function watchKey(ref: ObjectRef, namespace: string | undefined): string {
  return `${formatGvk(ref)} ${namespace ?? ref.namespace}`;
}

function judge(object: KubeObject | undefined, problem: CapstanError | undefined): LiveItem['readiness'] {
  if (object) return readinessOf(object);
  if (!problem) return { status: 'InProgress', message: 'missing' };
  return { status: 'Unknown', message: problem.code === 'FORBIDDEN' ? 'may not be read' : problem.message };
}
