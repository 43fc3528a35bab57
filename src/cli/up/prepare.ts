import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, ensureNamespace, type KubeObject, refOf } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import type { UpPlan } from './plan.ts';

const establishedWithinMs = 60_000;
const pollEveryMs = 100;

/** The CRDs, the namespace, and in it the rights of the operator: what a person would do with kubectl. */
export async function prepareNamespace(cluster: Cluster, plan: UpPlan, signal: AbortSignal): Promise<void> {
  const { crds, rbac } = plan.manifests;
  for (const crd of crds) await cluster.apply(crd, { force: true }, signal);
  await ensureNamespace(cluster, plan.namespace, signal);
  for (const object of rbac) {
    const metadata = { ...object.metadata, namespace: plan.namespace };
    await cluster.apply({ ...object, metadata }, { force: true }, signal);
  }
  for (const role of plan.clusterRoles) {
    await cluster.apply(role, { force: true }, signal);
    await cluster.apply(bindingOf(role, plan), { force: true }, signal);
  }
  for (const crd of crds) await established(cluster, crd, signal);
}

/** Of its own for each namespace that an operator's account is in. */
function bindingOf({ metadata: { name } }: KubeObject, { namespace, manifests }: UpPlan): KubeObject {
  const api = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${api}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: `${name}-${namespace}` },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: manifests.account, namespace }],
  };
}

async function established(cluster: Cluster, crd: KubeObject, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + establishedWithinMs;
  for (;;) {
    const seen = await cluster.get(refOf(crd), signal);
    if (isTrue(seen, 'Established')) return;
    if (Date.now() > deadline) {
      const message = `CustomResourceDefinition ${crd.metadata.name} is not established: ${JSON.stringify(seen?.['status'])}`;
      throw new CapstanError('API_ERROR', message);
    }
    await sleep(pollEveryMs, undefined, { signal });
  }
}

function isTrue(object: KubeObject | undefined, type: string): boolean {
  const status = object?.['status'] as { conditions?: readonly { type: string; status: string }[] } | undefined;
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
