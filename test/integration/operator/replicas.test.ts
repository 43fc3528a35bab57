import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shardOf } from '../../../src/operator/shards/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, useControlPlane, userKubeconfig } from '../../support/cluster.ts';
import { tcpRelay } from '../../support/faults/index.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import { allow, widgetAccount, widgetRules, widgetWatches } from '../../support/operator-account.ts';
import { conditionOf, define, deployFile, listKind, widget, widgetRef } from '../../support/resources.ts';
import { removeWidgets } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const it = suite('replicas that share the work');

const shards = 8;
const names = Array.from({ length: 60 }, (_, index) => `w${index}`);

/** A kubeconfig of a ServiceAccount of its own, with the rights of the operator's. */
async function accountOf(namespace: string, name: string): Promise<string> {
  const api = 'rbac.authorization.k8s.io';
  await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  for (const role of [deployFile('role.yaml').metadata.name, 'more']) {
    await cluster.create({
      apiVersion: `${api}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `${name}-${role}`, namespace },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
      roleRef: { apiGroup: api, kind: 'Role', name: role },
    });
  }
  return userKubeconfig(test, { namespace, name });
}

/** Says a text to every resource, and waits until every release says it. */
async function everybodySays(namespace: string, text: string): Promise<void> {
  await Promise.all(
    names.map((name) => cluster.patch(widgetRef(namespace, name), { type: 'merge', body: { spec: { text } } })),
  );
  await eventually(
    async () => {
      const texts = (await listKind(cluster, namespace, 'v1/ConfigMap'))
        .filter(({ metadata }) => names.includes(metadata.name))
        .map(({ data }) => (data as { text: string }).text);
      assert.is(texts.filter((each) => each === text).length, names.length);
    },
    { timeoutMs: 90_000, everyMs: 300 },
  );
}

async function areShared(namespace: string, replicas: number): Promise<void> {
  await eventually(
    async () => {
      const leases = await listKind(cluster, namespace, 'coordination.k8s.io/v1/Lease');
      const held = Map.groupBy(
        leases.filter(({ metadata }) => metadata.name.startsWith('widgets-shard-')),
        ({ spec }) => (spec as { holderIdentity: string }).holderIdentity,
      );
      assert.not(held.has(''));
      assert.is(held.size, replicas);
      for (const each of held.values()) assert.ok(each.length >= Math.floor(shards / replicas));
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

/** Writes that are no part of the tenure of him who sent them. A shard's Lease is written when it is taken, and when it is given up. */
function writesOutOfTurn(namespace: string, since: number): string[] {
  const writes = auditEvents(test, since)
    .filter(({ verb, code, namespace: where }) => where === namespace && code < 300 && !/^(get|list|watch)$/.test(verb))
    .filter(({ user }) => user.includes(':replica-'))
    .sort((a, b) => a.timeMs - b.timeMs);
  const holders = new Map<number, string>();
  const wrong: string[] = [];
  for (const { user, resource, name, verb, timeMs } of writes) {
    const shard =
      resource === 'leases' ? Number(/-shard-(\d+)$/.exec(name)?.[1] ?? Number.NaN) : shardFor(namespace, name);
    if (Number.isNaN(shard)) continue;
    if (resource === 'leases') holders.set(shard, holders.get(shard) === user ? '' : user);
    else if (holders.get(shard) !== user) {
      wrong.push(
        `${new Date(timeMs).toISOString()} ${user} ${verb} ${resource} ${name}: shard ${shard} is ${holders.get(shard)}'s`,
      );
    }
  }
  assert.ok(writes.length > names.length);
  return wrong;
}

/** The shard of the resource that an object's name tells of; events have other names. */
function shardFor(namespace: string, name: string): number {
  const resource = /^(?:sh\.helm\.release\.v1\.)?(w\d+)(?:\.v\d+)?$/.exec(name)?.[1];
  return resource === undefined ? Number.NaN : shardOf(namespace, resource, shards);
}

it('three processes join, one is stopped, one killed, one cut off: all is done, and nothing by two at once', async () => {
  const { namespace } = await widgetAccount(test, 'replicas');
  await allow(test, namespace, widgetRules);
  const mark = auditMark(test);
  const processes: OperatorProcess[] = [];
  const flags = [`--shards=${shards}`, '--leader-election-id=widgets', `--leader-election-namespace=${namespace}`];
  const begin = async (kubeconfig: string) => {
    const process = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: widgetWatches, flags });
    processes.push(process);
    return process;
  };
  await using relay = await tcpRelay(await accountOf(namespace, 'replica-3'));
  try {
    const first = await begin(await accountOf(namespace, 'replica-1'));
    await Promise.all(names.map((name) => cluster.create(widget(namespace, name, { text: 'hello' }))));
    const joining = Promise.all([accountOf(namespace, 'replica-2').then(begin), begin(relay.kubeconfig)]);
    await everybodySays(namespace, 'joined');
    const [second] = await joining;
    await areShared(namespace, 3);

    const changing = everybodySays(namespace, 'stopped');
    assert.is(await first.stop(), 0);
    await changing;
    await areShared(namespace, 2);

    const healing = relay.cut();
    await everybodySays(namespace, 'cut');
    await areShared(namespace, 1);
    healing();
    await areShared(namespace, 2);

    const killing = everybodySays(namespace, 'killed');
    await second.kill();
    await killing;
    await areShared(namespace, 1);

    await eventually(async () => {
      const widgets = await listKind(cluster, namespace, 'test.capstan.dev/v1/Widget');
      const ready = widgets.filter((object) => conditionOf(object, 'Ready')?.status === 'True');
      assert.is(ready.length, names.length);
    });
    assert.equal(writesOutOfTurn(namespace, mark), []);
    await eventually(async () => {
      const records = await listKind(cluster, namespace, 'v1/Secret');
      const deployed = records.filter(({ metadata }) => metadata.labels?.['status'] === 'deployed');
      assert.equal(deployed.map(({ metadata }) => metadata.labels?.['name']).sort(), names.toSorted());
      const statuses = new Set(records.map(({ metadata }) => metadata.labels?.['status'] ?? ''));
      statuses.delete('failed'); // of an upgrade in whose middle the kill came
      assert.equal([...statuses].sort(), ['', 'deployed', 'superseded']);
    });
  } finally {
    await Promise.all(processes.map((process) => process.kill()));
    await removeWidgets(test, namespace);
  }
});

it.run();
