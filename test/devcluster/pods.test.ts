import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster, KubeObject } from '../../src/cluster/index.ts';
import { eventually, testNamespace, useControlPlane } from '../support/cluster.ts';

/** The Stage definitions of test/control-plane/kwok: what tests of releases count on. */
const it = suite<{ cluster: Cluster; namespace: string }>('pods of the development control plane');

it.before(async (context) => {
  context.cluster = (await useControlPlane()).cluster;
  context.namespace = await testNamespace(context.cluster, 'pods');
});

interface PodStatus {
  readonly phase?: string;
  readonly startTime?: string;
  readonly podIP?: string;
  readonly conditions?: readonly { type: string; status: string; lastTransitionTime: string }[];
  readonly containerStatuses?: readonly {
    name: string;
    ready: boolean;
    restartCount: number;
    state: Record<string, { exitCode?: number; reason?: string }>;
  }[];
}

function podTemplate(labels: Record<string, string>, pod: object = {}, annotations: Record<string, string> = {}) {
  return { metadata: { labels, annotations }, spec: { containers: [{ name: 'main', image: 'none' }], ...pod } };
}

function deployment(name: string, template: { metadata: { labels: object } }): KubeObject {
  const spec = { replicas: 2, selector: { matchLabels: template.metadata.labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec };
}

function job(name: string, template: { spec: object }): KubeObject {
  const spec = { backoffLimit: 0, template: { ...template, spec: { restartPolicy: 'Never', ...template.spec } } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec };
}

const probe = { httpGet: { path: '/', port: 80 } };

async function read(cluster: Cluster, kind: string, namespace: string, name: string): Promise<KubeObject> {
  const [group, version] = kind === 'Pod' || kind === 'PersistentVolumeClaim' ? ['', 'v1'] : groups[kind]!;
  const object = await cluster.get({ group, version, kind, namespace, name });
  assert.ok(object, `${kind} ${name} is not there`);
  return object as KubeObject;
}

const groups: Record<string, [string, string]> = {
  Deployment: ['apps', 'v1'],
  StatefulSet: ['apps', 'v1'],
  Job: ['batch', 'v1'],
};

function create(cluster: Cluster, namespace: string, object: KubeObject): Promise<KubeObject> {
  return cluster.create({ ...object, metadata: { ...object.metadata, namespace } });
}

function condition(status: PodStatus, type: string) {
  return status.conditions?.find((entry) => entry.type === type);
}

it('without a probe pods are ready at once', async ({ cluster, namespace }) => {
  const template = podTemplate({ app: 'plain' }, { initContainers: [{ name: 'first', image: 'none' }] });
  await create(cluster, namespace, deployment('plain', template));
  await eventually(async () => {
    const { status } = await read(cluster, 'Deployment', namespace, 'plain');
    assert.is((status as { readyReplicas?: number }).readyReplicas, 2);
  });
});

it('with a probe a pod runs unready for initialDelaySeconds, and its claim is bound', async ({
  cluster,
  namespace,
}) => {
  const delaySeconds = 3;
  using watch = watchPod(cluster, namespace, 'probed-0');
  await watch.begun;
  const main = { name: 'main', image: 'none', readinessProbe: { ...probe, initialDelaySeconds: delaySeconds } };
  const template = podTemplate({ app: 'probed' }, { containers: [main, { name: 'side', image: 'none' }] });
  await create(cluster, namespace, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'probed' },
    spec: {
      replicas: 1,
      serviceName: 'probed',
      selector: { matchLabels: template.metadata.labels },
      template,
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  });
  await eventually(async () => {
    const { status } = (await read(cluster, 'Pod', namespace, 'probed-0')) as unknown as { status: PodStatus };
    const ready = condition(status, 'Ready');
    assert.is(ready?.status, 'True');
    const waitedMs = Date.parse(ready?.lastTransitionTime ?? '') - Date.parse(status.startTime ?? '');
    assert.ok(waitedMs >= delaySeconds * 1_000, `ready after ${waitedMs} ms`);
  });
  await eventually(() => {
    const running = watch.seen.filter(({ phase }) => phase === 'Running');
    const unready = running.find((status) => condition(status, 'Ready')?.status === 'False');
    assert.equal(
      unready?.containerStatuses?.map(({ name, ready }) => [name, ready]),
      [
        ['main', false],
        ['side', true],
      ],
      JSON.stringify(watch.seen),
    );
  });
  const claim = await read(cluster, 'PersistentVolumeClaim', namespace, 'data-probed-0');
  assert.is((claim['status'] as { phase: string }).phase, 'Bound');
});

for (const [name, template, done, phase] of [
  ['succeeds', podTemplate({}), 'Complete', 'Succeeded'],
  [
    'succeeds-probed',
    podTemplate({}, { containers: [{ name: 'main', image: 'none', readinessProbe: probe }] }),
    'Complete',
    'Succeeded',
  ],
  ['succeeds-later', podTemplate({}, {}, { 'capstan.dev/test-pod-ends-after': '2s' }), 'Complete', 'Succeeded'],
  ['fails', podTemplate({ 'capstan.dev/test-pod': 'fails' }), 'Failed', 'Failed'],
] as const) {
  it(`a job ${name}`, async ({ cluster, namespace }) => {
    await create(cluster, namespace, job(name, template));
    await eventually(async () => {
      const { status } = (await read(cluster, 'Job', namespace, name)) as unknown as { status: PodStatus };
      assert.is(condition(status, done)?.status, 'True', JSON.stringify(status));
    });
    const pods = await podsOf(cluster, namespace, `job-name=${name}`);
    assert.equal(
      pods.map(({ phase }) => phase),
      [phase],
    );
    const code = pods[0]?.containerStatuses?.[0]?.state['terminated']?.exitCode;
    assert.is(code, phase === 'Failed' ? 1 : 0);
  });
}

it('a job hangs when told so, and still goes away when it is deleted', async ({ cluster, namespace }) => {
  const phaseOf = async (name: string) => (await podsOf(cluster, namespace, `job-name=${name}`))[0]?.phase;
  await create(cluster, namespace, job('hangs', podTemplate({ 'capstan.dev/test-pod': 'hangs' })));
  await eventually(async () => assert.is(await phaseOf('hangs'), 'Running'));
  // Runs later, done earlier: the first had its chance.
  await create(cluster, namespace, job('after', podTemplate({}, {}, { 'capstan.dev/test-pod-ends-after': '2s' })));
  await eventually(async () => assert.is(await phaseOf('after'), 'Succeeded'));
  assert.is(await phaseOf('hangs'), 'Running');
  const ref = { group: 'batch', version: 'v1', kind: 'Job', namespace, name: 'hangs' };
  await cluster.delete(ref, { propagation: 'Foreground' });
  await eventually(async () => assert.is(await cluster.get(ref), undefined));
  assert.is(await phaseOf('hangs'), undefined);
});

it('a deployment whose pods fail is in a crash loop', async ({ cluster, namespace }) => {
  const labels = { app: 'crashing', 'capstan.dev/test-pod': 'fails' };
  await create(cluster, namespace, deployment('crashing', podTemplate(labels)));
  await eventually(async () => {
    const containers = (await podsOf(cluster, namespace, 'app=crashing')).map((pod) => pod.containerStatuses?.[0]);
    assert.equal(
      containers.map((container) => [container?.state['waiting']?.reason, container?.restartCount, container?.ready]),
      [
        ['CrashLoopBackOff', 1, false],
        ['CrashLoopBackOff', 1, false],
      ],
    );
    const { status } = await read(cluster, 'Deployment', namespace, 'crashing');
    assert.is((status as { unavailableReplicas?: number }).unavailableReplicas, 2);
  });
});

it('a namespace goes away with all that is in it', async ({ cluster, namespace }) => {
  const ref = { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace };
  await cluster.delete(ref);
  await eventually(async () => assert.is(await cluster.get(ref), undefined));
});

/** Every status that the pod has, from now on: what lasts a moment alone is seen, too. */
function watchPod(cluster: Cluster, namespace: string, name: string) {
  const stop = new AbortController();
  const begun = Promise.withResolvers<void>();
  const seen: PodStatus[] = [];
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const query = { watch: true, fieldSelector: `metadata.name=${name}` };
  const work = async () => {
    for await (const line of cluster.stream({ method: 'GET', path, query }, stop.signal, begun.resolve)) {
      seen.push((JSON.parse(line) as { object: { status: PodStatus } }).object.status);
    }
  };
  work().catch(begun.reject); // once it has begun, what is missing tells
  return { begun: begun.promise, seen, [Symbol.dispose]: () => stop.abort() };
}

async function podsOf(cluster: Cluster, namespace: string, labelSelector: string): Promise<PodStatus[]> {
  const gvk = { group: '', version: 'v1', kind: 'Pod' };
  const { items } = await cluster.list({ gvk, namespace, labelSelector });
  return items.map(({ status }) => status as PodStatus);
}

it.run();
