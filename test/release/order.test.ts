import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, keyOf, refOf } from '../../src/cluster/index.ts';
import { inventoryItem } from '../../src/release/inventory.ts';
import { type Order, orderOf } from '../../src/release/order.ts';
import { planRelease, uninstallBatches } from '../../src/release/plan.ts';
import { codeOf } from '../support/code-of.ts';
import { object } from './objects.ts';

/** `NAME` or `NAME@GROUP`, and the groups that it names. */
type Written = readonly [what: string, ...after: string[]];

const ordered = ([what, ...after]: Written): KubeObject => {
  const [name = '', group] = what.split('@');
  const annotations = {
    ...(group === undefined ? {} : { 'helm.sh/resource-group': group }),
    ...(after.length === 0 ? {} : { 'helm.sh/depends-on/resource-groups': JSON.stringify(after) }),
  };
  return object('Deployment', name, { metadata: { name, annotations } });
};
const orderFor = (objects: readonly KubeObject[]) =>
  orderOf(
    objects.map((each) => ({ object: each })),
    objects,
  );
const shortly = (keys: ReadonlySet<string>, objects: readonly KubeObject[]) =>
  objects.filter((each) => keys.has(keyOf(refOf(each)))).map(({ metadata }) => metadata.name);

/** `NAMES < NAMES`: a batch, and what has to be ready before it. */
function show(order: Order, objects: readonly KubeObject[]): string[] {
  return order.map(({ keys, needs }) =>
    `${shortly(keys, objects).join(' ')} < ${shortly(needs, objects).join(' ')}`.trim(),
  );
}

const it = suite('order');

for (const [what, written, batches] of [
  ['no objects: nothing', [], []],
  ['objects without annotations go together', [['a'], ['b']], ['a b <']],
  [
    'a group that depends on none comes after what has no group, and waits for nothing',
    [['web@g'], ['a']],
    ['a <', 'web <'],
  ],
  ['a group waits for the one it names', [['web@front', 'dbs'], ['pg@dbs'], ['conf']], ['conf <', 'pg <', 'web < pg']],
  ['a chain waits for all that came before', [['c@3', '2'], ['b@2', '1'], ['a@1']], ['a <', 'b < a', 'c < b a']],
  [
    'groups of which none depends on another go side by side',
    [['a@1'], ['b@2'], ['c@3', '1'], ['d@4', '2'], ['e@5', '3', '4']],
    ['a b <', 'c d < a b', 'e < a b c d'],
  ],
  [
    'all of a group wait for what one of them names',
    [['pg@dbs'], ['web@front', 'dbs'], ['mail@front']],
    ['pg <', 'web mail < pg'],
  ],
  [
    'an object without a group may wait for groups; others without one do not wait with it',
    [['pg@dbs'], ['seed', 'dbs'], ['conf']],
    ['conf <', 'pg <', 'seed < pg'],
  ],
  [
    'a group that nobody belongs to counts as none',
    [
      ['web@front', 'nobody'],
      ['pg@dbs', 'nobody'],
    ],
    ['web pg <'],
  ],
  [
    'an object without a group that names only such comes first',
    [['seed', 'nobody'], ['web@front']],
    ['seed <', 'web <'],
  ],
  ['a group named twice is one', [['pg@dbs'], ['web@front', 'dbs', 'dbs']], ['pg <', 'web < pg']],
] as const satisfies readonly (readonly [string, readonly Written[], readonly string[]])[]) {
  it(what, () => {
    const objects = (written as readonly Written[]).map(ordered);
    const shown = show(orderFor(objects), objects).map((line) => line.split(' ').sort().join(' '));
    assert.equal(
      shown,
      batches.map((line) => line.split(' ').sort().join(' ')),
    );
  });
}

for (const [what, written, message] of [
  ['itself', [['web@front', 'front']], 'Deployment demo/web: resource group "front" depends on itself'],
  [
    'each other',
    [['conf'], ['web@front', 'dbs'], ['pg@dbs', 'queues'], ['mq@queues', 'front']],
    'Deployment demo/web: resource groups depend on each other: front → dbs → queues → front',
  ],
  [
    'each other, behind one that is innocent',
    [
      ['ui@ui', 'front'],
      ['web@front', 'dbs'],
      ['pg@dbs', 'front'],
    ],
    'Deployment demo/web: resource groups depend on each other: front → dbs → front',
  ],
] as const satisfies readonly (readonly [string, readonly Written[], string])[]) {
  it(`groups that depend on ${what} are an error that names who says so`, () => {
    const find = () => orderFor((written as readonly Written[]).map(ordered));
    assert.is(codeOf(find), 'MANIFEST_INVALID');
    assert.throws(find, (error: Error) => error.message === message);
  });
}

for (const text of ['dbs', '["dbs"', '"dbs"', '{"dbs": 1}', '[1]', '[""]', '[" "]', 'null', '["a", null]']) {
  it(`a list written as ${text} is an error that names the object and the way to write it`, () => {
    const annotations = { 'helm.sh/depends-on/resource-groups': text };
    const web = object('Deployment', 'web', { metadata: { name: 'web', annotations } });
    assert.throws(
      () => orderFor([web]),
      (error: Error & { hint?: string }) =>
        error.message.startsWith(
          'Deployment demo/web: annotation helm.sh/depends-on/resource-groups is no JSON list',
        ) && error.hint?.includes(`'["dbs"]'`),
    );
  });
}

it('a list that is empty, or blank, asks for nothing', () => {
  for (const text of ['[]', '', ' ']) {
    const annotations = { 'helm.sh/depends-on/resource-groups': text };
    const web = object('Deployment', 'web', { metadata: { name: 'web', annotations } });
    assert.equal(show(orderFor([web]), [web]), ['web <']);
  }
});

const anyWritten: fc.Arbitrary<readonly Written[]> = fc
  .array(fc.tuple(fc.nat(5), fc.uniqueArray(fc.nat(5), { maxLength: 3 }), fc.boolean()), { maxLength: 10 })
  .map((all) =>
    all.map(([own, after, isLoose], index): Written => {
      // A group names only groups of lower numbers: so none depends on itself.
      const lower = after.filter((other) => isLoose || other < own).map((other) => `g${other}`);
      return [isLoose ? `o${index}` : `o${index}@g${own}`, ...lower];
    }),
  );

it('every object is in one batch, and what a batch needs is in earlier ones', () =>
  fc.assert(
    fc.property(anyWritten, (written) => {
      const objects = written.map(ordered);
      const order = orderFor(objects);
      const keys = order.flatMap((batch) => [...batch.keys]);
      assert.equal(keys.toSorted(), objects.map((each) => keyOf(refOf(each))).toSorted());
      order.forEach(({ needs }, index) => {
        const earlier = new Set(order.slice(0, index).flatMap((batch) => [...batch.keys]));
        for (const key of needs) assert.ok(earlier.has(key));
      });
    }),
  ));
it.run();

const plan = suite('plan of an ordered release');

const objects = ([['conf'], ['pg@dbs'], ['web@front', 'dbs'], ['ui@last', 'front']] as const).map(ordered);
const [, pg, web, ui] = objects as [KubeObject, KubeObject, KubeObject, KubeObject];
const namesOf = (items: readonly { readonly ref: { readonly name: string } }[]) => items.map(({ ref }) => ref.name);
const planFor = (sent: readonly KubeObject[]) => {
  const before = sent.map((each) => inventoryItem(each, 'h'));
  const { steps, gates } = planRelease(objects, before, () => true, 'apply', orderFor(objects));
  return steps.map((step, index) => [namesOf(gates.get(index) ?? []), namesOf(step.map(({ item }) => item))]);
};

plan('each batch has its steps, and a gate of what it needs before the first of them', () => {
  assert.equal(planFor([]), [
    [[], ['conf']],
    [[], ['pg']],
    [['pg'], ['web']],
    [['pg', 'web'], ['ui']],
  ]);
});
plan('what is unchanged is not sent, and has to be ready before what depends on it is', () => {
  assert.equal(planFor([pg, web]), [
    [[], ['conf']],
    [['pg', 'web'], ['ui']],
  ]);
  assert.equal(planFor(objects), []);
});
plan('kinds go in their order within a batch only', () => {
  const ingress = object('Ingress', 'i', { metadata: { name: 'i', annotations: { 'helm.sh/resource-group': 'dbs' } } });
  const all = [ingress, pg, web];
  const { steps } = planRelease(all, [], () => true, 'apply', orderFor(all));
  assert.equal(
    steps.map((step) => step.map(({ object: { kind } }) => kind)),
    [['Deployment'], ['Ingress'], ['Deployment']],
  );
});

plan('an uninstall goes the other way round, and what no revision orders goes last', () => {
  const all = [...objects, object('ConfigMap', 'left')].map((each) => inventoryItem(each, 'h'));
  const batches = uninstallBatches(all, orderFor(objects));
  assert.equal(
    batches.map(({ items, hasNeeds }) => [namesOf(items), hasNeeds]),
    [
      [['ui'], true],
      [['web'], true],
      [['pg'], false],
      [['conf'], false],
      [['left'], false],
    ],
  );
});
plan('what an uninstall finds no more of is not waited for', () => {
  const batches = uninstallBatches([inventoryItem(web, 'h'), inventoryItem(ui, 'h')], orderFor(objects));
  assert.equal(
    batches.map(({ items, hasNeeds }) => [namesOf(items), hasNeeds]),
    [
      [['ui'], true],
      [['web'], false],
    ],
  );
});
plan('without order there is one batch', () => {
  const all = objects.map((each) => inventoryItem(each, 'h'));
  assert.equal(
    uninstallBatches(all, []).map(({ items }) => items.length),
    [4],
  );
});
plan.run();
