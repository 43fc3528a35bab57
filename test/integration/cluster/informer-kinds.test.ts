import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { gadgetDefinition, Recorder } from './informer-recorder.ts';

const { cluster } = await useControlPlane();

const crds = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };

const it = suite('informer of a kind that comes and goes');

it('is absent until the kind appears, empties when it is deleted, and picks it up when it returns', async () => {
  const namespace = await testNamespace(cluster);
  const group = `${namespace}.example.org`;
  const target = { gvk: { group, version: 'v1', kind: 'Gadget' }, namespace };
  const gadget = (name: string) => ({ apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { namespace, name } });
  const create = (name: string) => eventually(() => cluster.create(gadget(name)));
  using recorder = new Recorder(cluster, target);
  await recorder.isIn('absent');
  assert.equal(recorder.states, [{ state: 'absent', code: 'KIND_UNKNOWN' }]);

  await cluster.create(gadgetDefinition(group));
  await recorder.informer.synced();
  await create('a');
  await recorder.hasTold('added a');

  await cluster.delete({ ...crds, namespace: '', name: `gadgets.${group}` });
  await recorder.hasTold('added a', 'deleted a');
  await recorder.isIn('absent');
  assert.is(recorder.informer.size, 0);

  await eventually(() => cluster.create(gadgetDefinition(group)));
  await create('b');
  await recorder.hasTold('added a', 'deleted a', 'added b');
  await recorder.informer.synced();
  assert.is(recorder.informer.state, 'synced');
});

it('a version that is not served any more is a kind that is gone', async () => {
  const namespace = await testNamespace(cluster);
  const group = `${namespace}.example.org`;
  const name = `gadgets.${group}`;
  await cluster.create(gadgetDefinition(group));
  using recorder = new Recorder(cluster, { gvk: { group, version: 'v1', kind: 'Gadget' }, namespace });
  await recorder.informer.synced();
  await eventually(() =>
    cluster.create({ apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { namespace, name: 'a' } }),
  );
  await recorder.hasTold('added a');
  const { versions } = gadgetDefinition(group)['spec'] as { versions: [object] };
  const next = [
    { ...versions[0], served: false, storage: false },
    { ...versions[0], name: 'v2' },
  ];
  await cluster.patch({ ...crds, namespace: '', name }, { type: 'merge', body: { spec: { versions: next } } });
  await recorder.isIn('absent');
  assert.equal(recorder.told, ['added a', 'deleted a']);
  using successor = new Recorder(cluster, { gvk: { group, version: 'v2', kind: 'Gadget' }, namespace });
  await successor.hasTold('added a');
});

it.after(() => cluster.close());
it.run();
