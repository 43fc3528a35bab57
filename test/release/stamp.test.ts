import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { apiVersionOf, type KubeObject, type ObjectMeta, type OwnerReference } from '../../src/cluster/index.ts';
import {
  describeOwner,
  isOwnedBy,
  isSameResource,
  type Owner,
  type ReleaseIdentity,
  stampHook,
  stampObject,
} from '../../src/release/stamp.ts';
import type { RenderedObject } from '../../src/render/index.ts';

const owner: Owner = {
  group: 'kre.konstellation.io',
  version: 'v1alpha1',
  kind: 'Runtime',
  namespace: 'demo',
  name: 'kre',
  uid: 'u1',
};
const release: ReleaseIdentity = {
  name: 'kre',
  namespace: 'demo',
  storageNamespace: 'demo',
  chartName: 'kre-chart',
  owner,
};
const reference: OwnerReference = {
  apiVersion: 'kre.konstellation.io/v1alpha1',
  kind: 'Runtime',
  name: 'kre',
  uid: 'u1',
  controller: true,
  blockOwnerDeletion: true,
};
const primary = {
  'operator-sdk/primary-resource': 'demo/kre',
  'operator-sdk/primary-resource-type': 'Runtime.kre.konstellation.io',
};
const chart = { 'helm.sdk.operatorframework.io/chart': 'kre-chart' };
const managed = { 'app.kubernetes.io/managed-by': 'Helm' };
const helm = { 'meta.helm.sh/release-name': 'kre', 'meta.helm.sh/release-namespace': 'demo' };
const keep = { 'helm.sh/resource-policy': 'keep' };
const foreign = { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'u9' };

const rendered = (metadata: object): RenderedObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', ...metadata },
  spec: { ports: [80] },
});
const clusterOwned = { ...release, owner: { ...owner, namespace: '' } };
const clusterPrimary = { ...primary, 'operator-sdk/primary-resource': 'kre' };
const ownerless: ReleaseIdentity = { ...release, owner: undefined };

interface Row {
  readonly what: string;
  readonly from?: object;
  readonly of?: ReleaseIdentity;
  readonly scope?: 'cluster';
  readonly to: Partial<ObjectMeta>;
}

const labels = { ...managed, ...chart };
const annotations = { ...helm, ...primary };
const stamps: readonly Row[] = [
  {
    what: 'without a namespace: it goes where the release is, and is owned',
    to: { namespace: 'demo', labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: "in the release's namespace",
    from: { namespace: 'demo' },
    to: { namespace: 'demo', labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: 'with an empty namespace',
    from: { namespace: '' },
    to: { namespace: 'demo', labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: 'with nothing for a namespace, labels and annotations',
    from: { namespace: null, labels: null, annotations: null },
    to: { namespace: 'demo', labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: 'in another namespace: annotations, for an owner cannot be there',
    from: { namespace: 'other' },
    to: { namespace: 'other', labels, annotations },
  },
  { what: 'that is cluster-scoped: annotations', scope: 'cluster', to: { labels, annotations } },
  {
    what: 'that is cluster-scoped although it names a namespace: the namespace goes',
    scope: 'cluster',
    from: { namespace: 'demo' },
    to: { labels, annotations },
  },
  {
    what: 'that is to be kept: annotations, for garbage collection would take it with the owner',
    from: { annotations: keep },
    to: { namespace: 'demo', labels, annotations: { ...keep, ...annotations } },
  },
  {
    what: 'that is to be kept, in other letters',
    from: { annotations: { 'helm.sh/resource-policy': ' Keep' } },
    to: { namespace: 'demo', labels, annotations: { 'helm.sh/resource-policy': ' Keep', ...annotations } },
  },
  {
    what: 'with another resource policy is owned',
    from: { annotations: { 'helm.sh/resource-policy': 'delete' } },
    to: {
      namespace: 'demo',
      labels,
      annotations: { 'helm.sh/resource-policy': 'delete', ...helm },
      ownerReferences: [reference],
    },
  },
  {
    what: 'of a cluster-scoped owner, in a namespace: owned',
    of: clusterOwned,
    from: { namespace: 'other' },
    to: { namespace: 'other', labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: 'of a cluster-scoped owner, cluster-scoped: owned',
    of: clusterOwned,
    scope: 'cluster',
    to: { labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: 'of a cluster-scoped owner, to be kept: annotations without a namespace',
    of: clusterOwned,
    from: { annotations: keep },
    to: { namespace: 'demo', labels, annotations: { ...keep, ...helm, ...clusterPrimary } },
  },
  {
    what: 'of an owner in the core group, elsewhere: the type is the kind alone',
    of: { ...release, owner: { ...owner, group: '', version: 'v1' } },
    from: { namespace: 'other' },
    to: {
      namespace: 'other',
      labels,
      annotations: { ...annotations, 'operator-sdk/primary-resource-type': 'Runtime' },
    },
  },
  {
    what: 'of an owner in the core group: the reference has no group',
    of: { ...release, owner: { ...owner, group: '', version: 'v1' } },
    to: { namespace: 'demo', labels, annotations: helm, ownerReferences: [{ ...reference, apiVersion: 'v1' }] },
  },
  {
    what: 'of no owner',
    of: ownerless,
    to: { namespace: 'demo', labels, annotations: helm },
  },
  {
    what: 'with owners of its own: ours takes their place, as there can be one controller',
    from: { ownerReferences: [{ ...foreign, controller: true }, foreign] },
    to: { namespace: 'demo', labels, annotations: helm, ownerReferences: [reference] },
  },
  {
    what: 'with owners of its own, elsewhere: they stay',
    from: { namespace: 'other', ownerReferences: [foreign] },
    to: { namespace: 'other', labels, annotations, ownerReferences: [foreign] },
  },
  {
    what: 'that names the groups it waits for: Kubernetes takes no such name, and it is not sent',
    from: {
      annotations: { 'helm.sh/resource-group': 'front', 'helm.sh/depends-on/resource-groups': '["dbs"]' },
    },
    to: {
      namespace: 'demo',
      labels,
      annotations: { 'helm.sh/resource-group': 'front', ...helm },
      ownerReferences: [reference],
    },
  },
  {
    what: 'with labels and annotations of its own: they stay, besides those that say whose it is',
    from: {
      labels: { app: 'web', 'app.kubernetes.io/managed-by': 'Tiller' },
      annotations: { note: 'x', 'meta.helm.sh/release-name': 'other' },
    },
    to: {
      namespace: 'demo',
      labels: { app: 'web', ...labels },
      annotations: { note: 'x', ...helm },
      ownerReferences: [reference],
    },
  },
];

const it = suite('stamp');

for (const { what, from = {}, of = release, scope, to } of stamps) {
  it(`an object ${what}`, () => {
    const given = rendered(from);
    const copy = structuredClone(given);
    assert.equal(stampObject(given, of, scope !== 'cluster'), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', ...to },
      spec: { ports: [80] },
    });
    assert.equal(given, copy, 'what was rendered is left as it is');
  });
}

for (const [what, from, isNamespaced, to] of [
  ['is owned', {}, true, { namespace: 'demo', labels: chart, annotations: {}, ownerReferences: [reference] }],
  ['in another namespace', { namespace: 'other' }, true, { namespace: 'other', labels: chart, annotations: primary }],
  ['that is cluster-scoped', {}, false, { labels: chart, annotations: primary }],
] as const) {
  it(`a hook ${what}, and belongs to no release of Helm`, () => {
    assert.equal(stampHook(rendered(from), release, isNamespaced).metadata, { name: 'web', ...to });
  });
}

const live = (metadata: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'demo', ...metadata },
});
const helmOwned = { labels: managed, annotations: helm };
const controller = (of: Partial<OwnerReference>) => ({ ownerReferences: [{ ...reference, ...of }] });

for (const [what, metadata, of, isOurs, description] of [
  ['nothing on it', {}, release, false, 'somebody else'],
  ["Helm's words for this release", helmOwned, release, true, 'Helm release demo/kre'],
  ["Helm's words for this release, which has no owner", helmOwned, ownerless, true, 'Helm release demo/kre'],
  [
    "Helm's words for another release",
    { labels: managed, annotations: { ...helm, 'meta.helm.sh/release-name': 'x' } },
    release,
    false,
    'Helm release demo/x',
  ],
  [
    "Helm's words for a release of that name elsewhere",
    { labels: managed, annotations: { ...helm, 'meta.helm.sh/release-namespace': 'x' } },
    release,
    false,
    'Helm release x/kre',
  ],
  ["Helm's annotations without its label", { annotations: helm }, release, false, 'Helm release demo/kre'],
  ["Helm's label without its annotations", { labels: managed }, release, false, 'somebody else (managed by Helm)'],
  [
    'the label of another manager',
    { labels: { 'app.kubernetes.io/managed-by': 'kustomize' } },
    release,
    false,
    'somebody else (managed by kustomize)',
  ],
  ['the owner as its controller', controller({}), release, true, 'Runtime kre'],
  ['the owner as its controller, which the release has not', controller({}), ownerless, false, 'Runtime kre'],
  ['an earlier life of the owner as its controller', controller({ uid: 'u0' }), release, false, 'Runtime kre'],
  [
    "an earlier life of the owner as its controller, and Helm's words",
    { ...helmOwned, ...controller({ uid: 'u0' }) },
    release,
    true,
    'Runtime kre',
  ],
  [
    "another controller, and Helm's words",
    { ...helmOwned, ...controller({ name: 'other', uid: 'u2' }) },
    release,
    false,
    'Runtime other',
  ],
  [
    "a controller of another kind, and Helm's words",
    { ...helmOwned, ...controller({ kind: 'Deployment', uid: 'u2' }) },
    release,
    false,
    'Deployment kre',
  ],
  [
    "a controller, and Helm's words for a release without an owner",
    { ...helmOwned, ...controller({}) },
    ownerless,
    false,
    'Runtime kre',
  ],
  [
    'the owner among those that do not control it',
    { ownerReferences: [{ ...reference, controller: false }] },
    release,
    false,
    'somebody else',
  ],
  [
    "the owner among those that do not control it, and Helm's words",
    { ...helmOwned, ownerReferences: [foreign] },
    release,
    true,
    'Helm release demo/kre',
  ],
] as const) {
  it(`a live object with ${what} is ${isOurs ? "the release's" : "not the release's"}: ${description}`, () => {
    assert.is(isOwnedBy(live(metadata), of), isOurs);
    assert.is(describeOwner(live(metadata)), description);
  });
}

it('what is stamped is owned, wherever the owner could be named or not', () => {
  for (const { from = {}, of = release, scope } of stamps) {
    assert.ok(isOwnedBy(stampObject(rendered(from), of, scope !== 'cluster'), of));
  }
});

const apiVersion = apiVersionOf(owner);
for (const [what, reference, of, want] of [
  ['its name and kind', { apiVersion, kind: 'Runtime', name: 'kre' }, owner, true],
  ['another name', { apiVersion, kind: 'Runtime', name: 'x' }, owner, false],
  ['another group', { apiVersion: 'other.example/v1', kind: 'Runtime', name: 'kre' }, owner, false],
  ['another version', { apiVersion: `${owner.group}/v9`, kind: 'Runtime', name: 'kre' }, owner, true],
  ['another kind', { apiVersion, kind: 'RuntimeVersion', name: 'kre' }, owner, false],
  ['no resource', { apiVersion, kind: 'Runtime', name: 'kre' }, undefined, false],
] as const) {
  it(`a reference to ${what} is ${want ? '' : 'not '}to the resource`, () =>
    assert.is(isSameResource(reference, of), want));
}

it.run();
