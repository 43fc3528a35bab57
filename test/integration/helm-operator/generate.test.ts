import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../../src/cluster/index.ts';
import { eventually, testNamespace } from '../../support/cluster.ts';
import { conditionOf, installed, until, untilConditions, untilGone, upgraded } from '../../support/resources.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('generate');

const stage = await watchStage({
  reconcilePeriod: '0s',
  generate: [{ name: 'db', keys: { password: { length: 24 } } }],
});
const { cluster, namespace, ref, create, annotate, dataOf } = stage;
it.after(() => stage.close());

const secretRef = (name: string): ObjectRef => ({ group: '', version: 'v1', kind: 'Secret', namespace, name });

async function passwordIn(name: string): Promise<string> {
  const secret = await cluster.get(secretRef(name));
  const { password = '' } = (secret?.['data'] ?? {}) as { password?: string };
  return Buffer.from(password, 'base64').toString();
}

/** Waits until what the chart made shows the generated password, and returns it. */
async function settled(name: string): Promise<string> {
  await eventually(async () => assert.is(await passwordIn(`${name}-login`), await passwordIn(`${name}-db`)));
  const password = await passwordIn(`${name}-db`);
  assert.match(password, /^[A-Za-z0-9]{24}$/);
  return password;
}

const revisionsOf = async (name: string) => {
  const { items } = await cluster.list({ gvk: secretRef(''), namespace, labelSelector: `owner=helm,name=${name}` });
  return items.length;
};

it('a generated password is stable over reconciles, upgrades and a kill -9', async () => {
  await create('a');
  await untilConditions(cluster, ref('a'), installed);
  const password = await settled('a');
  assert.is((await dataOf('a'))?.['secret'], 'a-db');
  await stage.edit('a', { text: 'two' });
  await eventually(async () => assert.is((await dataOf('a'))?.['text'], 'two'));
  await untilConditions(cluster, ref('a'), upgraded); // a kill before that would cost one more revision
  await stage.restart();
  await stage.edit('a', { text: 'three' });
  await eventually(async () => assert.is((await dataOf('a'))?.['text'], 'three'));
  await untilConditions(cluster, ref('a'), upgraded);
  assert.is(await settled('a'), password);
  assert.is(await revisionsOf('a'), 3);
});

it('it is rotated by the annotation, once, and that is one upgrade', async () => {
  await create('b');
  await untilConditions(cluster, ref('b'), installed);
  const first = await settled('b');
  await annotate('b', { 'capstan.dev/rotate': 'db=2026-05' });
  await eventually(async () => assert.is.not(await passwordIn('b-db'), first));
  const second = await settled('b');
  await untilConditions(cluster, ref('b'), upgraded);
  await stage.restart();
  await annotate('b', { other: 'x' });
  await stage.edit('b', { text: 'two' });
  await eventually(async () => assert.is((await dataOf('b'))?.['text'], 'two'));
  await untilConditions(cluster, ref('b'), upgraded);
  assert.is(await settled('b'), second);
  assert.is(await revisionsOf('b'), 3);
});

it('one that is deleted is made anew, and the release follows', async () => {
  await create('c');
  await untilConditions(cluster, ref('c'), installed);
  const first = await settled('c');
  await cluster.delete(secretRef('c-db'));
  await eventually(async () => assert.is.not(await passwordIn('c-login'), first));
  assert.is.not(await settled('c'), first);
});

it('a Secret of somebody else is left alone, and named', async () => {
  await cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'd-db', namespace },
    stringData: { password: 'theirs' },
  });
  await create('d');
  const failed = await until(cluster, ref('d'), (live) =>
    assert.is(conditionOf(live, 'ReleaseFailed')?.status, 'True'),
  );
  assert.match(
    conditionOf(failed, 'ReleaseFailed')?.message ?? '',
    `Secret ${namespace}/d-db is to be generated, and belongs to somebody else`,
  );
  assert.is(await passwordIn('d-db'), 'theirs');
  assert.not.match(JSON.stringify([failed['status'], stage.operator.logs]), /theirs/);
});

it('it goes with its release, and its text is in no status, event or log', async () => {
  await create('e');
  await untilConditions(cluster, ref('e'), installed);
  const password = await settled('e');
  const live = await cluster.get(ref('e'));
  const events = await cluster.list({ gvk: { group: '', version: 'v1', kind: 'Event' }, namespace });
  const texts = JSON.stringify([live?.['status'], events.items, stage.operator.logs]);
  assert.not.ok(texts.includes(password) || texts.includes(Buffer.from(password).toString('base64')));
  await cluster.delete(ref('e'));
  await untilGone(cluster, ref('e'));
  assert.is(await cluster.get(secretRef('e-db')), undefined);
});

it('in another namespace it is where the objects are, and goes with the release, too', async () => {
  const target = await testNamespace(cluster, 'target');
  const far = await watchStage(
    { targetNamespace: target, generate: [{ name: 'db', keys: { password: {} } }] },
    { isAdmin: true },
  );
  try {
    const made = { ...secretRef('w-db'), namespace: target };
    await far.create('w');
    await untilConditions(cluster, far.ref('w'), installed);
    const secret = await cluster.get(made);
    assert.is(secret?.metadata.annotations?.['operator-sdk/primary-resource'], `${far.namespace}/w`);
    await cluster.delete(far.ref('w'));
    await untilGone(cluster, far.ref('w'));
    assert.is(await cluster.get(made), undefined);
  } finally {
    await far.close();
  }
});

it.run();
