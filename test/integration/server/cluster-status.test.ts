import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Cluster, type KubeObject, refOf } from '../../../src/cluster/index.ts';
import { type CloudApp, cloudApp } from '../../support/cloud-app.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';

const it = suite('status of the own cluster');
const status = '/apps/omops/dashboard/api/v1/status';

let cloud: CloudApp;
let cluster: Cluster;
let namespace: string;

it.before(async () => {
  ({ cluster } = await useControlPlane());
  cloud = await cloudApp({ clusterOf: async (user) => (user === 'admin' ? undefined : { cluster }) });
  namespace = await testNamespace(cluster);
  for (const user of ['someuser', 'otheruser']) {
    const metadata = {
      namespace,
      name: `web-${user}`,
      labels: { 'omegaml.io/user': user, 'omegaml.io/deployment': `hello.${user}` },
    };
    const containers = [{ name: 'web', image: 'web:1' }];
    const labels = { app: metadata.name };
    await cluster.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    });
    await cluster.create({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } });
    await cluster.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
    });
  }
});

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
  await cloud[Symbol.asyncDispose]();
});

async function rows(user: string, what: string): Promise<readonly Record<string, unknown>[]> {
  const { status: code, body, text } = await cloud.ask(user, 'GET', `${status}/${what}`);
  assert.is(code, 200, text);
  return body.objects.filter(
    (row: { namespace?: string }) => row.namespace === undefined || row.namespace === namespace,
  );
}

it('002.16: workloads, pods and volumes of oneself, and nothing of others', async () => {
  const [workload, ...more] = await rows('someuser', 'runtime');
  assert.equal(more, []);
  assert.equal(
    [workload?.['name'], workload?.['kind'], workload?.['replicas'], workload?.['deployment']],
    ['web-someuser', 'Deployment', 2, 'hello.someuser'],
  );
  await eventually(async () => {
    const pods = await rows('someuser', 'pods');
    assert.equal(
      pods.map(({ name, status, ready, restarts }) => ({ name, status, ready, restarts })),
      [{ name: 'web-someuser', status: 'Running', ready: '1/1', restarts: 0 }],
    );
    const nodes = await rows('someuser', 'nodes');
    assert.equal(
      nodes.map(({ name, status }) => ({ name, status })),
      pods.map(({ node }) => ({ name: node, status: 'Ready' })),
      'the node that it is on',
    );
  });
  const volumes = await rows('otheruser', 'dbsize');
  assert.equal(
    volumes.map(({ name, size }) => ({ name, size })),
    [{ name: 'web-otheruser', size: '5Gi' }],
  );
});

it('002.16: what the own pods use, where the cluster measures it', async () => {
  const none = await cloud.ask('someuser', 'GET', `${status}/metrics`);
  assert.equal([none.status, none.body.code], [404, 'ITEM_UNKNOWN']);
  assert.match(none.body.hint, /metrics-server/);
  await cluster.create(measuring);
  try {
    for (const user of ['someuser', 'otheruser']) await eventually(() => cluster.create(measured(user)));
    await eventually(async () => {
      assert.equal(await rows('someuser', 'metrics'), [
        { name: 'web-someuser', namespace, cpu: '252m', memory: '96Mi', measured: '2026-01-31T12:00:00Z' },
      ]);
    });
  } finally {
    await cluster.delete({ ...refOf(measuring), namespace: '' });
  }
});

it('002.16: the log of another’s pod is not there, nor is one whose name leads elsewhere', async () => {
  const log = (user: string, pod: string) => cloud.ask(user, 'GET', `/apps/omops/dashboard/api/v1/logs/${pod}`);
  assert.is((await log('otheruser', 'web-someuser')).status, 404);
  assert.is((await log('someuser', '..%2f..%2fsecrets')).status, 400);
  assert.is((await log('someuser', 'none')).status, 404);
});

it('a user without a cluster is told so', async () => {
  const { status: code, body } = await cloud.ask('admin', 'GET', `${status}/pods`);
  assert.equal([code, body.code], [404, 'ITEM_UNKNOWN']);
  assert.is((await cloud.ask('someuser', 'GET', `${status}/secrets`)).status, 400);
});

/** The kind that metrics-server serves, kept by the API server itself. */
const measuring = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'pods.metrics.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } },
  spec: {
    group: 'metrics.k8s.io',
    scope: 'Namespaced',
    names: { plural: 'pods', kind: 'PodMetrics' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

function measured(user: string): KubeObject {
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'PodMetrics',
    metadata: { namespace, name: `web-${user}`, labels: { 'omegaml.io/user': user } },
    timestamp: '2026-01-31T12:00:00Z',
    window: '15s',
    containers: [
      { name: 'web', usage: { cpu: '250123456n', memory: '65536Ki' } },
      { name: 'side', usage: { cpu: '1m', memory: '33554432' } },
    ],
  };
}

it.run();
