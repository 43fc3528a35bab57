import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { readComponents } from '../../../src/execution/index.ts';
import { parseServiceFile } from '../../../src/workflow/index.ts';
import { cloudHome, runCloudmgr } from '../../support/cloudmgr.ts';
import { ownControlPlane, testClusterOf } from '../../support/cluster.ts';
import { listKind, namesIn, until } from '../../support/resources.ts';

// The services as a step runs them, on a cluster that is there already; those that need terraform are in test/e2e.
const it = suite('services on a plain cluster');
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const plane = await ownControlPlane({ audit: true });
const { cluster } = testClusterOf(plane);
const home = await cloudHome({ KUBECONFIG: plane.kubeconfig });
const services = 'omegaml-services';
const runtime = 'omegaml-runtime';

it.before(async () => {
  for (const name of ['system-1', 'free-1', 'free-2']) {
    const labels = name === 'system-1' ? { 'omegaml.io/role': 'system' } : { rack: 'a' };
    const capacity = { cpu: '4', memory: '8Gi', pods: '110' };
    await cluster.create({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
    await cluster.patch(node(name), {
      type: 'merge',
      subresource: 'status',
      body: { status: { capacity, allocatable: capacity } },
    });
  }
});

it.after(async () => {
  await cluster.close();
  await plane[Symbol.asyncDispose]();
});

it('002.15: the seven services are offered, each by a script and a component of its name', () => {
  const folder = join(checkout, 'cloudmgr/services');
  const plans = readdirSync(folder).flatMap((file) => parseServiceFile(readFileSync(join(folder, file), 'utf8'), file));
  const seven = ['appingress', 'credential', 'migrateuserdb', 'nodepool', 'registry', 'runtime', 'tenant'];
  const names = plans.map(({ name }) => name);
  assert.equal(
    seven.filter((name) => !names.includes(name)),
    [],
  );
  const { scripts, helm, terraform } = readComponents({ home: join(checkout, 'cloudmgr') });
  assert.equal(
    seven.filter((name) => scripts.get(name)?.script === undefined),
    [],
  );
  for (const chart of ['tenant', 'runtime', 'worker', 'appingress']) assert.ok(helm.has(`omegaml-${chart}`), chart);
  assert.equal([...terraform.values()].map(({ template }) => template).sort(), [
    'credential',
    'nodetemplates',
    'registry',
    'tenant',
  ]);
});

it('002.21: tenant is not installed where no node can bear it, and the reason is said', async () => {
  await cluster.patch(node('system-1'), { type: 'merge', body: { metadata: { labels: { 'omegaml.io/role': null } } } });
  const { code, said } = await run('install', 'tenant', 'hub=false');
  await cluster.patch(node('system-1'), {
    type: 'merge',
    body: { metadata: { labels: { 'omegaml.io/role': 'system' } } },
  });
  assert.is(code, 1);
  assert.match(said, /omegaml\.io\/role=system/);
  assert.equal(await namesIn(cluster, services), []);
});

it('002.14: 002.15: tenant makes the namespaces, the services and the public ports', async () => {
  await done('install', 'tenant', 'hub=true,provider=k8s');
  const namespaces = (await listKind(cluster, '', 'v1/Namespace')).map(({ metadata }) => metadata.name);
  for (const name of [services, runtime]) assert.ok(namespaces.includes(name), name);
  const made = await namesIn(cluster, services, ['apps/v1/Deployment', 'apps/v1/StatefulSet']);
  for (const name of ['Deployment/omegaml', 'Deployment/account', 'StatefulSet/postgresql'])
    assert.ok(made.includes(name), name);
  assert.equal(Object.keys(await ports()).sort(), ['2345', '27017', '27018', '5432', '5671', '5672']);
});

it('002.15: update of tenant lays what is given over what was recorded', async () => {
  await done('update', 'tenant', 'tags.tcp-services=false');
  assert.equal(await ports(), {});
  assert.ok((await namesIn(cluster, services)).includes('Deployment/account'), 'hub=true is remembered');
});

it('002.16: the tenant of another user is refused on the same cluster', async () => {
  const { code, said } = await run('install', 'tenant', 'hub=false', 'otheruser');
  assert.is(code, 1);
  assert.match(said, /omegaml-services\/omegaml/);
  assert.ok((await namesIn(cluster, services)).includes('Deployment/account'));
});

it('002.15: 002.19: nodepool sets free nodes apart by size, role and label', async () => {
  await done('install', 'nodepool', 'name=research,size=1,label=team=blue;tier=gold,among=rack=b').then(
    () => assert.unreachable('no node has that label'),
    (error: Error) => assert.match(error.message, /0 more with rack=b are free/),
  );
  assert.match((await run('update', 'nodepool', 'name=research,size=1')).said, 'research has no nodes to update');
  await done('install', 'nodepool', 'name=research,size=1,label=team=blue;tier=gold,among=rack=a');
  assert.equal(await poolOf('research'), ['free-1 worker blue gold']);
  await done('update', 'nodepool', 'size=2,role=gpu');
  assert.equal(await poolOf('research'), ['free-1 gpu blue gold', 'free-2 gpu blue gold']);
});

it('002.15: 002.19: runtime runs so many workers on the nodes of a pool', async () => {
  await done('install', 'runtime', 'size=2,nodepool=research,role=gpu');
  assert.equal(await workers(), { replicas: 2, role: 'gpu', pool: 'research' });
  await done('update', 'runtime', 'size=3');
  assert.equal(await workers(), { replicas: 3, role: 'gpu', pool: 'research' });
});

it('002.15: appingress gives an app a public name', async () => {
  await done('install', 'appingress', 'app=iris,domain=apps.example.com');
  assert.equal(await hosts(), ['iris.apps.example.com']);
  await done('update', 'appingress', 'host=iris.example.com');
  assert.equal(await hosts(), ['iris.example.com']);
});

it('002.15: each service is removed, and nothing of it stays but the namespaces', async () => {
  for (const name of ['appingress', 'runtime', 'nodepool', 'tenant']) await done('uninstall', name, '');
  assert.equal(await hosts(), []);
  assert.equal(await poolOf('research'), []);
  for (const namespace of [services, runtime]) {
    const kinds = ['v1/ConfigMap', 'v1/Secret', 'v1/Service', 'apps/v1/StatefulSet', 'apps/v1/Deployment'];
    await until(cluster, { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace }, () => {});
    assert.equal(await namesIn(cluster, namespace, kinds), []);
  }
});

it('002.12: cluster takes the kubeconfig that is stored, and says how to store it when there is none', async () => {
  const { code, said } = await run('install', 'cluster', 'provider=k8s');
  assert.is(code, 1);
  assert.match(said, /has no kubeconfig\.yml: store it by cloudmgr shell -c cluster/);
});

function run(phase: string, component: string, specs: string, user = 'someuser') {
  const words = ['run', '-c', component, '--user', user, ...(specs === '' ? [] : ['--specs', specs])];
  return runCloudmgr(home, words, { DEPLOY_PHASE: phase });
}

async function done(phase: string, component: string, specs: string): Promise<void> {
  const { code, said } = await run(phase, component, specs);
  if (code !== 0) throw new Error(`${phase} of ${component}: ${said}`);
}

function node(name: string) {
  return { group: '', version: 'v1', kind: 'Node', namespace: '', name } as const;
}

async function ports(): Promise<Record<string, string>> {
  const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'ingress-nginx', name: 'tcp-services' };
  return ((await cluster.get(ref))?.['data'] ?? {}) as Record<string, string>;
}

async function poolOf(pool: string): Promise<string[]> {
  const nodes = (await listKind(cluster, '', 'v1/Node')).map(({ metadata }) => ({
    name: metadata.name,
    ...metadata.labels,
  }));
  return nodes
    .filter((labels: Record<string, string>) => labels['omegaml.io/nodepool'] === pool)
    .map((labels: Record<string, string>) =>
      ['name', 'omegaml.io/role', 'team', 'tier'].map((key) => labels[key]).join(' '),
    )
    .sort();
}

interface WorkerSpec {
  readonly replicas: number;
  readonly template: { readonly spec: { readonly nodeSelector: Readonly<Record<string, string>> } };
}

async function workers() {
  const name = 'omegaml-worker-someuser';
  const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: runtime, name };
  const worker = (await cluster.get(ref)) as KubeObject & { readonly spec: WorkerSpec };
  const { replicas, template } = worker.spec;
  const { 'omegaml.io/role': role, 'omegaml.io/nodepool': pool } = template.spec.nodeSelector;
  return { replicas, role, pool };
}

async function hosts(): Promise<string[]> {
  const ingresses = await listKind(cluster, services, 'networking.k8s.io/v1/Ingress');
  return ingresses.flatMap((one) => (one['spec'] as { rules: { host: string }[] }).rules.map(({ host }) => host));
}

it.run();
