import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import { startOperator } from '../../support/operator.ts';
import {
  conditionOf,
  define,
  installed,
  namesIn,
  statusOf,
  until,
  untilConditions,
  untilEstablished,
  untilGone,
  yamlFile,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configDataOf, configMapRef } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster, kubeconfig } = test;
const api = 'test.capstan.dev';
await define(cluster, 'test/fixtures/widget-crd.yaml');
await defineLike('gadgets', 'Gadget', 'Namespaced');
await defineLike('sprockets', 'Sprocket', 'Cluster');

const it = suite('resources of every sort');

const chart = new URL('../../fixtures/widget', import.meta.url).pathname;
const plain = writeChart('plain', {
  'text.yaml': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  text: {{ .Values.text | quote }}
`,
});

const periodAnnotation = 'helm.sdk.operatorframework.io/reconcile-period';

/** Where nothing is watched, only a period repairs. */
for (const [what, flag, watch, annotation, isRepaired] of [
  ['the flag', '300ms', {}, undefined, true],
  ['the entry of watches.yaml outweighs the flag', '1h', { reconcilePeriod: '300ms' }, undefined, true],
  ['the annotation outweighs both', '1h', { reconcilePeriod: '1h' }, '300ms', true],
  ['0 is none', '300ms', {}, '0', false],
] as const) {
  it(`row 30: the period of reconciles: ${what}`, () =>
    withOperator(
      [{ kind: 'Widget', chart, watchDependentResources: false, ...watch }],
      async (namespace) => {
        const ref = refOf('Widget', namespace, 'w');
        const annotations = annotation === undefined ? {} : { [periodAnnotation]: annotation };
        await cluster.create(resource(ref, {}, annotations));
        await untilConditions(cluster, ref, installed);
        const config = configMapRef(namespace, 'w');
        if (!isRepaired) return eventually(() => staysAway(config));
        await cluster.delete(config);
        await until(cluster, config, () => {});
      },
      [`--reconcile-period=${flag}`],
    ));
}

it('row 30: an annotation that is no period is told, the period of before counts, and the resource can be deleted', () =>
  withOperator([{ kind: 'Widget', chart }], async (namespace) => {
    const ref = refOf('Widget', namespace, 'w');
    await cluster.create(resource(ref, {}, { [periodAnnotation]: 'soon' }));
    await until(cluster, ref, (live) => {
      assert.match(conditionOf(live, 'Irreconcilable')?.message ?? '', /reconcile-period.*"soon" is no duration/);
      assert.is(conditionOf(live, 'Deployed')?.status, 'True');
    });
    await cluster.patch(ref, { type: 'merge', body: { metadata: { annotations: { [periodAnnotation]: '5m' } } } });
    await until(cluster, ref, (live) => assert.is(conditionOf(live, 'Irreconcilable'), undefined));
    await cluster.patch(ref, { type: 'merge', body: { metadata: { annotations: { [periodAnnotation]: 'never' } } } });
    await cluster.delete(ref);
    await untilGone(cluster, ref);
  }));

it('row 31: several resources of several kinds, two kinds of one chart', () =>
  withOperator(
    [
      { kind: 'Widget', chart: plain },
      { kind: 'Gadget', chart: plain },
    ],
    async (namespace) => {
      const refs = [refOf('Widget', namespace, 'a'), refOf('Widget', namespace, 'b'), refOf('Gadget', namespace, 'c')];
      for (const ref of refs) await cluster.create(resource(ref, { text: `of ${ref.name}` }));
      for (const ref of refs) await untilConditions(cluster, ref, installed);
      for (const { name } of refs) assert.equal(await configDataOf(test, namespace, name), { text: `of ${name}` });
    },
  ));

it('row 31: the second of two kinds that choose one name is told so, and the first keeps its release', () =>
  withOperator(
    [
      { kind: 'Widget', chart: plain },
      { kind: 'Gadget', chart: plain },
    ],
    async (namespace) => {
      const [first, second] = [refOf('Widget', namespace, 'same'), refOf('Gadget', namespace, 'same')];
      await cluster.create(resource(first, { text: 'first' }));
      await untilConditions(cluster, first, installed);
      await cluster.create(resource(second, { text: 'second' }));
      await until(cluster, second, (live) => {
        assert.match(
          conditionOf(live, 'ReleaseFailed')?.message ?? conditionOf(live, 'Irreconcilable')?.message ?? '',
          /belongs to Widget same/,
        );
      });
      assert.equal(await configDataOf(test, namespace, 'same'), { text: 'first' });
      await cluster.delete(second);
      await untilGone(cluster, second);
      assert.equal(await configDataOf(test, namespace, 'same'), { text: 'first' });
    },
  ));

const longName = `a-name-${'x'.repeat(60)}`;

it('row 33: a name longer than a release may have is told once, and not tried again', () =>
  withOperator([{ kind: 'Widget', chart: plain }], async (namespace, operator) => {
    const ref = refOf('Widget', namespace, longName);
    await cluster.create(resource(ref));
    await until(cluster, ref, (live) => {
      const failed = conditionOf(live, 'ReleaseFailed');
      assert.is(failed?.reason, 'InstallError');
      assert.match(failed?.message ?? '', /has 67 characters; at most 53 are allowed/);
      assert.is(conditionOf(live, 'Stalled')?.status, 'True');
    });
    assert.is(operator.lines('Release failed').length, 1);
    await cluster.delete(ref);
    await untilGone(cluster, ref);
  }));

it('row 33: with a releaseName it is shortened, the same at every start', () =>
  withOperator([{ kind: 'Widget', chart: plain, releaseName: '{{ .metadata.name }}' }], async (namespace) => {
    const ref = refOf('Widget', namespace, longName);
    await cluster.create(resource(ref, { text: 'short' }));
    const live = await untilConditions(cluster, ref, installed);
    const name = statusOf(live).deployedRelease?.name ?? '';
    assert.ok(name.length <= 53, name);
    assert.match(name, /^a-name-x+-[0-9a-f]{8}$/);
    assert.equal(await configDataOf(test, namespace, name), { text: 'short' });
    await cluster.patch(ref, { type: 'merge', body: { spec: { text: 'still' } } });
    await eventually(async () => assert.equal(await configDataOf(test, namespace, name), { text: 'still' }));
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    assert.equal(await namesIn(cluster, namespace), []);
  }));

it('row 34: a cluster-scoped resource without a declared namespace is told what is missing, and can be deleted', () =>
  withOperator([{ kind: 'Sprocket', chart: plain }], async (namespace) => {
    const ref = refOf('Sprocket', '', `lost-${namespace}`);
    await cluster.create(resource(ref));
    await until(cluster, ref, (live) => {
      assert.match(conditionOf(live, 'ReleaseFailed')?.message ?? '', /is cluster-scoped .*targetNamespace/);
      assert.is(conditionOf(live, 'Stalled')?.status, 'True');
    });
    await cluster.delete(ref);
    await untilGone(cluster, ref);
  }));

it('row 34: with one it is installed there, upgraded, repaired and uninstalled', () =>
  withOperator(
    [{ kind: 'Sprocket', chart: plain, targetNamespace: '{{ .spec.home }}' }],
    async (namespace) => {
      const ref = refOf('Sprocket', '', `found-${namespace}`);
      await cluster.create(resource(ref, { home: namespace, text: 'one' }));
      await untilConditions(cluster, ref, installed);
      assert.equal(await configDataOf(test, namespace, ref.name), { text: 'one' });
      await cluster.patch(ref, { type: 'merge', body: { spec: { text: 'two' } } });
      await eventually(async () => assert.equal(await configDataOf(test, namespace, ref.name), { text: 'two' }));
      await cluster.delete(configMapRef(namespace, ref.name));
      await until(cluster, configMapRef(namespace, ref.name), (live) => assert.equal(live['data'], { text: 'two' }));
      await cluster.delete(ref);
      await untilGone(cluster, ref);
      assert.equal(await namesIn(cluster, namespace), []);
    },
    [],
    [''],
  ));

it('a release of a targetNamespace: its objects are there, its records beside the resource', () =>
  withOperator(
    [{ kind: 'Widget', chart: plain, targetNamespace: '{{ .metadata.namespace }}-target' }],
    async (namespace) => {
      const target = `${namespace}-target`;
      await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: target } });
      const ref = refOf('Widget', namespace, 'w');
      await cluster.create(resource(ref, { text: 'one' }));
      await untilConditions(cluster, ref, installed);
      assert.equal(await configDataOf(test, target, 'w'), { text: 'one' });
      assert.equal(await namesIn(cluster, namespace), ['Secret/sh.helm.release.v1.w.v1']);
      await cluster.delete(ref);
      await untilGone(cluster, ref);
      assert.equal(await namesIn(cluster, target), []);
    },
  ));

/** An operator with every right in a namespace of its own; it is gone, and its resources with it, at the end. */
async function withOperator(
  entries: readonly object[],
  use: (namespace: string, operator: Awaited<ReturnType<typeof startOperator>>) => Promise<void>,
  flags: readonly string[] = [],
  namespaces?: readonly string[],
): Promise<void> {
  const namespace = await testNamespace(cluster, 'resources');
  const watches = entries.map((entry) => ({ group: api, version: 'v1', ...entry }));
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify(watches));
  const operator = await startOperator({ kubeconfig, namespaces: namespaces ?? [namespace], watchesFile, flags });
  try {
    await use(namespace, operator);
  } finally {
    await operator.kill();
    for (const kind of ['Widget', 'Gadget']) await removeAll(kind, namespace);
  }
}

async function removeAll(kind: string, namespace: string): Promise<void> {
  for (const { metadata } of (await cluster.list({ gvk: { group: api, version: 'v1', kind }, namespace })).items) {
    const ref = refOf(kind, namespace, metadata.name);
    await cluster.patch(ref, { type: 'merge', body: { metadata: { finalizers: null } } });
    await cluster.delete(ref);
  }
}

function refOf(kind: string, namespace: string, name: string): ObjectRef {
  return { group: api, version: 'v1', kind, namespace, name };
}

function resource({ kind, namespace, name }: ObjectRef, spec: object = {}, annotations = {}): KubeObject {
  const metadata = { name, annotations, ...(namespace === '' ? {} : { namespace }) };
  return { apiVersion: `${api}/v1`, kind, metadata, spec };
}

/** Once it is deleted. A pass that was under way may still put it back: then this is asked again. */
async function staysAway(ref: ObjectRef): Promise<void> {
  await cluster.delete(ref);
  for (let look = 0; look < 15; look++) {
    assert.is(await cluster.get(ref), undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A kind as Widget is, under another name. */
async function defineLike(plural: string, kind: string, scope: 'Namespaced' | 'Cluster'): Promise<void> {
  const definition = yamlFile('test/fixtures/widget-crd.yaml') as KubeObject & { spec: object };
  const names = { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() };
  await untilEstablished(cluster, {
    ...definition,
    metadata: { name: `${plural}.${api}` },
    spec: { ...definition.spec, scope, names },
  });
}

it.run();
