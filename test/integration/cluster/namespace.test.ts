import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureNamespace, hasNamespace } from '../../../src/cluster/index.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';

const it = suite('a namespace that is to be there');

const { cluster } = await useControlPlane();
const refTo = (name: string) => ({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name });

it('is made once, whoever is quicker, and one that is there stays as it is', async () => {
  const name = `${await testNamespace(cluster, 'ensure')}-more`;
  assert.not(await hasNamespace(cluster, name));
  await Promise.all([1, 2, 3].map(() => ensureNamespace(cluster, name)));
  const made = await cluster.get(refTo(name));
  await ensureNamespace(cluster, name);
  assert.ok(await hasNamespace(cluster, name));
  assert.is((await cluster.get(refTo(name)))?.metadata.resourceVersion, made?.metadata.resourceVersion);
  await cluster.delete(refTo(name));
});

it('is refused while it is being deleted', async () => {
  const name = await testNamespace(cluster, 'going');
  await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'holder', namespace: name, finalizers: ['test.example/hold'] },
  });
  await cluster.delete(refTo(name));
  try {
    await ensureNamespace(cluster, name).then(
      () => assert.unreachable(),
      (error: unknown) => assert.ok(isCapstanError(error, 'NAMESPACE_TERMINATING'), String(error)),
    );
  } finally {
    const holder = { group: '', version: 'v1', kind: 'ConfigMap', namespace: name, name: 'holder' };
    await cluster.patch(holder, { type: 'merge', body: { metadata: { finalizers: null } } });
  }
});

it.run();
