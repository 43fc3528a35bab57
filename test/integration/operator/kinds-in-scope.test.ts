import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import {
  conditionOf,
  installed,
  listKind,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configDataOf, configMapRef, recordsIn } from '../../support/stage.ts';
import { valuesChart } from '../../support/values-chart.ts';

const it = suite('kinds that an operator looks after');
const test = await useControlPlane();
const { cluster, kubeconfig } = test;

/** A group of its own for each test: operators of others would find its resources. */
const newGroup = () => `${randomBytes(4).toString('hex')}.capstan.dev`;
const chart = valuesChart();

const refOf = (group: string, kind: string, namespace: string, name: string): ObjectRef => ({
  group,
  version: 'v1',
  kind,
  namespace,
  name,
});

function define(group: string, kind: string, scope: 'Namespaced' | 'Cluster'): Promise<void> {
  const plural = `${kind.toLowerCase()}s`;
  const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: any, status: any } } };
  return untilEstablished(cluster, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema }],
    },
  });
}

function create({ group, kind, namespace, name }: ObjectRef, spec: object = {}): Promise<KubeObject> {
  const metadata = { name, ...(namespace === '' ? {} : { namespace }) };
  return eventually(() => cluster.create({ apiVersion: `${group}/v1`, kind, metadata, spec }));
}

const start = (group: string, namespaces: readonly string[], entries: readonly object[]) => {
  const watches = entries.map((entry) => ({ group, version: 'v1', chart, reconcilePeriod: '0s', ...entry }));
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify(watches));
  return startOperator({ kubeconfig, namespaces, watchesFile });
};

const hub = { kind: 'Hub', targetNamespace: '{{ .spec.home }}' };

for (const count of [1, 3]) {
  it(`a cluster-scoped kind is watched cluster-wide by an operator of ${count} namespaces`, async () => {
    const group = newGroup();
    await define(group, 'Hub', 'Cluster');
    const homes = await Promise.all(Array.from({ length: count }, () => testNamespace(cluster, 'home')));
    const refs = homes.map((home) => refOf(group, 'Hub', '', `of-${home}`));
    const early = refs[0]!;
    await create(early, { home: homes[0], text: 'early' });
    await using operator = await start(group, homes, [hub]);
    for (const [index, ref] of refs.slice(1).entries()) await create(ref, { home: homes[index + 1] });
    for (const ref of refs) await untilConditions(cluster, ref, installed);
    await cluster.patch(early, { type: 'merge', body: { spec: { text: 'late' } } });
    await eventually(async () => {
      const { values = '' } = await configDataOf(test, homes[0]!, early.name);
      assert.is(JSON.parse(values).text, 'late');
    });
    for (const ref of refs) await cluster.delete(ref);
    for (const ref of refs) await untilGone(cluster, ref);
    for (const home of homes) assert.equal(await recordsIn(test, home), []);
    assert.equal(operator.errors, []);
  });
}

it('a restart of it takes no release for a new one', async () => {
  const group = newGroup();
  await define(group, 'Hub', 'Cluster');
  const homes = [await testNamespace(cluster, 'home'), await testNamespace(cluster, 'home')];
  const refs = homes.map((home) => refOf(group, 'Hub', '', `of-${home}`));
  {
    await using _ = await start(group, homes, [hub]);
    for (const [index, ref] of refs.entries()) await create(ref, { home: homes[index] });
    for (const ref of refs) await until(cluster, ref, isReady);
  }
  await using operator = await start(group, homes, [hub]);
  await eventually(() => assert.ok(operator.lines('Reconciled release').length >= refs.length));
  for (const home of homes) assert.equal(await recordsIn(test, home), ['1 deployed']);
  assert.equal(operator.errors, []);
});

it('one whose release belongs to a namespace that is not looked after is left alone, and told', async () => {
  const group = newGroup();
  await define(group, 'Hub', 'Cluster');
  const [ours, theirs] = [await testNamespace(cluster, 'ours'), await testNamespace(cluster, 'theirs')];
  const ref = refOf(group, 'Hub', '', `of-${theirs}`);
  await using operator = await start(group, [ours], [hub]);
  await create(ref, { home: theirs });
  const words = 'Resource left alone: its release belongs to a namespace that is not looked after';
  await eventually(() => assert.is(operator.lines(words)[0]?.['storageNamespace'], theirs));
  await eventually(async () => {
    const events = await listKind(cluster, 'default', 'v1/Event');
    const own = events.filter((event) => (event['involvedObject'] as { name?: string }).name === ref.name);
    assert.is(own[0]?.['reason'], 'OutOfScope');
  });
  const live = await cluster.get(ref);
  assert.equal([live?.['status'], live?.metadata.finalizers], [undefined, undefined]);
  assert.is(await cluster.get(configMapRef(theirs, ref.name)), undefined);
  await cluster.delete(ref);
  await untilGone(cluster, ref);
});

it('an entry whose kind is not there yet holds no other up, is told, and comes to life with its definition', async () => {
  const group = newGroup();
  await define(group, 'Node', 'Namespaced');
  const namespace = await testNamespace(cluster, 'kinds');
  const [node, late] = [refOf(group, 'Node', namespace, 'node'), refOf(group, 'Late', namespace, 'late')];
  await using operator = await start(group, [namespace], [{ kind: 'Late' }, hub, { kind: 'Node' }]);
  await create(node);
  await untilConditions(cluster, node, installed);
  assert.equal(waitingFor(operator), ['Hub', 'Late']);
  await define(group, 'Late', 'Namespaced');
  await create(late);
  await untilConditions(cluster, late, installed);
  await define(group, 'Hub', 'Cluster');
  const one = refOf(group, 'Hub', '', `of-${namespace}`);
  await create(one, { home: namespace });
  await untilConditions(cluster, one, installed);
  assert.equal(operator.errors, []);
  for (const ref of [node, late, one]) await cluster.delete(ref);
  for (const ref of [node, late, one]) await untilGone(cluster, ref);
});

/** Kinds that the log says are waited for. */
function waitingFor(operator: OperatorProcess): string[] {
  const words = 'Waiting for the CustomResourceDefinition: the API server does not know the kind';
  return [...new Set(operator.lines(words).map((line) => String(line['kind'])))].sort();
}

function isReady(live: KubeObject): void {
  assert.is(conditionOf(live, 'Ready')?.status, 'True');
}

it.run();
