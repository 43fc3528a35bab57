import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { formatInventory, inventoryItem, parseInventory } from '../../src/release/inventory.ts';
import { hasAddition, isShared, sharingManager } from '../../src/release/shared.ts';
import { stampObject } from '../../src/release/stamp.ts';

const it = suite('shared objects of releases');

const release = {
  name: 'site',
  namespace: 'services',
  storageNamespace: 'services',
  chartName: 'site',
  owner: undefined,
};
const shared: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'ports',
    namespace: 'ingress',
    annotations: { 'capstan.dev/shared': 'true', 'helm.sh/resource-policy': 'keep' },
  },
};

it('bear no mark of the release', () => {
  const owner = { group: 'example.com', version: 'v1', kind: 'Site', namespace: 'ingress', name: 'site', uid: 'u1' };
  assert.equal(stampObject(shared, { ...release, owner }, true).metadata, shared.metadata);
});

it('go into the namespace of the release where they name none', () => {
  const { namespace: _, ...metadata } = shared.metadata;
  assert.is(stampObject({ ...shared, metadata }, release, true).metadata.namespace, 'services');
  assert.is(stampObject({ ...shared, metadata }, release, false).metadata.namespace, undefined);
});

it('are in the inventory as what they are, and are taken back although their objects are kept', () => {
  const item = inventoryItem(shared);
  assert.equal([item.isShared, item.keep], [true, false]);
  assert.equal(parseInventory(formatInventory([item])), [item]);
});

for (const [what, annotations, expected] of [
  ['no annotation', undefined, false],
  ['another word than true', { 'capstan.dev/shared': 'yes' }, false],
  ['true', { 'capstan.dev/shared': 'true' }, true],
] as const) {
  it(`are told by their annotation: ${what}`, () => {
    assert.is(isShared(annotations === undefined ? {} : { annotations }), expected);
  });
}

it('are known by the manager of this very release', () => {
  const written = (manager: string, operation: 'Apply' | 'Update') => ({
    ...shared,
    metadata: { ...shared.metadata, managedFields: [{ manager, operation, apiVersion: 'v1', fieldsV1: {} }] },
  });
  assert.is(hasAddition(written('capstan:services/site', 'Apply'), release), true);
  assert.is(hasAddition(written('capstan:services/site', 'Update'), release), false);
  assert.is(hasAddition(written('capstan:services/other', 'Apply'), release), false);
  assert.is(hasAddition(shared, release), false);
});

it('have a manager whose name the API server takes, however long those of the release are', () => {
  const manager = sharingManager({ namespace: 'n'.repeat(63), name: 'r'.repeat(53) });
  assert.ok(manager.length <= 128, String(manager.length));
});

it.run();
