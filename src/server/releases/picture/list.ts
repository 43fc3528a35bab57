import { byPlace, healthOf, type LiveItem, type Release, rowOf, standsFor } from '../../../view/index.ts';
import type { ReleaseLine, ReleaseList } from '../types.ts';
import type { Sight } from '../watch/index.ts';
import { Notices } from './notices.ts';
import { type Scope, viewOf } from './scope.ts';
import { seeObjects, seeOwners, seeReleases } from './see.ts';

/** All releases in scope, a line each. */
export async function drawList(sight: Sight, scope: Scope): Promise<ReleaseList> {
  const notices = new Notices();
  const releases = await seeOwners(sight, scope, await seeReleases(sight, scope, notices), notices);
  const view = viewOf(sight);
  const withRefs = await Promise.all(
    releases.sort(byPlace).map(async (release) => {
      const current = standsFor(release);
      return { release, refs: current ? await sight.records.objectsOf(view, release, current) : [] };
    }),
  );
  const isAll = scope.namespace === undefined && scope.releases === undefined;
  const objects = await seeObjects(
    sight,
    withRefs.flatMap(({ refs }) => refs),
    isAll ? '' : undefined,
    notices,
  );
  return {
    objects: withRefs.map(({ release, refs }) => lineOf(release, objects.of(refs))),
    notices: notices.all(),
  };
}

export function lineOf(release: Release, items: readonly LiveItem[]): ReleaseLine {
  const { owner, ...row } = rowOf(release, items);
  return { ...row, ...(owner && { owner }), health: healthOf(release, items) };
}
