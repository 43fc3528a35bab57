import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refOf } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy } from '../../support/faults/index.ts';
import { kubectl } from '../../support/kubectl.ts';
import { startOperator } from '../../support/operator.ts';
import { operatorAccount } from '../../support/operator-account.ts';
import {
  conditionOf,
  defineRuntimes,
  installed,
  listKind,
  namesIn,
  runtime,
  runtimeRef,
  until,
  untilConditions,
  upgraded,
} from '../../support/resources.ts';

const test = await useControlPlane();
const { cluster } = test;
await defineRuntimes(cluster);
const it = suite('restarts and repetitions');

for (const [what, write, moment] of [
  ['before its record', 2, 'before'],
  ['among its objects', 6, 'after'],
  ['before it is marked deployed', 11, 'before'],
] as const) {
  it(`acceptance item 14: an install broken off ${what} is finished by the next start, with no double`, async () => {
    const { namespace, kubeconfig } = await operatorAccount(test, 'restart');
    await using proxy = await FaultProxy.start(kubeconfig);
    const start = () => startOperator({ kubeconfig: proxy.kubeconfig, namespaces: [namespace] });
    const first = await start();
    const hasSprung = proxy.setTrap({ write, moment, strike: () => first.kill() });
    await cluster.create(runtime(namespace));
    await eventually(() => assert.ok(hasSprung(), proxy.writes.join('\n')));
    const broken = await namesIn(cluster, namespace);
    assert.ok(broken.length < 9 || write === 11, `it was finished already: ${broken}`);
    await using _ = await start();
    await untilConditions(cluster, runtimeRef(namespace), installed);
    assert.equal((await namesIn(cluster, namespace)).length, 9);
    const records = (await listKind(cluster, namespace, 'v1/Secret')).filter(
      ({ metadata }) => metadata.labels?.['owner'],
    );
    assert.equal(
      records.map(({ metadata }) => `${metadata.name} ${metadata.labels?.['status']}`),
      ['sh.helm.release.v1.example4.v1 deployed'],
    );
    await eventually(async () => assert.is((await listKind(cluster, namespace, 'v1/Pod')).length, 4));
  });
}

it('acceptance item 14: two quick edits converge to the last; the same again writes nothing', async () => {
  const { namespace, kubeconfig, user } = await operatorAccount(test, 'restart');
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace] });
  const ref = runtimeRef(namespace);
  const natsRef = { ...ref, group: 'apps', version: 'v1', kind: 'StatefulSet', name: 'kre-nats' };
  const replicas = async () => ((await until(cluster, natsRef, () => {}))['spec'] as { replicas: number }).replicas;
  await cluster.create(runtime(namespace));
  await untilConditions(cluster, ref, installed);
  for (const count of [3, 1]) {
    await cluster.patch(ref, { type: 'merge', body: { spec: { nats_streaming: { replicas: count } } } });
  }
  await untilConditions(cluster, ref, upgraded);
  assert.is(await replicas(), 1);

  await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'), {
    timeoutMs: 120_000,
  });
  await settled(namespace, user);
  const before = await versions(namespace);
  const mark = auditMark(test);
  await cluster.apply(runtime(namespace, { nats_streaming: { replicas: 1 } }), { force: true });
  await kubectl(test.kubeconfig, '-n', namespace, 'annotate', 'runtime', 'example4', 'example.com/touched=yes');
  await settled(namespace, user);
  const writes = auditEvents(test, mark).filter(
    ({ user: who, verb }) => who === user && !/^(get|list|watch)$/.test(verb),
  );
  assert.equal(
    writes.map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
  assert.equal(await versions(namespace), before);
});

/** Object to resourceVersion, of all that the chart made and the records. A StatefulSet's status is its controller's. */
async function versions(namespace: string): Promise<Record<string, string | number | undefined>> {
  const kinds = ['v1/ConfigMap', 'v1/Secret', 'v1/Service', 'apps/v1/StatefulSet'];
  const objects = (await Promise.all(kinds.map((kind) => listKind(cluster, namespace, kind)))).flat();
  return Object.fromEntries(
    objects.map((object) => {
      const { kind, metadata } = object;
      const version = kind === 'StatefulSet' ? metadata.generation : metadata.resourceVersion;
      return [`${kind} ${refOf(object).name}`, version];
    }),
  );
}

/** Waits until the operator has written nothing for a second: roll-outs have ended and are told. */
async function settled(namespace: string, user: string): Promise<void> {
  await eventually(async () => {
    const pods = await listKind(cluster, namespace, 'v1/Pod');
    assert.ok(pods.every(({ metadata }) => metadata.deletionTimestamp === undefined));
    const mark = auditMark(test);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const writes = auditEvents(test, mark).filter(
      (event) => event.user === user && /patch|create|update|delete/.test(event.verb),
    );
    assert.equal(writes, []);
  });
}

it.run();
