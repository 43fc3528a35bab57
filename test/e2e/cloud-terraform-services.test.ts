import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRef } from '../../src/execution/index.ts';
import { type CloudHome, cloudHome, encrypted, runCloudmgr } from '../support/cloudmgr.ts';
import { type TestCluster, useControlPlane } from '../support/cluster.ts';
import { rancherKinds } from '../support/rancher.ts';
import { orSkip } from '../support/real-nodes.ts';
import { untilEstablished } from '../support/resources.ts';
import { writeText } from '../support/scratch.ts';

// Services whose components are terraform templates, with secrets by sops. One API server is both Rancher's and the user's.
const it = suite('services by terraform');
const reason = spawnSync('terraform', ['version']).status === 0 ? undefined : 'terraform is not on PATH';
const test = orSkip(it, reason);

const run = randomBytes(3).toString('hex');
const namespaces = [`services-${run}`, `runtime-${run}`];
const name = `lab-${run}`;
const secret = 'p4ss-of-alice';

let plane: TestCluster;
let home: CloudHome;

it.before(async () => {
  if (reason !== undefined) return;
  plane = await useControlPlane();
  for (const kind of rancherKinds) await untilEstablished(plane.cluster, kind);
  const { kubeconfig } = plane;
  home = await cloudHome({ KUBECONFIG: kubeconfig, RANCHER_KUBECONFIG: kubeconfig, CHECKPOINT_DISABLE: '1' });
});

test('002.11: 002.15: registry is installed, updated and removed, with its password from the secrets file alone', async () => {
  const folder = baseOf('k8s', 'registry');
  writeText(join(folder, 'secrets.yaml'), encrypted(home, { username: 'alice', password: secret }));
  const refs = namespaces.map((namespace) => parseRef(`Secret.v1/${namespace}/registry`));
  const said = await done('install', 'registry', `server=registry.example.com,namespaces=${namespaces.join(';')}`);
  for (const ref of refs) assert.match(await dataOf(ref, '.dockerconfigjson'), `"password":"${secret}"`);
  writeText(join(folder, 'secrets.yaml'), encrypted(home, { username: 'alice', password: 'an0ther' }));
  await done('update', 'registry', '');
  for (const ref of refs) assert.match(await dataOf(ref, '.dockerconfigjson'), '"password":"an0ther"');
  assert.not.match(said, secret);
  assert.is(spawnSync('grep', ['-rl', secret, home.deployments]).status, 1, 'the password is on disk');
  await done('remove', 'registry', '');
  for (const ref of refs) assert.is(await plane.cluster.get(ref), undefined);
});

test('002.13: 002.15: a cloud account, a cluster with its kubeconfig and a node pool are made and removed', async () => {
  writeText(
    join(baseOf('aws', 'credential'), 'secrets.yaml'),
    encrypted(home, { access_key: 'AKIA', secret_key: secret }),
  );
  await done('install', 'credential', `name=main-${run},provider=aws`);
  const account = parseRef(`Secret.v1/cattle-global-data/cloud.alice.main-${run}`);
  assert.is(await dataOf(account, 'amazonec2credentialConfig-secretKey'), secret);

  // Rancher writes this one when the first node is up
  const kubeconfig = readFileSync(plane.kubeconfig, 'utf8');
  await plane.cluster
    .create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'fleet-default' },
    })
    .catch(() => undefined);
  await plane.cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${name}-kubeconfig`, namespace: 'fleet-default' },
    stringData: { value: kubeconfig },
  });
  await done('install', 'cluster', `credentials=main-${run},provider=aws,cluster-name=${name},size=3,storage=cluster`);
  const stored = join(home.deployments, 'alice/cluster/om-aws-alice/kubeconfig.yml');
  assert.is(readFileSync(stored, 'utf8'), kubeconfig);
  assert.is(statSync(stored).mode & 0o777, 0o600);
  assert.is(readFileSync(join(home.deployments, 'alice/cluster/om-aws-alice/storage'), 'utf8').trim(), 'cluster');
  assert.equal(await pools(), ['system 3']);

  await done('install', 'nodepool', `name=gpu,provider=aws,cluster-name=${name},size=2,node-type=large`);
  assert.equal(await pools(), ['system 3', 'gpu 2']);
  await done('update', 'nodepool', 'provider=aws,size=4');
  assert.equal(await pools(), ['system 3', 'gpu 4']);
  await done('remove', 'nodepool', 'provider=aws');
  await done('remove', 'cluster', 'provider=aws');
  await done('remove', 'credential', 'provider=aws');
  assert.is(await plane.cluster.get(cluster()), undefined);
  assert.is(await plane.cluster.get(account), undefined);
});

for (const [component, specs, message] of [
  ['cluster', 'provider=gcp,credentials=main', /provider is none of azu, aws, exo/],
  ['cluster', 'provider=aws', /credentials is missing/],
  ['registry', 'name=registry', /server is missing/],
] as const) {
  test(`002.13: ${component} with ${specs} fails with the reason`, async () => {
    const { code, said } = await cloudmgr('install', component, specs);
    assert.is(code, 1);
    assert.match(said, message);
  });
}

function baseOf(provider: string, component: string): string {
  return join(home.deployments, `alice/cluster/om-${provider}-alice`, component);
}

function cluster() {
  return parseRef(`Cluster.v1.provisioning.cattle.io/fleet-default/${name}`);
}

async function pools(): Promise<string[]> {
  const spec = (await plane.cluster.get(cluster()))?.['spec'] as {
    rkeConfig: { machinePools: { name: string; quantity: number }[] };
  };
  return spec.rkeConfig.machinePools.map((pool) => `${pool.name} ${pool.quantity}`);
}

async function dataOf(ref: ReturnType<typeof parseRef>, key: string): Promise<string> {
  const data = (await plane.cluster.get(ref))?.['data'] as Record<string, string> | undefined;
  return Buffer.from(data?.[key] ?? '', 'base64').toString();
}

function cloudmgr(phase: string, component: string, specs: string) {
  const words = ['run', '-c', component, '--user', 'alice', ...(specs === '' ? [] : ['--specs', specs])];
  return runCloudmgr(home, words, { DEPLOY_PHASE: phase });
}

async function done(phase: string, component: string, specs: string): Promise<string> {
  const { code, said } = await cloudmgr(phase, component, specs);
  if (code !== 0) throw new Error(`${phase} of ${component}: ${said}`);
  return said;
}

it.run();
