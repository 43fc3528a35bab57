import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appliedFieldsHash, type KubeObject, refOf, takeOverFields } from '../../../src/cluster/index.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { configMap, failure } from './kinds.ts';

const it = suite('ownership');
const { cluster } = await useControlPlane();
const namespace = await testNamespace(cluster, 'ownership');
const force = { force: true };

const hashOf = async (object: KubeObject) =>
  appliedFieldsHash((await cluster.get(refOf(object), undefined, { metadataOnly: true })) as KubeObject);

it('the hash changes with every foreign change of a field of ours, and comes back with the next apply', async () => {
  const object = configMap(namespace, 'drift', { a: '1', b: '1' });
  const applied = appliedFieldsHash((await cluster.apply(object, force)).object);
  assert.is(await hashOf(object), applied);
  for (const data of [{ a: 'changed' }, { b: null }]) {
    await asManager('kubectl-edit', 'PATCH', object, { data });
    assert.is.not(await hashOf(object), applied, JSON.stringify(data));
    assert.is(appliedFieldsHash((await cluster.apply(object, force)).object), applied);
  }
});

it('the hash does not change with foreign fields, labels or the status', async () => {
  const object = deployment('calm', { replicas: 0 });
  const applied = appliedFieldsHash((await cluster.apply(object, force)).object);
  await asManager('kubectl', 'PATCH', object, { metadata: { labels: { theirs: 'x' } } });
  await asManager('controller', 'PATCH', object, { status: { observedGeneration: 1 } }, '/status');
  assert.is(await hashOf(object), applied);
});

it('without taking over, a field that Helm wrote stays when an apply leaves it out', async () => {
  const object = configMap(namespace, 'left', { a: '1', b: '1' });
  await asManager('helm', 'POST', object, object);
  const { object: applied } = await cluster.apply(configMap(namespace, 'left', { a: '1' }), force);
  assert.equal(applied['data'], { a: '1', b: '1' });
});

for (const manager of ['helm', 'helm-operator', 'Go-http-client']) {
  it(`what ${manager} wrote by update is removed by an apply that leaves it out`, async () => {
    const name = `taken-${manager.toLowerCase()}`;
    const made = await asManager(
      manager,
      'POST',
      configMap(namespace, name, {}),
      configMap(namespace, name, { a: '1', b: '1', c: '1' }),
    );
    await asManager('someone', 'PATCH', made, { data: { c: 'theirs' } });
    const taken = await takeOverFields(cluster, (await cluster.get(refOf(made))) as KubeObject);
    assert.equal(managersOf(taken), ['capstan Apply', 'someone Update']);
    const { object: applied } = await cluster.apply(configMap(namespace, name, { a: '1' }), force);
    assert.equal(applied['data'], { a: '1', c: 'theirs' });
  });
}

it('what Helm 4 wrote by apply is taken over too, also on top of what is ours', async () => {
  const object = configMap(namespace, 'helm4', { a: '1', b: '1' });
  await asManager('helm', 'PATCH', object, object, '', 'application/apply-patch+yaml');
  await cluster.apply(configMap(namespace, 'helm4', { a: '1' }), force);
  const taken = await takeOverFields(cluster, (await cluster.get(refOf(object))) as KubeObject);
  assert.equal(managersOf(taken), ['capstan Apply']);
  assert.equal((await cluster.apply(configMap(namespace, 'helm4', { a: '1' }), force)).object['data'], { a: '1' });
});

it('a Service and a Deployment of Helm lose a port, an env entry and nothing that the server chose', async () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace } };
  const ports = [
    { name: 'a', port: 80 },
    { name: 'b', port: 81 },
  ];
  const before = await asManager('helm', 'POST', service, { ...service, spec: { ports, selector: { app: 'x' } } });
  await takeOverFields(cluster, before);
  const { object: after } = await cluster.apply(
    { ...service, spec: { ports: ports.slice(0, 1), selector: { app: 'x' } } },
    force,
  );
  const specOf = (object: KubeObject) => object['spec'] as Record<string, unknown> & { ports: { name: string }[] };
  assert.equal(
    specOf(after).ports.map(({ name }) => name),
    ['a'],
  );
  assert.equal({ ...specOf(after), ports: 0 }, { ...specOf(before), ports: 0 });

  const env = [
    { name: 'A', value: '1' },
    { name: 'B', value: '1' },
  ];
  const made = await asManager('helm', 'POST', deployment('d', {}), deployment('d', { env, replicas: 0 }));
  await takeOverFields(cluster, made);
  const { object: applied } = await cluster.apply(deployment('d', { env: env.slice(0, 1), replicas: 0 }), force);
  const container = (object: KubeObject) =>
    (object as unknown as { spec: { template: { spec: { containers: [object] } } } }).spec.template.spec.containers[0];
  assert.equal(container(applied), { ...container(made), env: env.slice(0, 1) });
});

it('nothing to take over: no request, the same object', async () => {
  const { object } = await cluster.apply(configMap(namespace, 'ours', { a: '1' }), force);
  assert.is(await takeOverFields(cluster, object), object);
});

it('an object that changed meanwhile is read again, and what came is kept', async () => {
  const object = configMap(namespace, 'race', { a: '1' });
  const made = await asManager('helm', 'POST', object, object);
  await asManager('someone', 'PATCH', object, { data: { b: '1' } });
  const taken = await takeOverFields(cluster, made);
  assert.equal(managersOf(taken), ['capstan Apply', 'someone Update']);
  assert.equal(taken['data'], { a: '1', b: '1' });
});

it('an object that is gone is NOT_FOUND', async () => {
  const object = configMap(namespace, 'gone', { a: '1' });
  const made = await asManager('helm', 'POST', object, object);
  await cluster.delete(refOf(object));
  assert.is((await failure(takeOverFields(cluster, made))).code, 'NOT_FOUND');
});

function managersOf(object: KubeObject): string[] {
  return (object.metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`).sort();
}

function deployment(name: string, { env = [], replicas = 0 }: { env?: object[]; replicas?: number }): KubeObject {
  const labels = { app: name };
  const containers = [{ name: 'c', image: 'i', ...(env.length > 0 ? { env } : {}) }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

/** A write as another client would do it. */
async function asManager(
  fieldManager: string,
  method: 'POST' | 'PATCH',
  object: KubeObject,
  body: unknown,
  subresource = '',
  contentType = method === 'POST' ? 'application/json' : 'application/merge-patch+json',
): Promise<KubeObject> {
  const { group, version, plural } = await cluster.discovery.resourceFor({ ...refOf(object) });
  const collection = `${group === '' ? '/api' : `/apis/${group}`}/${version}/namespaces/${namespace}/${plural}`;
  const path = method === 'POST' ? collection : `${collection}/${object.metadata.name}${subresource}`;
  return (await cluster.request<KubeObject>({ method, path, query: { fieldManager }, body, contentType })).body;
}

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
