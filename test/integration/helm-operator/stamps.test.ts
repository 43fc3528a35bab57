import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { until, untilGone } from '../../support/resources.ts';
import { configMapOf, type RenderedLike, refTo, startVerbatim } from '../../support/verbatim.ts';

const test = await useControlPlane();
const { cluster } = test;
const it = suite('stamps');

const stage = await startVerbatim({ rules: 'everything', flags: ['--reconcile-period=10m'] });
const { namespace } = stage;
const other = await testNamespace(cluster, 'other');
it.after(async () => {
  await stage[Symbol.asyncDispose]();
});

const configMap = (name: string, place = namespace) => refTo('v1/ConfigMap', place, name);
const clusterRole = refTo('rbac.authorization.k8s.io/v1/ClusterRole', '', `${namespace}-stamps`);
const hook = { annotations: { 'helm.sh/hook': 'post-install' } };
const keep = { annotations: { 'helm.sh/resource-policy': 'keep' } };
const theirOwner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'chart', uid: '00000000-0000-0000-0000-000000000000' };

const objects: readonly RenderedLike[] = [
  configMapOf('same', { a: '1' }, { labels: { own: 'label' }, annotations: { own: 'annotation' } }),
  configMapOf('referring', { a: '1' }, { ownerReferences: [theirOwner] }),
  configMapOf('elsewhere', { a: '1' }, { namespace: other }),
  configMapOf('kept', { a: '1' }, keep),
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: clusterRole.name },
    rules: [],
  },
  configMapOf('hook', { a: '1' }, hook),
  configMapOf('hook-elsewhere', { a: '1' }, { ...hook, namespace: other }),
];

const chart = { 'helm.sdk.operatorframework.io/chart': 'verbatim' };
const helmLabels = { 'app.kubernetes.io/managed-by': 'Helm', ...chart };
const helmAnnotations = { 'meta.helm.sh/release-name': 'w', 'meta.helm.sh/release-namespace': namespace };
const primary = {
  'operator-sdk/primary-resource': `${namespace}/w`,
  'operator-sdk/primary-resource-type': 'Widget.test.capstan.dev',
};
const referred = 'Widget w';

/** What 1.5 of helm-operator's description says of each. */
const stamps: readonly [
  what: string,
  ref: ObjectRef,
  labels: object,
  annotations: object,
  owner: string | undefined,
][] = [
  [
    'an object in the namespace of its resource',
    configMap('same'),
    { own: 'label', ...helmLabels },
    { own: 'annotation', ...helmAnnotations },
    referred,
  ],
  ['an object whose chart names an owner', configMap('referring'), helmLabels, helmAnnotations, referred],
  [
    'an object in another namespace',
    configMap('elsewhere', other),
    helmLabels,
    { ...helmAnnotations, ...primary },
    undefined,
  ],
  [
    'an object to be kept',
    configMap('kept'),
    helmLabels,
    { ...keep.annotations, ...helmAnnotations, ...primary },
    undefined,
  ],
  ['an object without namespace', clusterRole, helmLabels, { ...helmAnnotations, ...primary }, undefined],
  ['a hook', configMap('hook'), chart, hook.annotations, referred],
  [
    'a hook in another namespace',
    configMap('hook-elsewhere', other),
    chart,
    { ...hook.annotations, ...primary },
    undefined,
  ],
];

const release = await stage.install('w', objects);

for (const [what, ref, labels, annotations, owner] of stamps) {
  it(`row 13: stamps of ${what}`, async () => {
    const { metadata } = await until(cluster, ref, () => {});
    assert.equal(metadata.labels, labels);
    assert.equal(metadata.annotations, annotations);
  });

  it(`row 14: ${owner ? 'one controlling owner reference' : 'annotations instead of an owner reference'}: ${what}`, async () => {
    const { metadata } = await until(cluster, ref, () => {});
    const { uid } = (await until(cluster, release, () => {})).metadata;
    const reference = {
      apiVersion: 'test.capstan.dev/v1',
      kind: 'Widget',
      name: 'w',
      uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    assert.equal(metadata.ownerReferences, owner ? [reference] : undefined);
    assert.is(metadata.annotations?.['operator-sdk/primary-resource'], owner ? undefined : `${namespace}/w`);
  });
}

for (const [what, ref] of stamps.filter(([name]) => !name.includes('hook'))) {
  it(`row 13: what is made anew has the same stamps, fields and manager: ${what}`, async () => {
    const before = await until(cluster, ref, () => {});
    await cluster.delete(ref);
    const after = await until(cluster, ref, ({ metadata }) => assert.is.not(metadata.uid, before.metadata.uid));
    assert.equal(stampsOf(after), stampsOf(before));
    assert.equal(managersOf(after), ['capstan Apply']);
  });
}

it('row 13: an edited object gets its stamps back', async () => {
  const before = await until(cluster, configMap('same'), () => {});
  for (const bare of [{ labels: null, annotations: null }, { ownerReferences: null }]) {
    const { metadata } = await cluster.patch(configMap('same'), { type: 'merge', body: { metadata: bare } });
    for (const field of Object.keys(bare)) assert.is(metadata[field as keyof typeof metadata], undefined);
    await until(cluster, configMap('same'), (object) => assert.equal(stampsOf(object), stampsOf(before)));
  }
});

it('row 14: deleting the resource leaves what is to be kept, also when only garbage collection is at work', async () => {
  const [kept, owned] = [configMap('kept'), configMap('same')];
  const { uid } = (await until(cluster, kept, () => {})).metadata;
  // Nobody uninstalls: the garbage collector of kube-controller-manager alone takes what the resource owns.
  await stage.operator.kill();
  await cluster.patch(release, { type: 'merge', body: { metadata: { finalizers: null } } });
  await cluster.delete(release);
  await untilGone(cluster, owned, 120_000);
  await untilGone(cluster, configMap('referring'), 120_000);
  await eventually(async () => {
    assert.is((await cluster.get(kept))?.metadata.uid, uid);
    assert.ok(await cluster.get(configMap('elsewhere', other)));
    assert.ok(await cluster.get(clusterRole));
  });
  await cluster.delete(clusterRole);
});

it('row 14: a resource that is uninstalled leaves what is to be kept', async () => {
  await using fresh = await startVerbatim();
  const kept = configMap('kept', fresh.namespace);
  const ref = await fresh.install('w', [configMapOf('kept', { a: '1' }, keep), configMapOf('same', { a: '1' })]);
  const { uid } = (await until(cluster, kept, () => {})).metadata;
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await untilGone(cluster, configMap('same', fresh.namespace));
  assert.is((await cluster.get(kept))?.metadata.uid, uid);
});

function stampsOf({ metadata }: KubeObject): object {
  const { labels, annotations, ownerReferences } = metadata;
  return { labels, annotations, ownerReferences };
}

function managersOf({ metadata }: KubeObject): string[] {
  return (metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`);
}

it.run();
