import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '../../src/cluster/index.ts';
import {
  formatInventory,
  type Inventory,
  type InventoryItem,
  inventoryItem,
  parseInventory,
  unionOf,
  withoutItems,
} from '../../src/release/inventory.ts';
import { anyObjects, object } from './objects.ts';

const it = suite('inventory');

const minio = object('StatefulSet', 'kre-minio', { spec: { replicas: 1 } });

it('names an object, its content, and what is known of it in the cluster', () => {
  const { content, ...item } = inventoryItem(minio, 'h1');
  const ref = { group: 'apps', version: 'v1', kind: 'StatefulSet', namespace: 'demo', name: 'kre-minio' };
  assert.equal(item, { ref, applied: 'h1', keep: false });
  assert.match(content, /^[0-9a-f]{12}$/);
});

it('tells contents apart', () => {
  const more = object('StatefulSet', 'kre-minio', { spec: { replicas: 2 } });
  assert.is(inventoryItem(minio).content, inventoryItem(structuredClone(minio)).content);
  assert.is.not(inventoryItem(minio).content, inventoryItem(more).content);
});

for (const [policy, isKept] of [
  ['keep', true],
  ['Keep', true], // as `helm uninstall` reads it
  [' keep\n', true],
  ['delete', false],
  ['keep-it', false],
  ['', false],
] as const) {
  it(`resource policy ${JSON.stringify(policy)}: ${isKept ? 'kept' : 'not kept'}`, () => {
    const metadata = { name: 'x', annotations: { 'helm.sh/resource-policy': policy } };
    assert.is(inventoryItem(object('ConfigMap', 'x', { metadata })).keep, isKept);
  });
}

it('is written one line an object', () => {
  const { ref } = inventoryItem(minio);
  const claim = { ...ref, group: '', kind: 'PersistentVolumeClaim', name: 'data' };
  const role = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', namespace: '', name: 'a|b' };
  assert.is(
    formatInventory([
      { ref, content: 'c1', applied: 'h1', keep: false },
      { ref: claim, content: 'c2', applied: '', keep: true },
      { ref: role, content: 'c3', applied: 'h3', keep: false },
    ]),
    'apps/v1|StatefulSet|demo|kre-minio|c1|h1|\n' +
      'v1|PersistentVolumeClaim|demo|data|c2||keep\n' +
      'rbac.authorization.k8s.io/v1|ClusterRole||a%7Cb|c3|h3|',
  );
});

const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/);
const plain = { noNullPrototype: true } as const;
const anyItem: fc.Arbitrary<InventoryItem> = fc.record(
  {
    ref: fc.record(
      {
        group: fc.oneof(fc.constant(''), word),
        version: word,
        kind: fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/),
        namespace: fc.oneof(fc.constant(''), word),
        // All that the API server lets a Role be called.
        name: fc
          .array(fc.oneof(fc.constantFrom('|', ':', '\n', ' '), fc.string({ unit: 'grapheme', maxLength: 1 })))
          .map((parts) => `x${parts.join('').replace(/[/%]/g, '')}`),
      },
      plain,
    ),
    content: fc.stringMatching(/^[0-9a-f]{12}$/),
    applied: fc.stringMatching(/^([0-9a-f]{16})?$/),
    keep: fc.boolean(),
  },
  plain,
);

it('reading what was written gives the same', () => {
  fc.assert(fc.property(fc.array(anyItem), (all) => assert.equal(parseInventory(formatInventory(all)), all)));
});

const anyInventory: fc.Arbitrary<Inventory> = fc
  .tuple(anyObjects, fc.constantFrom('h1', 'h2'))
  .map(([objects, applied]) => objects.map((each) => inventoryItem(each, applied)));
const keysOf = (inventory: Inventory) => new Set(inventory.map(({ ref }) => keyOf(ref)));

it('union: nothing added to an inventory, from either side, is that inventory; so is itself', () => {
  fc.assert(
    fc.property(anyInventory, (a) => {
      assert.equal(unionOf(a, []), a);
      assert.equal(unionOf([], a), a);
      assert.equal(unionOf(a, a), a);
    }),
  );
});

it('union: all of the newer one, and of the older one what the newer one does not name', () => {
  fc.assert(
    fc.property(anyInventory, anyInventory, (older, newer) => {
      const union = unionOf(older, newer);
      assert.equal(keysOf(union), new Set([...keysOf(older), ...keysOf(newer)]));
      assert.is(union.length, keysOf(union).size);
      const fromOlder = new Set(withoutItems(older, newer));
      for (const item of union) assert.ok(fromOlder.has(item) || newer.includes(item));
      for (const item of newer) assert.ok(union.includes(item));
    }),
  );
});

it('union: the order of joining does not matter', () => {
  fc.assert(
    fc.property(anyInventory, anyInventory, anyInventory, (a, b, c) => {
      assert.equal(unionOf(unionOf(a, b), c), unionOf(a, unionOf(b, c)));
    }),
  );
});

it('difference: nothing of what is taken away, all else, in its order', () => {
  fc.assert(
    fc.property(anyInventory, anyInventory, (a, b) => {
      const rest = withoutItems(a, b);
      const gone = keysOf(b);
      assert.equal(
        rest,
        a.filter(({ ref }) => !gone.has(keyOf(ref))),
      );
      assert.equal(withoutItems(rest, b), rest);
      assert.equal(withoutItems(a, a), []);
      assert.equal(withoutItems(a, []), a);
    }),
  );
});

it.run();
