import type { Cluster, KubeObject } from '../../../src/cluster/index.ts';
import { objectsOf } from '../../charts/knitfab/charts.ts';
import { untilAllowed } from '../../support/access.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The accounts of knit-app with what the chart allows them; whoever is one of them is refused nothing of that any more. */
export async function giveRights(cluster: Cluster, namespace: string): Promise<void> {
  const objects = objectsOf('knit-app', {}, { namespace }) as KubeObject[];
  for (const object of objects) {
    if (['ServiceAccount', 'Role', 'RoleBinding'].includes(object.kind)) await cluster.apply(object, { force: true });
  }
  // Each Role is its account's alone, and of the same name; the authorizer knows it whole or not at all.
  for (const { metadata, ...role } of objects.filter(({ kind }) => kind === 'Role')) {
    const [{ apiGroups, resources, verbs }] = role['rules'] as readonly [Rule];
    const [group = '', resource = '', verb = ''] = [apiGroups[0], resources[0], verbs[0]];
    const user = `system:serviceaccount:${namespace}:${metadata.name}`;
    await untilAllowed(cluster, { user, namespace, group, resource, verb });
  }
}
