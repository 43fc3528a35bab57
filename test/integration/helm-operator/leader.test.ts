import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LeaseSpec } from '../../../src/cluster/index.ts';
import { capstan } from '../../cli/support.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { launchOperator, startOperator } from '../../support/operator.ts';
import { type OperatorAccount, widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import { define, installed, untilConditions, widget, widgetRef } from '../../support/resources.ts';
import { recordsIn, removeWidgets } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const it = suite('leader election');

const flagsFor = (id: string, namespace: string) => [
  '--leader-elect',
  `--leader-election-id=${id}`,
  `--leader-election-namespace=${namespace}`,
];

async function leaseOf(namespace: string, name: string): Promise<LeaseSpec | undefined> {
  const ref = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace, name };
  return (await cluster.get(ref))?.['spec'] as LeaseSpec | undefined;
}

/** A leader, and a second replica beside it. */
async function withTwo(
  use: (replicas: {
    account: OperatorAccount;
    leader: Awaited<ReturnType<typeof startOperator>>;
    second: Awaited<ReturnType<typeof startOperator>>;
  }) => Promise<void>,
): Promise<void> {
  const account = await widgetAccount(test, 'leader');
  const { namespace, kubeconfig } = account;
  const options = { kubeconfig, namespaces: [namespace], watchesFile: widgetWatches };
  const flags = flagsFor('row55', namespace);
  await using leader = await startOperator({ ...options, flags });
  await eventually(() => assert.is(leader.lines('Became leader').length, 1));
  await using second = await startOperator({ ...options, flags });
  try {
    await use({ account, leader, second });
  } finally {
    await removeWidgets(test, namespace);
  }
}

it('row 55: the Lease has the id’s name, is in the namespace of the flag, and lasts 15 s; a second replica does nothing but wait', () =>
  withTwo(async ({ account: { namespace }, leader, second }) => {
    const lease = await leaseOf(namespace, 'row55');
    assert.is(lease?.leaseDurationSeconds, 15);
    const mark = auditMark(test);
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
    await eventually(() => {
      const looks = auditEvents(test, mark).filter(({ verb, name }) => verb === 'get' && name === 'row55');
      assert.ok(looks.length >= 2, 'the second looks at the Lease again and again');
    });
    assert.is((await leaseOf(namespace, 'row55'))?.holderIdentity, lease?.holderIdentity);
    assert.equal(second.lines('Became leader'), []);
    assert.equal(second.lines('Watching resource'), []);
    assert.is(leader.lines('Installed release').length, 1);
    assert.equal(second.lines('Installed release'), []);
  }));

it('row 55: a leader that is stopped gives the Lease back, and the second goes on', () =>
  withTwo(async ({ account: { namespace }, leader, second }) => {
    const holder = (await leaseOf(namespace, 'row55'))?.holderIdentity;
    assert.is(await leader.stop(), 0);
    assert.is.not((await leaseOf(namespace, 'row55'))?.holderIdentity, holder);
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
    assert.is(second.lines('Installed release').length, 1);
  }));

it('row 55: a leader that is killed is followed when its Lease has run out, and nothing is done twice', () =>
  withTwo(async ({ account: { namespace }, leader, second }) => {
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
    await leader.kill();
    await eventually(() => assert.is(second.lines('Became leader').length, 1));
    await cluster.create(widget(namespace, 'x'));
    await untilConditions(cluster, widgetRef(namespace, 'x'), installed);
    assert.equal(await recordsIn(test, namespace), ['1 deployed', '1 deployed']);
  }));

it('row 55: without an id there is no leader election', async () => {
  const { kubeconfig, namespace } = await widgetAccount(test, 'leader');
  for (const id of [[], ['--leader-election-id=']]) {
    const words = ['run', `--watches-file=${widgetWatches}`, '--leader-elect', ...id];
    const { code, stderr } = await capstan(words, { env: { KUBECONFIG: kubeconfig, WATCH_NAMESPACE: namespace } });
    assert.is.not(code, 0);
    assert.match(stderr, '--leader-election-id');
  }
});

it('row 55: OPERATOR_NAME is the id where the flag is not given, which a notice calls deprecated', async () => {
  const { kubeconfig, namespace } = await widgetAccount(test, 'leader');
  await using operator = await launchOperator({
    kubeconfig,
    namespaces: [namespace],
    watchesFile: widgetWatches,
    flags: ['--leader-elect', `--leader-election-namespace=${namespace}`],
    env: { OPERATOR_NAME: 'old-name' },
  });
  await operator.ready();
  await eventually(async () => assert.ok((await leaseOf(namespace, 'old-name'))?.holderIdentity));
  assert.equal(
    operator.lines('Deprecated').map(({ notice }) => notice),
    ['OPERATOR_NAME is deprecated: use --leader-election-id'],
  );
});

it.run();
