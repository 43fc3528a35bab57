import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/object.ts';
import { type Change, WatchCache } from '../../src/cluster/watch-cache.ts';
import type { WatchEvent } from '../../src/cluster/watch-events.ts';

const object = (name: string, version: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'ns', name, resourceVersion: String(version) },
});
const event = (type: WatchEvent['type'], name: string, version: number): WatchEvent => ({
  type,
  object: object(name, version),
});

/** What is kept is the version: a change then reads `added ns/a 5`, `updated ns/a 5 -> 7`. */
const versionOf = (kept: KubeObject) => Number(kept.metadata.resourceVersion);
const words = (change: Change<number> | undefined) => {
  if (change === undefined) return 'nothing';
  if (change.type !== 'updated') return `${change.type} ${change.key} ${change.value}`;
  return `updated ${change.key} ${change.previous} -> ${change.value}`;
};

function cacheOf(objects: Record<string, number>, at: number): WatchCache<number> {
  const cache = new WatchCache(versionOf);
  cache.applyList(
    Object.entries(objects).map(([name, version]) => object(name, version)),
    String(at),
  );
  return cache;
}

const contents = (cache: WatchCache<number>, ...names: string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = cache.get(`ns/${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const events = suite('a watch event');
for (const [what, from, type, name, version, told, left] of [
  ['of a new object adds it', {}, 'ADDED', 'a', 11, 'added ns/a 11', { a: 11 }],
  ['of a change updates it', { a: 5 }, 'MODIFIED', 'a', 11, 'updated ns/a 5 -> 11', { a: 11 }],
  ['of a deletion deletes it', { a: 5, b: 6 }, 'DELETED', 'a', 11, 'deleted ns/a 11', { b: 6 }],
  ['of a deletion of nothing tells nothing', { b: 6 }, 'DELETED', 'a', 11, 'nothing', { b: 6 }],
  ['of the version that is kept tells nothing', { a: 5 }, 'ADDED', 'a', 5, 'nothing', { a: 5 }],
  ['ADDED of what is kept is an update', { a: 5 }, 'ADDED', 'a', 11, 'updated ns/a 5 -> 11', { a: 11 }],
  ['MODIFIED of what is not kept adds it', {}, 'MODIFIED', 'a', 11, 'added ns/a 11', { a: 11 }],
  ['BOOKMARK tells nothing', { a: 5 }, 'BOOKMARK', '', 11, 'nothing', { a: 5 }],
] as const) {
  events(what, () => {
    const cache = cacheOf(from, 10);
    assert.is(words(cache.applyEvent(event(type, name, version))), told);
    assert.equal(contents(cache, 'a', 'b'), left);
    assert.is(cache.position, String(version), 'every event moves the position');
  });
}
events('of another namespace is of another object', () => {
  const cache = cacheOf({ a: 5 }, 10);
  const other = { ...object('a', 11), metadata: { namespace: 'other', name: 'a', resourceVersion: '11' } };
  assert.is(words(cache.applyEvent({ type: 'ADDED', object: other })), 'added other/a 11');
  assert.is(cache.size, 2);
});
events('of a cluster-scoped object has a key without namespace', () => {
  const cache = cacheOf({}, 10);
  const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', resourceVersion: '11' } };
  assert.is(words(cache.applyEvent({ type: 'ADDED', object: node })), 'added /a 11');
});
events.run();

const lists = suite('a list');
for (const [what, from, items, at, told, left] of [
  ['tells all the first time', {}, { a: 5, b: 6 }, 10, ['added ns/a 5', 'added ns/b 6'], { a: 5, b: 6 }],
  ['tells nothing when nothing changed', { a: 5, b: 6 }, { a: 5, b: 6 }, 20, [], { a: 5, b: 6 }],
  [
    'tells only what changed',
    { a: 5, b: 6, c: 7 },
    { a: 5, b: 16, d: 17 },
    20,
    ['updated ns/b 6 -> 16', 'added ns/d 17', 'deleted ns/c 7'],
    { a: 5, b: 16, d: 17 },
  ],
  ['of nothing deletes all', { a: 5, b: 6 }, {}, 20, ['deleted ns/a 5', 'deleted ns/b 6'], {}],
  [
    'of an older time than the position replaces everything: etcd came back from a backup',
    { a: 5, b: 6, c: 7 },
    { a: 3, b: 6 },
    8,
    ['updated ns/a 5 -> 3', 'updated ns/b 6 -> 6', 'deleted ns/c 7'],
    { a: 3, b: 6 },
  ],
] as const) {
  lists(what, () => {
    const cache = cacheOf(from as Record<string, number>, 10);
    const changes = cache.applyList(
      Object.entries(items).map(([name, version]) => object(name, version)),
      String(at),
    );
    assert.equal(changes.map(words), told);
    assert.equal(contents(cache, 'a', 'b', 'c', 'd'), left);
    assert.is(cache.position, String(at));
  });
}
lists('is kept as the transform returns it, and nothing else is', () => {
  let calls = 0;
  const cache = new WatchCache((arrived: KubeObject) => {
    calls++;
    return arrived.metadata.name;
  });
  cache.applyList([object('a', 5), object('b', 6)], '10');
  cache.applyList([object('a', 5), object('b', 6)], '20');
  assert.equal([...cache.values()], ['a', 'b']);
  assert.is(calls, 2, 'once per arrival of something new');
});
lists('an update is an update also when what is kept is undefined', () => {
  const cache = new WatchCache(() => undefined);
  cache.applyList([object('a', 5)], '10');
  const change = cache.applyEvent(event('MODIFIED', 'a', 11));
  assert.equal(change, { type: 'updated', key: 'ns/a', value: undefined, previous: undefined });
});
lists('after clear() tells all again', () => {
  const cache = cacheOf({ a: 5, b: 6 }, 10);
  assert.equal(cache.clear().map(words), ['deleted ns/a 5', 'deleted ns/b 6']);
  assert.is(cache.size, 0);
  assert.is(cache.position, undefined);
  assert.equal(cache.applyList([object('a', 5)], '8').map(words), ['added ns/a 5']);
});
lists.run();

/** A step is an own write's answer, or an event; `told` is what it tells. */
type Step = { put: number } | { at: number; type?: WatchEvent['type']; told: string } | { list: number; told: string };
const puts = suite('put');
for (const [what, steps, left] of [
  ['is kept, and its own event tells nothing', [{ put: 11 }, { at: 11, told: 'nothing' }], 11],
  ['is not kept when the watch has been further', [{ at: 12, told: 'updated ns/a 5 -> 12' }, { put: 11 }], 12],
  [
    'does not bring back what was deleted since',
    [{ at: 12, type: 'DELETED', told: 'deleted ns/a 12' }, { put: 11 }],
    undefined,
  ],
  [
    'does not bring back what a bookmark knows to be gone',
    [{ at: 9, type: 'DELETED', told: 'deleted ns/a 9' }, { at: 12, type: 'BOOKMARK', told: 'nothing' }, { put: 11 }],
    undefined,
  ],
  ['of an older version than another put is left', [{ put: 12 }, { put: 11 }], 12],
  [
    "somebody else's change before it is told, with the value that has both",
    [{ put: 12 }, { at: 11, told: 'updated ns/a 5 -> 12' }, { at: 12, told: 'nothing' }],
    12,
  ],
  [
    'two changes before it are told once',
    [{ put: 13 }, { at: 11, told: 'updated ns/a 5 -> 13' }, { at: 12, told: 'nothing' }, { at: 13, told: 'nothing' }],
    13,
  ],
  [
    'a change after it is told against what was told before it',
    [{ put: 11 }, { at: 12, told: 'updated ns/a 5 -> 12' }],
    12,
  ],
  [
    'a change after its event is told against it',
    [{ put: 11 }, { at: 11, told: 'nothing' }, { at: 12, told: 'updated ns/a 11 -> 12' }],
    12,
  ],
  [
    'two in a row: each event tells nothing',
    [{ put: 11 }, { put: 12 }, { at: 11, told: 'updated ns/a 5 -> 12' }, { at: 12, told: 'nothing' }],
    12,
  ],
  ['a deletion after it is told', [{ put: 11 }, { at: 12, type: 'DELETED', told: 'deleted ns/a 12' }], undefined],
  [
    'a deletion before it is told as a change: the object is a new one',
    [
      { put: 12 },
      { at: 11, type: 'DELETED', told: 'updated ns/a 5 -> 12' },
      { at: 12, type: 'ADDED', told: 'nothing' },
    ],
    12,
  ],
  [
    'outlives a list of before it',
    [{ put: 22 }, { list: 20, told: 'updated ns/a 5 -> 22' }, { at: 22, told: 'nothing' }],
    22,
  ],
] as const satisfies readonly (readonly [string, readonly Step[], number | undefined])[]) {
  puts(what, () => {
    const cache = cacheOf({ a: 5 }, 8);
    for (const step of steps as readonly Step[]) {
      if ('put' in step) cache.put(object('a', step.put));
      else if ('list' in step) {
        assert.equal(cache.applyList([object('a', 15)], String(step.list)).map(words), [step.told]);
      } else assert.is(words(cache.applyEvent(event(step.type ?? 'MODIFIED', 'a', step.at))), step.told);
    }
    assert.is(cache.get('ns/a'), left);
  });
}
puts('that was deleted leaves nothing behind: who takes its name is new', () => {
  const cache = cacheOf({ a: 5 }, 8);
  cache.put(object('a', 11));
  cache.applyEvent(event('DELETED', 'a', 12));
  assert.is(words(cache.applyEvent(event('ADDED', 'a', 13))), 'added ns/a 13');
});
puts('of a new object stays through a list of before it, and its event tells nothing', () => {
  const cache = cacheOf({}, 8);
  cache.put(object('a', 22));
  assert.equal(cache.applyList([], '20'), []);
  assert.is(cache.get('ns/a'), 22);
  assert.is(cache.applyEvent(event('ADDED', 'a', 22)), undefined);
});
puts('of an object that a later list does not have is deleted, and that is told', () => {
  const cache = cacheOf({}, 8);
  cache.put(object('a', 15));
  assert.equal(cache.applyList([], '20').map(words), ['deleted ns/a 15']);
});
puts('before the first list is kept', () => {
  const cache = new WatchCache(versionOf);
  cache.put(object('a', 15));
  assert.is(cache.get('ns/a'), 15);
});
puts('that a list shows too is told: the list hides what happened before it', () => {
  const cache = cacheOf({ a: 5 }, 8);
  cache.put(object('a', 15));
  assert.equal(cache.applyList([object('a', 15)], '20').map(words), ['updated ns/a 5 -> 15']);
});
puts.run();

// A server, its event log, and a client that reads the log at its own pace, lists when told to and puts answers late or early.
const laws = suite('law');
const name = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  fc.record({ do: fc.constant('theirs' as const), name }),
  fc.record({ do: fc.constant('delete' as const), name }),
  fc.record({ do: fc.constant('ours' as const), name }),
  fc.record({ do: fc.constant('answer' as const) }),
  fc.record({ do: fc.constant('read' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('list' as const) }),
);
laws('the cache ends as the server is, and every change of others was told', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let version = 10;
      const world = new Map<string, number>();
      let log: WatchEvent[] = [];
      const answers: KubeObject[] = [];
      const cache = cacheOf({}, version);
      let others: { name: string; version: number }[] = [];
      const tell = (change: Change<number> | undefined) => {
        if (change === undefined) return;
        const isOpen = (other: (typeof others)[number]) => change.type !== 'deleted' && change.value < other.version;
        others = others.filter((other) => change.key !== `ns/${other.name}` || isOpen(other));
      };
      const write = (name: string) => {
        log.push(event(world.has(name) ? 'MODIFIED' : 'ADDED', name, ++version));
        world.set(name, version);
      };
      const read = (count: number) => {
        for (const each of log.splice(0, count)) tell(cache.applyEvent(each));
      };
      for (const step of steps) {
        if (step.do === 'theirs') {
          write(step.name);
          others.push({ name: step.name, version });
        } else if (step.do === 'delete' && world.delete(step.name)) {
          log.push(event('DELETED', step.name, ++version));
          // What came and went unseen needs no telling.
          others = others.filter((other) => other.name !== step.name);
          if (cache.get(`ns/${step.name}`) !== undefined) others.push({ name: step.name, version });
        } else if (step.do === 'ours') {
          write(step.name);
          answers.push(object(step.name, version));
        } else if (step.do === 'answer') {
          const answer = answers.shift();
          if (answer) cache.put(answer);
        } else if (step.do === 'read') {
          read(step.count);
        } else if (step.do === 'list') {
          log = [];
          const items = [...world].map(([name, version]) => object(name, version));
          for (const change of cache.applyList(items, String(version))) tell(change);
        }
      }
      for (const answer of answers) cache.put(answer);
      read(log.length);
      assert.equal(contents(cache, 'a', 'b', 'c'), Object.fromEntries([...world].sort()));
      assert.equal(others, []);
      assert.is(cache.size, world.size);
    }),
    { numRuns: 2_000 },
  );
});
laws.run();
