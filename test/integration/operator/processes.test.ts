import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { beside } from '../../support/beside.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import {
  conditionOf,
  conditionsOf,
  define,
  installed,
  listKind,
  namesIn,
  until,
  untilConditions,
  untilGone,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const it = suite('operators and what they watch');

const steadyState = beside(async () => {
  const { kubeconfig, namespace, user } = await widgetAccount(test, 'steady');
  const start = () => startOperator({ kubeconfig, namespaces: [namespace], watchesFile: widgetWatches });
  const names = ['w1', 'w2', 'w3', 'w4', 'w5'];
  const first = await start();
  const isReady = (object: KubeObject) => assert.is(conditionOf(object, 'Ready')?.status, 'True');
  for (const name of names)
    await cluster.create(widget(namespace, name, { deployment: { enabled: true, selector: name } }));
  for (const name of names) await until(cluster, widgetRef(namespace, name), isReady);
  const isAsked = (event: AuditEvent) => event.user === user && event.verb !== 'watch';
  const mark = await untilQuiet(test, isAsked);
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const asked = auditEvents(test, mark).filter(isAsked);
  assert.equal(
    asked.map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
  assert.is(await first.stop(), 0);

  const restart = auditMark(test);
  await using _ = await start();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const requests = auditEvents(test, restart).filter((event) => event.user === user);
  const writes = requests.filter(({ verb }) => !/^(get|list|watch)$/.test(verb));
  assert.equal(
    writes.map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
  const reads = requests.filter(({ verb, name }) => verb === 'get' && name !== '');
  assert.equal(
    reads.map(({ uri }) => uri),
    [],
    'and reads no record',
  );
});

it('a hundred resources and two workers: all are deployed, each once', () =>
  onStage(
    async ({ namespace }) => {
      const names = Array.from({ length: 100 }, (_, index) => `w${index}`);
      await Promise.all(names.map((name) => cluster.create(widget(namespace, name, { text: name }))));
      await eventually(
        async () => {
          const widgets = await listKind(cluster, namespace, 'test.capstan.dev/v1/Widget');
          const ready = widgets.filter((object) => conditionOf(object, 'Ready')?.status === 'True');
          assert.is(ready.length, 100);
        },
        { timeoutMs: 180_000, everyMs: 500 },
      );
      const records = await recordsIn(test, namespace);
      assert.equal(
        records,
        Array.from({ length: 100 }, () => '1 deployed'),
      );
      for (const kind of ['v1/ConfigMap', 'v1/Service']) {
        const found = (await namesIn(cluster, namespace, [kind])).map((name) => name.replace(/^\w+\//, ''));
        assert.equal(found, names.toSorted());
      }
    },
    ['--max-concurrent-reconciles=2'],
  ));

it('WATCH_NAMESPACE with several: those are served, others are not', async () => {
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => widgetAccount(test, 'several')));
  const accounts = [one!, two!, three!] as const;
  // The account of the first namespace may work in the second too.
  const subject = { kind: 'ServiceAccount', name: 'kre-operator', namespace: one!.namespace };
  for (const role of ['kre-operator', 'more']) {
    await cluster.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: `guest-${role}`, namespace: two!.namespace },
      subjects: [subject],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
    });
  }
  const namespaces = [one!.namespace, two!.namespace];
  await using operator = await startOperator({ kubeconfig: one!.kubeconfig, namespaces, watchesFile: widgetWatches });
  for (const { namespace } of accounts) await cluster.create(widget(namespace, 'w'));
  for (const namespace of namespaces) await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
  assert.equal(conditionsOf(await cluster.get(widgetRef(three!.namespace, 'w'))), {});
  assert.equal(operator.errors, []);
});

it('an empty WATCH_NAMESPACE: all namespaces, also those that come later, with one watch a kind', async () => {
  const namespace = await testNamespace(cluster, 'all');
  const mark = auditMark(test);
  await using operator = await startOperator({
    kubeconfig: test.kubeconfig,
    namespaces: [],
    watchesFile: widgetWatches,
  });
  const later = await testNamespace(cluster, 'later');
  for (const place of [namespace, later]) {
    await cluster.create(widget(place, 'w'));
    await untilConditions(cluster, widgetRef(place, 'w'), installed);
  }
  const watches = auditEvents(test, mark).filter(
    // A hook's object is watched by its name: other tests may have left some that hang. Operators that stand beside this
    // one have ServiceAccounts.
    ({ verb, userAgent, user, uri }) =>
      verb === 'watch' &&
      userAgent.startsWith('capstan/') &&
      !user.startsWith('system:serviceaccount:') &&
      !uri.includes('fieldSelector'),
  );
  assert.equal([...new Set(watches.map((event) => event.namespace))], ['']);
  for (const place of [namespace, later]) {
    await cluster.delete(widgetRef(place, 'w'));
    await untilGone(cluster, widgetRef(place, 'w'));
  }
  assert.equal(operator.errors, []);
});

it('of two processes one leads; the other works as soon as the lease is free', async () => {
  const { kubeconfig, namespace, user } = await widgetAccount(test, 'lease');
  const flags = ['--leader-elect', '--leader-election-id=widgets', `--leader-election-namespace=${namespace}`];
  const start = () => startOperator({ kubeconfig, namespaces: [namespace], watchesFile: widgetWatches, flags });
  const mark = auditMark(test);
  const first = await start();
  await eventually(() => assert.is(first.lines('Became leader').length, 1));
  await using second = await start();
  await cluster.create(widget(namespace, 'w1'));
  await untilConditions(cluster, widgetRef(namespace, 'w1'), installed);
  assert.equal(second.lines('Became leader'), []);
  assert.equal(second.lines('Watching resource'), []);
  assert.is(await first.stop(), 0);
  await eventually(() => assert.is(second.lines('Became leader').length, 1));
  await cluster.create(widget(namespace, 'w2'));
  await untilConditions(cluster, widgetRef(namespace, 'w2'), installed);
  const forbidden = auditEvents(test, mark).filter((event) => event.user === user && event.code === 403);
  assert.equal(forbidden, []);
});

it('in steady state nothing is asked for 20 s; a restart with unchanged resources writes nothing', steadyState);

it.run();
