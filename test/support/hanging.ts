import * as assert from 'uvu/assert';
import { type Cluster, type KubeObject, refOf } from '../../src/cluster/index.ts';
import { eventually } from './eventually.ts';
import { listKind } from './resources.ts';
import { deploymentOf, type RenderedLike } from './verbatim.ts';

/** A Deployment whose pod never gets ready, unless a test says so. */
export function hangingOf(name: string, spec: object = {}): RenderedLike {
  const labels = { app: name, 'capstan.dev/test-pod': 'hangs' };
  const containers = [{ name: 'main', image: 'main' }];
  return deploymentOf(name, { template: { metadata: { labels }, spec: { containers } }, ...spec });
}

/** Says so of its pods, or takes it back. */
export async function setReady(cluster: Cluster, namespace: string, name: string, isReady = true): Promise<void> {
  const pod = await eventually(async () => {
    const pods = await listKind(cluster, namespace, 'v1/Pod');
    const found = pods.find(({ metadata, status }) => metadata.labels?.['app'] === name && status !== undefined);
    assert.is((found?.['status'] as { phase?: string } | undefined)?.phase, 'Running');
    return found as KubeObject;
  });
  const status = pod['status'] as { conditions: { type: string }[]; containerStatuses: object[] };
  const isAbout = (type: string) => type === 'Ready' || type === 'ContainersReady';
  const conditions = status.conditions.map((condition) =>
    isReady || isAbout(condition.type) ? { ...condition, status: isReady ? 'True' : 'False' } : condition,
  );
  const containerStatuses = status.containerStatuses.map((container) => ({ ...container, ready: isReady }));
  const body = { status: { conditions, containerStatuses } };
  await cluster.patch(refOf(pod), { type: 'merge', subresource: 'status', body });
}
