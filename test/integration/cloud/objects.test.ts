import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { listPool, scalePool } from '../../../src/execution/nodes/index.ts';
import {
  applyObjects,
  enter,
  leave,
  type ObjectDone,
  parseRef,
  readKey,
  removeObjects,
} from '../../../src/execution/objects/index.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { rancherKinds } from '../../support/rancher.ts';
import { untilEstablished } from '../../support/resources.ts';

const { cluster } = await useControlPlane();
const it = suite('objects and node pools on a real API server');
const namespace = await testNamespace(cluster, 'objects');
const said: string[] = [];
const say = ({ name, done }: ObjectDone) => void said.push(`${name.replace(namespace, 'NS')} ${done}`);

function secret(name: string, value: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, stringData: { value } };
}

it.before.each(() => void said.splice(0));

it('002.15: applies, changes and removes objects; what is gone already is no error', async () => {
  await applyObjects(cluster, [secret('a', '1'), secret('b', '1')], say);
  await applyObjects(cluster, [secret('a', '2')], say);
  assert.is(
    await readKey(cluster, parseRef(`Secret.v1/${namespace}/a`), 'value', { waitMs: 0, onWait: () => {} }),
    '2',
  );
  await removeObjects(cluster, [secret('a', ''), secret('b', '')], say);
  await removeObjects(cluster, [secret('a', '')], say);
  assert.equal(said, [
    'Secret NS/a created',
    'Secret NS/b created',
    'Secret NS/a configured',
    'Secret NS/b deleted',
    'Secret NS/a deleted',
    'Secret NS/a absent',
  ]);
});

it('leaves what somebody else made as it is, and changes nothing beside it', async () => {
  await cluster.create(secret('theirs', 'x'));
  const error = await codeOf(() => applyObjects(cluster, [secret('ours', '1'), secret('theirs', '1')], say));
  assert.is(error, 'OBJECT_OWNED');
  await removeObjects(cluster, [secret('theirs', ''), secret('ours', '')], say);
  assert.equal(said, ['Secret NS/ours absent', 'Secret NS/theirs left alone']);
});

it('002.16: what was made for a user is neither changed nor removed for another', async () => {
  const of = (user: string) => secret('shared', user, { 'omegaml.io/user': user });
  await applyObjects(cluster, [of('alice')], say);
  assert.is(await codeOf(() => applyObjects(cluster, [of('bob')], say)), 'OBJECT_OWNED');
  await removeObjects(cluster, [of('bob')], say);
  assert.equal(said, ['Secret NS/shared created', 'Secret NS/shared left alone']);
  await applyObjects(cluster, [secret('anybodys', '1')], say);
  const bobs = secret('anybodys', '2', { 'omegaml.io/user': 'bob' });
  assert.is(await codeOf(() => applyObjects(cluster, [bobs], say)), 'OBJECT_OWNED');
});

it('waits for a value, and says what it waited for when it does not come', async () => {
  const ref = parseRef(`Secret.v1/${namespace}/late`);
  const waiting = readKey(cluster, ref, 'value', {
    waitMs: 20_000,
    onWait: () => void applyObjects(cluster, [secret('late', 'here')], say),
  });
  assert.is(await waiting, 'here');
  assert.is(await codeOf(() => readKey(cluster, ref, 'other', { waitMs: 1, onWait: () => {} })), 'NOT_FOUND');
});

it('002.13: entries that several enter at once into one list all get in, and leave one by one', async () => {
  for (const kind of rancherKinds) await untilEstablished(cluster, kind);
  const name = `lab-${randomBytes(3).toString('hex')}`;
  const ref = parseRef(`Cluster.v1.provisioning.cattle.io/${namespace}/${name}`);
  const labels = { 'omegaml.io/user': 'alice' };
  await applyObjects(
    cluster,
    [
      {
        apiVersion: 'provisioning.cattle.io/v1',
        kind: 'Cluster',
        metadata: { name, namespace, labels },
        spec: { rkeConfig: {} },
      },
    ],
    say,
  );
  const list = { ref, path: ['spec', 'rkeConfig', 'machinePools'], user: 'alice' };
  const pools = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(pools.map((pool) => enter(cluster, list, { name: pool, quantity: 1 })));
  assert.equal((await entries()).map((entry) => entry.name).sort(), pools);
  assert.is(await enter(cluster, list, { name: 'c', quantity: 3 }), true);
  assert.is(await enter(cluster, list, { name: 'c', quantity: 3 }), false);
  await Promise.all(['a', 'b', 'e'].map((pool) => leave(cluster, list, pool)));
  assert.is(await leave(cluster, list, 'a'), false);
  const left = await entries();
  assert.equal(
    left.find((entry) => entry.name === 'c'),
    { name: 'c', quantity: 3 },
  );
  assert.equal(left.map((entry) => entry.name).sort(), ['c', 'd']);
  assert.is(await codeOf(() => leave(cluster, { ...list, user: 'bob' }, 'c')), 'OBJECT_OWNED');

  async function entries(): Promise<readonly { name: string }[]> {
    const spec = (await cluster.get(ref))?.['spec'] as { rkeConfig: { machinePools: { name: string }[] } };
    return spec.rkeConfig.machinePools;
  }
});

it('002.19: a node pool grows, shrinks and ends, and its nodes are as they were', async () => {
  const run = randomBytes(3).toString('hex');
  const nodes = [1, 2, 3].map((number) => `pool-${run}-${number}`);
  for (const name of nodes) {
    await cluster.create({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { run } } });
  }
  const pool = { name: `pool-${run}`, role: 'worker', labels: { team: 'blue' }, among: { run }, owner: 'alice' };
  const scale = (size: number) => scalePool(cluster, { ...pool, size }, () => {});
  await scale(2);
  assert.equal(await listPool(cluster, pool.name), nodes.slice(0, 2));
  assert.is(await codeOf(() => scale(4)), 'NOT_ENOUGH_NODES');
  assert.equal(await listPool(cluster, pool.name), nodes.slice(0, 2));
  await scale(3);
  assert.equal(await listPool(cluster, pool.name), nodes);
  await scale(0);
  assert.equal(await listPool(cluster, pool.name), []);
  const gvk = { group: '', version: 'v1', kind: 'Node' };
  for (const name of nodes) {
    const { metadata } = (await cluster.get({ ...gvk, namespace: '', name })) as KubeObject;
    assert.equal(
      Object.keys(metadata.labels ?? {}).filter((key) => /omegaml|team/.test(key)),
      [],
    );
    await cluster.delete({ ...gvk, namespace: '', name });
  }
});

async function codeOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (isCapstanError(error)) return error.code;
    throw error;
  }
}

it.run();
