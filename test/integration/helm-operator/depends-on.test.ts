import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { conditionOf, installed, until, untilConditions } from '../../support/resources.ts';
import { watchStage } from '../../support/watch-stage.ts';
import { gadgetDefinition } from '../cluster/informer-recorder.ts';

const it = suite('dependsOn');

const group = `${crypto.randomUUID().slice(0, 8)}.example.org`;
const stage = await watchStage(
  {
    reconcilePeriod: '0s',
    dependsOn: [
      { apiVersion: 'test.capstan.dev/v1', kind: 'Widget', name: '{{ .spec.after | default "" }}' },
      { apiVersion: `${group}/v1`, kind: 'Gadget', name: '{{ .spec.gadget | default "" }}' },
    ],
  },
  { rules: [{ apiGroups: [group], resources: ['gadgets'], verbs: ['list', 'watch'] }] },
);
const { cluster, namespace, ref, create, edit, dataOf } = stage;
it.after(() => stage.close());

const isBlocked = (name: string, message: string) =>
  until(cluster, ref(name), (live) => {
    const ready = conditionOf(live, 'Ready');
    assert.equal([ready?.status, ready?.reason, ready?.message], ['False', 'DependencyNotReady', message]);
  });

it('row 65: a resource waits for another to exist and to be ready, and then goes on by itself', async () => {
  await create('second', { after: 'first' });
  await isBlocked('second', `waiting for Widget ${namespace}/first to exist`);
  assert.is(await dataOf('second'), undefined);
  await create('first', { replicas: 1, pod: 'hangs' });
  await untilConditions(cluster, ref('first'), installed);
  await isBlocked('second', `waiting for Widget ${namespace}/first to be ready`);
  assert.is(await dataOf('second'), undefined);
  await edit('first', { replicas: 0 });
  await untilConditions(cluster, ref('second'), installed);
});

it('row 65: a kind whose definition comes later is waited for; Ready of an older generation does not count', async () => {
  await create('third', { gadget: 'g' });
  const name = `Gadget ${namespace}/g`;
  await isBlocked('third', `waiting for ${name}: the API server to have kind Gadget.${group}/v1`);
  await cluster.create(gadgetDefinition(group));
  await isBlocked('third', `waiting for ${name} to exist`);
  const status = (observedGeneration: number) => ({
    observedGeneration,
    conditions: [{ type: 'Ready', status: 'True', reason: 'Up' }],
  });
  const gadget = { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { namespace, name: 'g' } };
  await eventually(() => cluster.create({ ...gadget, status: status(0) }));
  await isBlocked('third', `waiting for ${name} to be ready`);
  assert.is(await dataOf('third'), undefined);
  const gadgetRef = { group, version: 'v1', kind: 'Gadget', namespace, name: 'g' };
  await cluster.patch(gadgetRef, { type: 'merge', body: { status: status(1000) } });
  await untilConditions(cluster, ref('third'), installed);
});

it('row 65: what stands is kept intact while a dependency is not ready, and not changed', async () => {
  await create('base', {});
  await create('top', { after: 'base', text: 'one' });
  await untilConditions(cluster, ref('top'), installed);
  await edit('base', { replicas: 1, pod: 'hangs' });
  await isBlocked('top', `waiting for Widget ${namespace}/base to be ready`);
  await edit('top', { text: 'two' });
  const shown = { group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'top' };
  await cluster.delete(shown);
  await eventually(async () => assert.is((await dataOf('top'))?.['text'], 'one'));
  await edit('base', { replicas: 0 });
  await eventually(async () => assert.is((await dataOf('top'))?.['text'], 'two'));
});

it.run();
