import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually } from '../../support/cluster.ts';
import { conditionOf, installed, until, untilConditions, untilGone } from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('createNamespace');

const options = {
  reconcilePeriod: '0s',
  targetNamespace: '{{ .spec.target }}',
  createNamespace: true,
  generate: [{ name: 'db', keys: { password: {} } }],
};
const stage = await watchStage(options, { isAdmin: true });
const { test, cluster, ref, create } = stage;
it.after(() => stage.close());

const freshName = () => `target-${randomBytes(4).toString('hex')}`;
const namespaceRef = (name: string): ObjectRef => ({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  namespace: '',
  name,
});
const createNamespace = (name: string) =>
  cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { of: 'somebody' } } });

it('a namespace that is not there is made for the release, and outlives it', async () => {
  const target = freshName();
  await create('a', { target });
  await untilConditions(cluster, ref('a'), installed);
  assert.ok(await cluster.get(configMapRef(target, 'a')));
  assert.is((await cluster.get(namespaceRef(target)))?.metadata.labels?.['name'], target);
  await cluster.delete(ref('a'));
  await untilGone(cluster, ref('a'));
  assert.is(await cluster.get(configMapRef(target, 'a')), undefined);
  const { metadata } = (await cluster.get(namespaceRef(target)))!;
  assert.is(metadata.deletionTimestamp, undefined);
});

it('one that is there is left as it is', async () => {
  const target = freshName();
  const { metadata } = await createNamespace(target);
  const mark = auditMark(test);
  await create('b', { target });
  await untilConditions(cluster, ref('b'), installed);
  assert.equal((await cluster.get(namespaceRef(target)))?.metadata.labels, metadata.labels);
  const writes = auditEvents(test, mark).filter(
    ({ userAgent, resource, verb }) =>
      userAgent.startsWith('capstan/') && resource === 'namespaces' && /create|patch|update/.test(verb),
  );
  assert.equal(writes, []);
});

it('one that is being deleted is waited for, and made when it is gone', async () => {
  const target = freshName();
  await createNamespace(target);
  const lock = await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'lock', namespace: target, finalizers: ['example.org/hold'] },
  });
  await cluster.delete(namespaceRef(target));
  await create('c', { target });
  await until(cluster, ref('c'), (live) => {
    const { status, reason, message } = conditionOf(live, 'Ready') ?? {};
    const words = `waiting for Namespace ${target}, which is being deleted, to be gone`;
    assert.equal([status, reason, message], ['False', 'DependencyNotReady', words]);
  });
  await cluster.patch(configMapRef(target, lock.metadata.name), {
    type: 'merge',
    body: { metadata: { finalizers: null } },
  });
  await untilConditions(cluster, ref('c'), installed, { timeoutMs: 180_000 });
  assert.ok(await cluster.get(configMapRef(target, 'c')));
});

it('one that is deleted under a release is made anew, and the release in it', async () => {
  const target = freshName();
  await create('d', { target, text: 'one' });
  await untilConditions(cluster, ref('d'), installed);
  const before = await cluster.get(namespaceRef(target));
  await cluster.delete(namespaceRef(target));
  await eventually(
    async () => {
      const live = await cluster.get(namespaceRef(target));
      assert.ok(live && live.metadata.uid !== before?.metadata.uid);
      assert.ok(await cluster.get(configMapRef(target, 'd')));
    },
    { timeoutMs: 180_000 },
  );
  await until(cluster, ref('d'), (live) => assert.is(conditionOf(live, 'Ready')?.status, 'True'), {
    timeoutMs: 180_000,
  });
});

it('without the right to, the status says what is missing', async () => {
  const poor = await watchStage(options);
  try {
    await poor.create('w', { target: freshName() });
    await until(cluster, poor.ref('w'), (live) => {
      const { status, message = '' } = conditionOf(live, 'ReleaseFailed') ?? {};
      assert.is(status, 'True');
      assert.match(message, /namespaces/);
    });
  } finally {
    await poor.close();
  }
});

it.run();
