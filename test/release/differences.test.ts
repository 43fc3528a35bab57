import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { describeDifferences } from '../../src/release/differences.ts';
import { object } from './objects.ts';

const it = suite('differences');

const of = (fields: object, metadata: object = {}, kind = 'Deployment'): KubeObject =>
  object(kind, 'w', { ...fields, metadata: { name: 'w', ...metadata } });

const cases: readonly [what: string, should: KubeObject, is: KubeObject, lines: readonly string[]][] = [
  ['nothing', of({ spec: { a: [1] } }), of({ spec: { a: [1] } }), []],
  ['a number', of({ spec: { replicas: 3 } }), of({ spec: { replicas: 5 } }), ['spec.replicas: 3 → 5']],
  ['a text', of({ data: { a: '1' } }), of({ data: { a: '2' } }), ['data.a: "1" → "2"']],
  ['what is missing', of({ data: { a: '1' } }), of({ data: {} }), ['data.a: "1" → nothing']],
  ['what was added', of({ data: {} }), of({ data: { a: '1' } }), ['data.a: nothing → "1"']],
  ['a key with dots', of({ data: { 'a.b/c': '1' } }), of({ data: { 'a.b/c': '2' } }), ['data[a.b/c]: "1" → "2"']],
  [
    'a named item, whatever its place',
    of({ spec: { c: [{ name: 'a', image: '1' }, { name: 'b' }] } }),
    of({ spec: { c: [{ name: 'b' }, { name: 'a', image: '2' }] } }),
    ['spec.c[a].image: "1" → "2"'],
  ],
  ['an item by its place', of({ l: [1, 2] }), of({ l: [1, 3, 4] }), ['l[1]: 2 → 3', 'l[2]: nothing → 4']],
  [
    'what the server keeps is none',
    of({ status: { a: 1 } }, { resourceVersion: '1', generation: 1, managedFields: [], uid: 'a' }),
    of({ status: { a: 2 } }, { resourceVersion: '2', generation: 2, uid: 'b' }),
    [],
  ],
  [
    'the data of a Secret',
    of({ data: { a: 'planted', b: 'x' }, type: 'a' }, {}, 'Secret'),
    of({ data: { a: 'other' }, stringData: { c: 'planted' }, type: 'b' }, { annotations: { a: 'planted' } }, 'Secret'),
    [
      'data.a: **** → ****',
      'data.b: **** → nothing',
      'type: "a" → "b"',
      'metadata.annotations: nothing → ****',
      'stringData: nothing → ****',
    ],
  ],
];
for (const [what, should, is, lines] of cases) {
  it(what, () => assert.equal([...describeDifferences(should, is)].sort(), [...lines].sort()));
}

it('long values are cut, and so are many lines', () => {
  const [line = ''] = describeDifferences(of({ data: { a: 'x'.repeat(500) } }), of({ data: { a: '' } }));
  assert.ok(line.length < 100, line);
  const many = (value: string) =>
    of({ data: Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`k${n}`, value])) });
  const lines = describeDifferences(many('1'), many('2'));
  assert.equal([lines.length, lines.at(-1)], [11, 'and 15 more']);
});

it.run();
