import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { newRuns } from '../../src/knitfab/knit-loops/index.ts';
import type { Data, Plan } from '../../src/knitfab/store/index.ts';
import { parseTag } from '../../src/knitfab/store/index.ts';

const it = suite('projection');

const data = (id: string, tags: readonly string[], state: Data['state'] = 'ready'): Data => ({
  id,
  state,
  claim: `data-${id}`,
  tags: tags.map(parseTag),
  createdAt: new Date(0),
});
const plan = (inputs: Readonly<Record<string, readonly string[]>>, active = true): Plan => ({
  id: 'p',
  image: 'train:1',
  args: [],
  inputs: Object.entries(inputs).map(([path, tags]) => ({ path, tags: tags.map(parseTag) })),
  outputs: [],
  resources: {},
  active,
});
const all = [data('a', ['type:photos', 'year:2024']), data('b', ['type:photos']), data('c', ['type:labels'])];

for (const [what, of, have, want] of [
  ['a run for each piece of data that fits', plan({ '/in': ['type:photos'] }), all, [{ '/in': 'a' }, { '/in': 'b' }]],
  ['all tags have to be there', plan({ '/in': ['type:photos', 'year:2024'] }), all, [{ '/in': 'a' }]],
  [
    'all combinations of several inputs',
    plan({ '/in': ['type:photos'], '/labels': ['type:labels'] }),
    all,
    [
      { '/in': 'a', '/labels': 'c' },
      { '/in': 'b', '/labels': 'c' },
    ],
  ],
  ['an input that nothing fits: no run', plan({ '/in': ['type:photos'], '/x': ['type:none'] }), all, []],
  ['knit#id names the data itself', plan({ '/in': ['knit#id:c'] }), all, [{ '/in': 'c' }]],
  ['an inactive plan has none', plan({ '/in': ['type:photos'] }, false), all, []],
  ['data that is being written does not count', plan({ '/in': ['t:1'] }), [data('d', ['t:1'], 'uploading')], []],
] as const) {
  it(what, () => assert.equal(newRuns(of, have, []), want));
}

it('what there is already leaves room for the rest, look by look', () => {
  const many = Array.from({ length: 60 }, (_, at) => data(`d${at}`, ['type:photos']));
  const pairs = plan({ '/b': ['type:photos'], '/a': ['type:photos'] });
  const known: { [path: string]: string }[] = [];
  const sizes: number[] = [];
  for (let look = 0; look < 5; look++) {
    const found = newRuns(pairs, many, known);
    sizes.push(found.length);
    // as the database gives them back: in an order of its own
    known.push(...found.map((inputs) => ({ '/a': inputs['/a'] as string, '/b': inputs['/b'] as string })));
  }
  assert.equal(sizes, [1_000, 1_000, 1_000, 600, 0]);
});

it('a product that fits into no memory is not made', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => data(`d${at}`, ['type:photos']));
  const paths = Array.from({ length: 6 }, (_, at) => [`/in${at}`, ['type:photos']] as const);
  assert.is(newRuns(plan(Object.fromEntries(paths)), many, []).length, 1_000);
  assert.equal(newRuns(plan({ ...Object.fromEntries(paths), '/none': ['type:none'] }), many, []), []);
});

it('a tag that fits into no index is refused', () => {
  assert.throws(() => parseTag(`k:${'ß'.repeat(513)}`), /at most 1024 bytes/);
  assert.throws(() => parseTag(`${'k'.repeat(257)}:v`), /at most 256 bytes/);
});

it('a tag has a key and a value, which may have a colon', () => {
  assert.equal(parseTag(' url : http://x '), { key: 'url', value: 'http://x' });
  for (const text of ['', 'x', ':x', 'x:']) assert.throws(() => parseTag(text), /is no tag/);
});

it.run();
