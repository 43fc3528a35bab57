import { keyOf } from '../../../cluster/index.ts';
import { CapstanError } from '../../../errors/index.ts';
import { redact } from '../../../release/index.ts';
import {
  descendantKinds,
  descendantsAmong,
  fertileNamespaces,
  growTree,
  type LiveItem,
  type Release,
  secretTextsOf,
  standsFor,
  statusFrom,
  type TreeNode,
} from '../../../view/index.ts';
import type { ReleaseDetail, TreeItem } from '../types.ts';
import type { Sight } from '../watch/index.ts';
import { eventKind, eventNamespace, eventsByObject } from './events.ts';
import { lineOf } from './list.ts';
import { Notices } from './notices.ts';
import { isInScope, type Place, type Scope, viewOf } from './scope.ts';
import { askForUnseen, seeAll, seeObjects, seeOwners, seeReleases } from './see.ts';

/** One release with all that hangs on it. @throws CapstanError RELEASE_NOT_FOUND */
export async function drawDetail(sight: Sight, scope: Scope, place: Place): Promise<ReleaseDetail> {
  const notices = new Notices();
  const release = await seeRelease(sight, scope, place, notices);
  const view = viewOf(sight, place.namespace);
  const current = standsFor(release);
  const record = current && (await sight.records.read(view, current));
  const refs = current ? await sight.records.objectsOf(view, release, current) : [];
  const seen = (await seeObjects(sight, refs, undefined, notices)).of(refs);
  const items = await askForUnseen(sight, seen);
  const tree = growTree(release, items, await seeDescendants(sight, items, notices));
  const events = await seeEvents(sight, tree, notices);
  const secrets = secretTextsOf(record);
  const hide = (text: string) => redact(text, secrets);
  const { chart, description, conditions, lastError } = statusFrom(release, items, record);
  return {
    ...lineOf(release, items),
    ...(chart === undefined ? {} : { chart }),
    ...(description ? { description } : {}),
    tree: itemOf(tree, '', eventsByObject(events, hide), hide),
    conditions,
    ...(lastError && { lastError }),
    notices: notices.all(),
  };
}

/** One release, with its owner as it is. @throws CapstanError RELEASE_NOT_FOUND */
export async function seeRelease(sight: Sight, scope: Scope, place: Place, notices: Notices): Promise<Release> {
  const { namespace, name } = place;
  if (isInScope(scope, place)) {
    const recorded = await seeReleases(sight, { ...scope, namespace }, notices);
    const own = recorded.filter((release) => release.name === name);
    // A resource without a release is known by the kind of those that have one, wherever they are.
    const all = own.length > 0 ? own : await seeReleases(sight, scope, notices);
    const found = await seeOwners(sight, { ...scope, namespace }, all, notices);
    const release = found.find((one) => one.name === name && one.namespace === namespace);
    if (release) return release;
  }
  throw new CapstanError('RELEASE_NOT_FOUND', `there is no release ${name} in namespace ${namespace}`, {
    hint: 'it may have been uninstalled meanwhile',
  });
}

async function seeDescendants(sight: Sight, items: readonly LiveItem[], notices: Notices) {
  const targets = fertileNamespaces(items).flatMap((namespace) => descendantKinds.map((gvk) => ({ gvk, namespace })));
  return descendantsAmong(await seeAll(sight, targets, notices), false);
}

function seeEvents(sight: Sight, tree: TreeNode, notices: Notices) {
  const namespaces = new Set(namespacesIn(tree).map(eventNamespace));
  const targets = [...namespaces].map((namespace) => ({ gvk: eventKind, namespace }));
  return seeAll(sight, targets, notices);
}

function namespacesIn({ ref, children }: TreeNode): readonly string[] {
  return [...(ref ? [ref.namespace] : []), ...children.flatMap(namespacesIn)];
}

function itemOf(
  { title, ref, uid, readiness, children }: TreeNode,
  parent: string,
  eventsOf: ReturnType<typeof eventsByObject>,
  hide: (text: string) => string,
): TreeItem {
  const id = `${parent}>${ref ? keyOf(ref) : title}`;
  return {
    id,
    title,
    kind: ref?.kind ?? 'Release',
    namespace: ref?.namespace ?? '',
    name: ref?.name ?? '',
    health: readiness.status,
    message: hide(readiness.message),
    events: eventsOf(uid),
    children: children.map((child) => itemOf(child, id, eventsOf, hide)),
  };
}
