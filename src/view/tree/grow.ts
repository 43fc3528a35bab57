import { formatRef, keyOf, type ObjectRef, type Readiness } from '../../cluster/index.ts';
import { deployedOf, latestOf } from '../../release/index.ts';
import { conditionsOf } from '../conditions.ts';
import type { Release } from '../find.ts';
import { type LiveItem, lookAt, objectsOf } from '../objects.ts';
import type { View } from '../view.ts';
import { type Descendants, findDescendants } from './descendants.ts';

/** Somebody and what they own. */
export interface TreeNode {
  readonly title: string;
  readonly ref: ObjectRef | undefined;
  readonly uid: string | undefined;
  readonly readiness: Readiness;
  readonly children: readonly TreeNode[];
}

/** A release's tree as the API server has it now. */
export async function readTree(view: View, release: Release, hasIdle: boolean): Promise<TreeNode> {
  const summary = deployedOf(release.history) ?? latestOf(release.history);
  const items = summary ? await lookAt(view, await objectsOf(view, release, summary)) : [];
  return growTree(release, items, await findDescendants(view, items, hasIdle));
}

/** Owner (or the release itself) → objects in install order → what those own. */
export function growTree(release: Release, items: readonly LiveItem[], descendants: Descendants): TreeNode {
  const { history, name, namespace, owner, resource } = release;
  const known = new Set(items.map(({ ref }) => keyOf(ref)));
  const newest = latestOf(history);
  const told = newest ? `${newest.status}, revision ${newest.revision}` : 'not installed';
  return {
    title: owner && resource ? formatRef(owner) : `Release ${namespace}/${name}`,
    ref: owner,
    uid: owner?.uid,
    readiness: { status: healthOf(release, items), message: told },
    children: items.map((item) => nodeOf(item, descendants, namespace, known)),
  };
}

/** How a release is as a whole: what went wrong with it counts before how its objects are. */
export function healthOf({ resource, history }: Release, items: readonly LiveItem[]): Readiness['status'] {
  const hasFailed = conditionsOf(resource).some(
    ({ type, status }) => (type === 'ReleaseFailed' || type === 'Irreconcilable') && status === 'True',
  );
  if (hasFailed || items.some(({ readiness }) => readiness.status === 'Failed')) return 'Failed';
  const isDeployed = latestOf(history)?.status === 'deployed';
  return isDeployed && items.every(({ readiness }) => readiness.status === 'Current') ? 'Current' : 'InProgress';
}

function nodeOf(item: LiveItem, descendants: Descendants, namespace: string, known: ReadonlySet<string>): TreeNode {
  const { ref, object, readiness } = item;
  const uid = object?.metadata.uid;
  const owned = descendants(uid).filter((child) => !known.has(keyOf(child.ref)));
  return {
    title: ref.namespace === namespace ? `${ref.kind} ${ref.name}` : formatRef(ref),
    ref,
    uid,
    readiness,
    children: owned.map((child) => nodeOf(child, descendants, namespace, known)),
  };
}

/** The tree for a program. */
export function treeData({ title, ref, readiness, children }: TreeNode): object {
  return {
    title,
    ...(ref && { group: ref.group, version: ref.version, kind: ref.kind, namespace: ref.namespace, name: ref.name }),
    status: readiness.status,
    message: readiness.message,
    children: children.map(treeData),
  };
}
