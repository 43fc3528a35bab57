import { readFileSync, statSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { auditEvents, auditMark } from '../support/audit.ts';
import { clusterOf, eventually, testNamespace, useControlPlane, userKubeconfig } from '../support/cluster.ts';

const it = suite('the shared control plane');

it('is one for all who ask', async () => {
  assert.is(await useControlPlane(), await useControlPlane());
});

it('namespaces are new and usable', async () => {
  const { cluster } = await useControlPlane();
  const [one, other] = await Promise.all([testNamespace(cluster), testNamespace(cluster)]);
  assert.is.not(one, other);
  await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: one } });
});

it('the audit log has each request since a mark, with who asked for what', async () => {
  const test = await useControlPlane();
  const namespace = await testNamespace(test.cluster);
  const mark = auditMark(test);
  const asker = clusterOf(test.kubeconfig, 'somebody/1.0');
  await asker.get({ group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'absent' });
  const events = await eventually(() => {
    const found = auditEvents(test, mark).filter(({ userAgent }) => userAgent.startsWith('somebody/1.0'));
    assert.ok(found.some(({ resource }) => resource === 'configmaps'));
    return found;
  });
  const { verb, resource, name, code, user } = events.find((event) => event.namespace === namespace)!;
  assert.equal(
    { verb, resource, name, code, user },
    { verb: 'get', resource: 'configmaps', name: 'absent', code: 404, user: 'admin' },
  );
  await asker.close();
});

it('a ServiceAccount can be asked as, and has its rights alone', async () => {
  const test = await useControlPlane();
  const namespace = await testNamespace(test.cluster);
  const kubeconfig = await userKubeconfig(test, { namespace, name: 'default' });
  assert.is(statSync(kubeconfig).mode & 0o777, 0o600);
  assert.match(readFileSync(kubeconfig, 'utf8'), `namespace: ${namespace}`);
  const cluster = clusterOf(kubeconfig);
  const error = await cluster
    .list({ gvk: { group: '', version: 'v1', kind: 'Secret' }, namespace })
    .catch((reason) => reason);
  assert.ok(isCapstanError(error, 'FORBIDDEN'), String(error));
  assert.match(error.message, `system:serviceaccount:${namespace}:default`);
  await cluster.close();
});

it('eventually gives up with the last failure', async () => {
  let calls = 0;
  const failing = eventually(() => assert.is(++calls, 0), { timeoutMs: 50, everyMs: 10 });
  const error = await failing.then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.ok(calls > 1);
  assert.ok(error instanceof assert.Assertion);
});

it.run();
