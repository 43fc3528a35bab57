import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, keyOf } from '../../src/cluster/index.ts';
import { type Inventory, type InventoryItem, inventoryItem, unionOf } from '../../src/release/inventory.ts';
import { groupByKind, type Plan, planRelease } from '../../src/release/plan.ts';
import { compareKinds, uninstallOrder } from '../../src/render/index.ts';
import { anyObjects, keep, object } from './objects.ts';

const it = suite('plan');

const intact = () => true;
const changed = () => false;
const names = (inventory: Inventory) => inventory.map(({ ref }) => `${ref.kind} ${ref.name}`);
const stepNames = ({ steps }: Plan) => steps.map((step) => step.map(({ item }) => `${item.ref.kind} ${item.ref.name}`));

const web = object('Service', 'web', { spec: { ports: [80] } });
const edited = object('Service', 'web', { spec: { ports: [81] } });

type Fate = 'sent as new' | 'sent' | 'unchanged';
const single: readonly [
  what: string,
  before: KubeObject | undefined,
  applied: string,
  isIntact: () => boolean,
  fate: Fate,
][] = [
  ['an object that was not in the release is', undefined, '', intact, 'sent as new'],
  ['an object with other content is', edited, 'h1', intact, 'sent'],
  ['an object with the same content is', web, 'h1', intact, 'unchanged'],
  ['an object with the same content that is gone or changed in the cluster is', web, 'h1', changed, 'sent'],
  ['an object nobody knows to have been applied is', web, '', intact, 'sent as new'],
  ['an object with other content nobody knows to have been applied is', edited, '', changed, 'sent as new'],
  ['an object at another API version is', { ...web, apiVersion: 'v2' }, 'h1', intact, 'sent'],
];
for (const [what, before, applied, isIntact, fate] of single) {
  it(`${what} ${fate}`, () => {
    const previous = before ? [inventoryItem(before, applied)] : [];
    const plan = planRelease([web], previous, isIntact);
    assert.equal(plan.prune, []);
    if (fate === 'unchanged') {
      assert.equal(plan.steps, []);
      assert.equal(plan.unchanged, previous);
    } else {
      const isNew = fate === 'sent as new';
      assert.equal(plan.steps, [[{ object: web, item: inventoryItem(web), isNew }]]);
      assert.equal(plan.unchanged, []);
    }
  });
}

const asWritten = [
  object('Widget', 'w'),
  object('Ingress', 'i'),
  object('StatefulSet', 's2'),
  object('Service', 'b'),
  object('Anything', 'x'),
  object('StatefulSet', 's1'),
  object('ClusterRole', 'r'),
  object('Service', 'a'),
  object('ConfigMap', 'c'),
  object('ServiceAccount', 'sa'),
  object('Namespace', 'n'),
];

it("is in Helm's install order: one step a kind, those of one kind as they were written", () => {
  assert.equal(stepNames(planRelease(asWritten, [], intact)), [
    ['Namespace n'],
    ['ServiceAccount sa'],
    ['ConfigMap c'],
    ['ClusterRole r'],
    ['Service b', 'Service a'],
    ['StatefulSet s2', 'StatefulSet s1'],
    ['Ingress i'],
    ['Anything x'],
    ['Widget w'],
  ]);
});

it("prunes in Helm's uninstall order: Services before what stands behind them", () => {
  const previous = asWritten.map((each) => inventoryItem(each, 'h'));
  assert.equal(names(planRelease([], previous, intact).prune), [
    'Ingress i',
    'Service b',
    'Service a',
    'StatefulSet s2',
    'StatefulSet s1',
    'ClusterRole r',
    'ConfigMap c',
    'ServiceAccount sa',
    'Namespace n',
    'Anything x',
    'Widget w',
  ]);
});

const claim = object('PersistentVolumeClaim', 'data');
const kept = object('PersistentVolumeClaim', 'data', { metadata: { name: 'data', ...keep } });
for (const [what, wanted, previous, pruned] of [
  ['what left the render', [web], [web, claim], ['PersistentVolumeClaim data']],
  ['nothing that is still rendered', [web, claim], [web, claim], []],
  ['everything when nothing is rendered', [], [web, claim], ['Service web', 'PersistentVolumeClaim data']],
  ['nothing that was marked to be kept', [], [web, kept], ['Service web']],
  ['nothing that was never there', [web, claim], [], []],
  ['nothing whose mark came or went while it is rendered', [kept], [claim], []],
  [
    'an object of the same name in another namespace',
    [web],
    [object('Service', 'web', { metadata: { name: 'web', namespace: 'other' } })],
    ['Service web'],
  ],
  [
    'an object of the same name in another group',
    [object('Service', 'web', { apiVersion: 'serving.knative.dev/v1' })],
    [web],
    ['Service web'],
  ],
  ['nothing when only the API version is another', [{ ...web, apiVersion: 'v2' }], [web], []],
] as const) {
  it(`prunes ${what}`, () => {
    const before = previous.map((each) => inventoryItem(each, 'h'));
    assert.equal(names(planRelease(wanted, before, intact).prune), pruned);
  });
}

it('prunes what may exist although nobody knows it to have been applied', () => {
  assert.equal(names(planRelease([], [inventoryItem(claim)], changed).prune), ['PersistentVolumeClaim data']);
});

it('neighbours of one kind form a group, also when the kind comes again later', () => {
  assert.equal(
    groupByKind(['a1', 'a2', 'b1', 'a3'], (text) => text.charAt(0)),
    [['a1', 'a2'], ['b1'], ['a3']],
  );
  assert.equal(
    groupByKind([], () => ''),
    [],
  );
});

interface Case {
  readonly wanted: readonly KubeObject[];
  readonly previous: Inventory;
  readonly intact: ReadonlySet<string>;
}
const cases: fc.Arbitrary<Case> = fc
  .tuple(anyObjects, anyObjects, fc.infiniteStream(fc.boolean()), fc.infiniteStream(fc.constantFrom('', 'h')))
  .map(([wanted, before, coins, hashes]) => {
    const previous = before.map((each) => inventoryItem(each, hashes.next().value));
    const whole = previous.filter(() => coins.next().value).map(({ ref }) => keyOf(ref));
    return { wanted, previous, intact: new Set(whole) };
  });
const planOf = ({ wanted, previous, intact }: Case) =>
  planRelease(wanted, previous, ({ ref }) => intact.has(keyOf(ref)));
const keysOf = (inventory: Inventory) => inventory.map(({ ref }) => keyOf(ref)).sort();
const sentBy = ({ steps }: Plan): InventoryItem[] => steps.flat().map(({ item }) => item);

function always(what: string, law: (given: Case, plan: Plan) => void): void {
  it(what, () => fc.assert(fc.property(cases, (given) => law(given, planOf(given)))));
}

always('every wanted object is sent or unchanged, and no object is both', ({ wanted }, plan) => {
  assert.equal(keysOf([...sentBy(plan), ...plan.unchanged]), keysOf(wanted.map((each) => inventoryItem(each))));
});
always(
  'every former object is wanted, pruned or to be kept, and what is pruned is neither of the others',
  (given, plan) => {
    const wanted = new Set(keysOf(given.wanted.map((each) => inventoryItem(each))));
    const going = new Set(keysOf(plan.prune));
    for (const { ref, keep } of given.previous) {
      assert.is(going.has(keyOf(ref)), !wanted.has(keyOf(ref)) && !keep, keyOf(ref));
    }
    assert.is(going.size, plan.prune.length);
  },
);
always('what is unchanged was applied with this content, and is intact', (given, plan) => {
  for (const item of plan.unchanged) {
    assert.is(item.applied, 'h');
    assert.ok(given.intact.has(keyOf(item.ref)));
    assert.ok(given.wanted.some((each) => inventoryItem(each).content === item.content));
  }
});
always('a step is of one kind, no kind has two steps, and kinds are in install order', (_, plan) => {
  const kinds = plan.steps.map((step) => {
    assert.is(new Set(step.map(({ object }) => object.kind)).size, 1);
    return step[0]?.object.kind ?? '';
  });
  kinds.slice(1).forEach((kind, index) => {
    assert.ok(compareKinds(kinds[index] ?? '', kind) < 0);
  });
});
always('what is pruned is in uninstall order', (_, plan) => {
  const kinds = plan.prune.map(({ ref }) => ref.kind);
  kinds.slice(1).forEach((kind, index) => {
    assert.ok(compareKinds(kinds[index] ?? '', kind, uninstallOrder) <= 0);
  });
});
always('carried out once, there is nothing left to do', ({ wanted }, plan) => {
  const applied = sentBy(plan).map((item) => ({ ...item, applied: 'h' }));
  const again = planRelease(wanted, unionOf(plan.unchanged, applied), intact);
  assert.equal([again.steps, again.prune], [[], []]);
});

it.run();
