import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { kubectl } from '../../support/kubectl.ts';
import { startOperator } from '../../support/operator.ts';
import { accountIn, operatorAccount } from '../../support/operator-account.ts';
import {
  defineRuntimes,
  installed,
  namesIn,
  runtime,
  runtimeRef,
  until,
  untilConditions,
  untilGone,
  upgraded,
} from '../../support/resources.ts';

const test = await useControlPlane();
const { cluster } = test;
await defineRuntimes(cluster);
const it = suite('what the operator may do');

it('acceptance item 2: the three files of deploy/ are rights enough, and none is used beyond the namespace', async () => {
  const namespace = await testNamespace(cluster, 'rights');
  for (const file of ['role', 'service_account', 'role_binding']) {
    assert.match(await kubectl(test.kubeconfig, '-n', namespace, 'create', '-f', `deploy/${file}.yaml`), ' created\n');
  }
  const account = await accountIn(test, namespace);
  const mark = auditMark(test);
  await using operator = await startOperator({ kubeconfig: account.kubeconfig, namespaces: [namespace] });
  const ref = runtimeRef(namespace);
  await cluster.create(runtime(namespace));
  await untilConditions(cluster, ref, installed);
  await cluster.patch(ref, { type: 'merge', body: { spec: { nats_streaming: { replicas: 1 } } } });
  await untilConditions(cluster, ref, upgraded);
  await cluster.delete({ ...ref, group: '', version: 'v1', kind: 'Service', name: 'kre-nats' });
  await until(cluster, { ...ref, group: '', version: 'v1', kind: 'Service', name: 'kre-nats' }, () => {});
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  assert.is(await operator.stop(), 0);

  const requests = auditEvents(test, mark).filter(({ user }) => user === account.user);
  assert.ok(requests.length > 20, `${requests.length} requests are too few to prove anything`);
  assert.equal(
    requests.filter(({ code }) => code === 403).map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
  const beyond = requests.filter((one) => one.namespace !== namespace && !isDiscovery(one.uri));
  assert.equal(
    beyond.map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
});

it('acceptance item 13: two namespaces with an operator each do not touch one another', async () => {
  const [one, two] = await Promise.all([operatorAccount(test, 'one'), operatorAccount(test, 'two')]);
  const mark = auditMark(test);
  const [first, second] = await Promise.all(
    [one, two].map(({ kubeconfig, namespace }) => startOperator({ kubeconfig, namespaces: [namespace] })),
  );
  await using _ = first!;
  await using __ = second!;
  await cluster.create(runtime(one.namespace, { nats_streaming: { replicas: 1 } }));
  await untilConditions(cluster, runtimeRef(one.namespace), installed);
  assert.equal(await namesIn(cluster, two.namespace), []);
  await cluster.create(runtime(two.namespace, { nats_streaming: { replicas: 3 } }));
  await untilConditions(cluster, runtimeRef(two.namespace), installed);
  for (const [{ namespace }, replicas] of [
    [one, 1],
    [two, 3],
  ] as const) {
    const ref = { group: 'apps', version: 'v1', kind: 'StatefulSet', namespace, name: 'kre-nats' };
    await until(cluster, ref, (object) => assert.is((object['spec'] as { replicas: number }).replicas, replicas));
  }
  await cluster.delete(runtimeRef(one.namespace));
  await untilGone(cluster, runtimeRef(one.namespace));
  await eventually(async () => assert.equal(await namesIn(cluster, one.namespace), []));
  assert.is((await namesIn(cluster, two.namespace)).length, 9); // eight objects and the record
  for (const [own, other] of [
    [one, two],
    [two, one],
  ] as const) {
    const strays = auditEvents(test, mark).filter(
      (event) => event.user === own.user && event.namespace === other.namespace,
    );
    assert.equal(strays, []);
  }
});

/** Discovery and the version are cluster-wide by nature, and open to everybody who is authenticated. */
function isDiscovery(uri: string): boolean {
  return /^\/(version|api|apis|api\/v1|apis\/[^/]+\/[^/]+)(\?.*)?$/.test(uri);
}

it.run();
