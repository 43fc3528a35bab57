import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, untilQuiet } from '../../support/audit.ts';
import { eventually } from '../../support/cluster.ts';
import {
  conditionOf,
  installed,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
} from '../../support/resources.ts';
import { configMapRef } from '../../support/stage.ts';
import { watchStage } from '../../support/watch-stage.ts';

const it = suite('removeAfter');

const group = `${randomBytes(4).toString('hex')}.capstan.dev`;
const stage = await watchStage(
  {
    reconcilePeriod: '0s',
    removeAfter: [
      { apiVersion: 'v1', kind: 'ConfigMap', selector: { matchLabels: { uses: '{{ .metadata.name }}' } } },
      { apiVersion: `${group}/v1`, kind: 'Tenant', namespace: '{{ .spec.tenants | default .metadata.namespace }}' },
    ],
  },
  { isAdmin: true },
);
const { test, cluster, namespace, ref, create } = stage;
it.after(() => stage.close());

const user = (name: string, of: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: { uses: of } },
});

/** What the status says while the uninstall waits. */
const saysInUse = (name: string, words: string) =>
  until(cluster, ref(name), (live) => {
    for (const type of ['Ready', 'Reconciling']) {
      const { status, reason, message } = conditionOf(live, type) ?? {};
      const want = [type === 'Ready' ? 'False' : 'True', 'InUse', `the uninstall waits for ${words} to be gone`];
      assert.equal([status, reason, message], want);
    }
  });

it('an uninstall waits while there are such objects, says for which, and goes on when the last one is gone', async () => {
  await create('a');
  await untilConditions(cluster, ref('a'), installed);
  await cluster.create(user('one', 'a'));
  await cluster.create(user('two', 'a'));
  await cluster.create(user('other', 'b'));
  await cluster.delete(ref('a'));
  await saysInUse('a', `ConfigMap ${namespace}/one, ConfigMap ${namespace}/two`);
  assert.ok(await cluster.get(configMapRef(namespace, 'a')), 'nothing is deleted before');
  await cluster.delete(configMapRef(namespace, 'two'));
  await saysInUse('a', `ConfigMap ${namespace}/one`);
  await cluster.create(user('three', 'a'));
  await saysInUse('a', `ConfigMap ${namespace}/one, ConfigMap ${namespace}/three`);
  await cluster.delete(configMapRef(namespace, 'one'));
  await cluster.delete(configMapRef(namespace, 'three'));
  await untilGone(cluster, ref('a'));
  assert.is(await cluster.get(configMapRef(namespace, 'a')), undefined);
  assert.equal(stage.operator.errors, []);
});

it('meanwhile the release is kept as it is, and nothing is asked', async () => {
  await create('c', { text: 'one' });
  await untilConditions(cluster, ref('c'), installed);
  await cluster.create(user('four', 'c'));
  await cluster.delete(ref('c'));
  await saysInUse('c', `ConfigMap ${namespace}/four`);
  await cluster.delete(configMapRef(namespace, 'c'));
  await eventually(async () => assert.ok(await cluster.get(configMapRef(namespace, 'c')), 'put back'));
  // Without a resource: whether the kind that is not there has come.
  const isAsked = ({ userAgent, resource, verb }: AuditEvent) =>
    userAgent.startsWith('capstan/') && resource !== '' && verb !== 'watch';
  const mark = await untilQuiet(test, isAsked);
  await cluster.patch(configMapRef(namespace, 'four'), { type: 'merge', body: { data: { it: 'changed' } } });
  await sleep(1_500);
  const asked = auditEvents(test, mark).filter(isAsked);
  assert.equal(
    asked.map(({ verb, uri }) => `${verb} ${uri}`),
    [],
  );
  await stage.restart();
  await saysInUse('c', `ConfigMap ${namespace}/four`);
  await cluster.delete(configMapRef(namespace, 'four'));
  await untilGone(cluster, ref('c'));
});

it('a kind that is not there holds nothing up, nor does one that goes', async () => {
  const tenant = { apiVersion: `${group}/v1`, kind: 'Tenant', metadata: { name: 't', namespace } };
  await untilEstablished(cluster, tenants);
  await eventually(() => cluster.create(tenant));
  await create('d');
  await untilConditions(cluster, ref('d'), installed);
  await cluster.delete(ref('d'));
  await saysInUse('d', `Tenant ${namespace}/t`);
  await cluster.delete(definition);
  await untilGone(cluster, ref('d'), 60_000);
  await create('e');
  await untilConditions(cluster, ref('e'), installed);
  await cluster.delete(ref('e'));
  await untilGone(cluster, ref('e'));
});

it('an orphaned release waits for nothing, and one that never was neither', async () => {
  await cluster.create(user('five', 'f'));
  await create('f', {}, { 'capstan.dev/orphan': 'true' });
  await untilConditions(cluster, ref('f'), installed);
  await cluster.delete(ref('f'));
  await untilGone(cluster, ref('f'));
  assert.ok(await cluster.get(configMapRef(namespace, 'f')));
  const name = 'g'.repeat(54);
  await cluster.create(user('six', name));
  await create(name);
  await until(cluster, ref(name), (live) => assert.is(conditionOf(live, 'Stalled')?.status, 'True'));
  await cluster.delete(ref(name));
  await untilGone(cluster, ref(name));
});

const definition: ObjectRef = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  namespace: '',
  name: `tenants.${group}`,
};

const tenants: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `tenants.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'Tenant', listKind: 'TenantList', plural: 'tenants', singular: 'tenant' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

it.run();
