import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectMeta } from '../../src/cluster/index.ts';
import {
  finalizer,
  hasFinalizer,
  hasInputChanged,
  keepResource,
  ownerOf,
  type Resource,
  withFinalizer,
  withFingerprint,
  withoutFinalizers,
} from '../../src/operator/resource.ts';

const metadata: ObjectMeta = {
  name: 'kre',
  namespace: 'demo',
  uid: 'u1',
  resourceVersion: '5',
  generation: 2,
  labels: { app: 'kre' },
  annotations: { note: 'x' },
};
const runtime = (changes: Partial<ObjectMeta> = {}, more: object = {}): KubeObject => ({
  apiVersion: 'kre.konstellation.io/v1alpha1',
  kind: 'Runtime',
  metadata: { ...metadata, ...changes },
  spec: { a: 1 },
  ...more,
});
const resource = (changes: Partial<ObjectMeta> = {}, more: object = {}): Resource =>
  keepResource(runtime(changes, more));

const it = suite('resource');

it('is kept without managedFields, its status apart, the manifest in it as a fingerprint', () => {
  const managedFields = [{ manager: 'x', operation: 'Apply', apiVersion: 'v1' }] as const;
  const status = { phase: 'theirs', deployedRelease: { name: 'kre', manifest: 'kind: A\n' } };
  const kept = resource({ managedFields }, { status });
  assert.equal(kept.object, { ...runtime(), status: undefined });
  assert.is(kept.status['phase'], 'theirs');
  assert.is(kept.status.deployedRelease?.name, 'kre');
  assert.match(kept.status.deployedRelease?.manifest ?? '', /^sha256:[0-9a-f]{64}$/);
});

it('without a status has an empty one', () => assert.equal(resource().status, {}));

const { generation: _, annotations: __, ...bare } = metadata;
for (const [what, after, isInput] of [
  ['nothing but the version', resource({ resourceVersion: '6' }), false],
  ['the status', resource({ resourceVersion: '6' }, { status: { phase: 'x' } }), false],
  ['our finalizer', resource({ finalizers: [finalizer] }), false],
  ['a label', resource({ labels: { app: 'x' } }), false],
  ['managedFields', resource({ managedFields: [] }), false],
  ['the generation', resource({ generation: 3 }, { spec: { a: 2 } }), true],
  ['an annotation', resource({ annotations: { note: 'y' } }), true],
  ['a new annotation', resource({ annotations: { note: 'x', more: '' } }), true],
  ['the last annotation, which goes', keepResource({ ...runtime(), metadata: { ...bare, generation: 2 } }), true],
  ['a deletion', resource({ deletionTimestamp: '2026-01-01T00:00:00Z' }), true],
  ['another resource of that name', resource({ uid: 'u2' }), true],
] as const) {
  it(`${what} ${isInput ? 'is' : 'is no'} change of the inputs`, () => {
    assert.is(hasInputChanged(resource(), after), isInput);
    assert.is(hasInputChanged(after, resource()), isInput);
    assert.is(hasInputChanged(after, after), false);
  });
}

const current = 'helm.sdk.operatorframework.io/uninstall-release';
const legacy = 'uninstall-helm-release';
for (const [what, finalizers, isHeld, without] of [
  ['no list of finalizers', undefined, false, []],
  ['no finalizer', [], false, []],
  ["helm-operator's", [current], true, []],
  ["its successor's", [legacy], true, []],
  ['both', [legacy, current], true, []],
  ["somebody else's", ['foregroundDeletion'], false, ['foregroundDeletion']],
  ['all of them', ['a', current, 'b', legacy, 'c'], true, ['a', 'b', 'c']],
  ['one that is called alike', [`${current}-x`], false, [`${current}-x`]],
] as const) {
  it(`with ${what} ${isHeld ? 'is' : 'is not'} held, and others' finalizers stay`, () => {
    const given = resource(finalizers ? { finalizers } : {});
    assert.is(hasFinalizer(given), isHeld);
    assert.equal(withoutFinalizers(given), without);
    assert.equal(withFinalizer(given), [...(finalizers ?? []), current]);
  });
}

for (const [what, given, namespace] of [
  ['in a namespace', resource(), 'demo'],
  ['that is cluster-scoped', keepResource({ ...runtime(), metadata: { name: 'kre', uid: 'u1' } }), ''],
] as const) {
  it(`${what}, as an owner`, () => {
    const gvk = { group: 'g', version: 'v1', kind: 'Runtime' };
    assert.equal(ownerOf(given, gvk), { ...gvk, namespace, name: 'kre', uid: 'u1' });
  });
}

const withManifest = (manifest: string) => ({ phase: 'x', deployedRelease: { name: 'kre', manifest } });

it('a fingerprint tells manifests apart, and stays what it is', () => {
  const a = withFingerprint(withManifest('kind: A\n'));
  assert.equal(a, withFingerprint(withManifest('kind: A\n')));
  assert.not.equal(a, withFingerprint(withManifest('kind: B\n')));
  assert.is(withFingerprint(a), a);
});

for (const [what, status] of [
  ['without a release', { phase: 'x' }],
  ['whose manifest is empty', withManifest('')],
  ['that somebody cut short', { deployedRelease: { name: 'kre' } }],
] as const) {
  it(`a status ${what} has no fingerprint`, () => {
    assert.is(withFingerprint(status as Parameters<typeof withFingerprint>[0]), status as object);
  });
}

it.run();
