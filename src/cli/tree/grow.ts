import { formatRef, keyOf, type ObjectRef, type Readiness } from '../../cluster/index.ts';
import { deployedOf, latestOf } from '../../release/index.ts';
import { conditionsOf, type LiveItem, lookAt, objectsOf, type Release, type Session } from '../releases/index.ts';
import { type Descendants, findDescendants } from './descendants.ts';

/** Somebody and what they own. */
export interface TreeNode {
  readonly title: string;
  readonly ref: ObjectRef | undefined;
  readonly readiness: Readiness;
  readonly children: readonly TreeNode[];
}

/** Owner (or the release itself) → objects in install order → what those own. */
export async function growTree(session: Session, release: Release, hasIdle: boolean): Promise<TreeNode> {
  const { history, name, namespace, owner, resource } = release;
  const summary = deployedOf(history) ?? latestOf(history);
  const items = summary ? await lookAt(session, await objectsOf(session, release, summary)) : [];
  const known = new Set(items.map(({ ref }) => keyOf(ref)));
  const descendants = await findDescendants(session, items, hasIdle);
  const newest = latestOf(history);
  const told = newest ? `${newest.status}, revision ${newest.revision}` : 'not installed';
  return {
    title: owner && resource ? formatRef(owner) : `Release ${namespace}/${name}`,
    ref: owner,
    readiness: { status: rootStatus(release, items), message: told },
    children: items.map((item) => nodeOf(item, descendants, namespace, known)),
  };
}

function nodeOf(item: LiveItem, descendants: Descendants, namespace: string, known: ReadonlySet<string>): TreeNode {
  const { ref, object, readiness } = item;
  const owned = descendants(object?.metadata.uid).filter((child) => !known.has(keyOf(child.ref)));
  return {
    title: ref.namespace === namespace ? `${ref.kind} ${ref.name}` : formatRef(ref),
    ref,
    readiness,
    children: owned.map((child) => nodeOf(child, descendants, namespace, known)),
  };
}

/** What went wrong with the release counts before how its objects are. */
function rootStatus({ resource, history }: Release, items: readonly LiveItem[]): Readiness['status'] {
  const hasFailed = conditionsOf(resource).some(
    ({ type, status }) => (type === 'ReleaseFailed' || type === 'Irreconcilable') && status === 'True',
  );
  if (hasFailed || items.some(({ readiness }) => readiness.status === 'Failed')) return 'Failed';
  const isDeployed = latestOf(history)?.status === 'deployed';
  return isDeployed && items.every(({ readiness }) => readiness.status === 'Current') ? 'Current' : 'InProgress';
}

/** The tree for a program. */
export function asData({ title, ref, readiness, children }: TreeNode): object {
  return {
    title,
    ...(ref && { group: ref.group, version: ref.version, kind: ref.kind, namespace: ref.namespace, name: ref.name }),
    status: readiness.status,
    message: readiness.message,
    children: children.map(asData),
  };
}
