import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodingFuncs } from '../../../src/template/encoding/index.ts';
import { GoError, Struct, type Value } from '../../../src/template/go/value.ts';
import { readGoYaml } from '../../../src/yaml/index.ts';
import { callFunc } from '../sprig/call.ts';
import { fromTagged, readRows, type Tagged } from './vectors.ts';

const it = suite('encoding/write');

readRows<readonly [name: string, value: Tagged, want: string]>('write').forEach(([name, tagged, want], i) => {
  it(`${name} ${i} ${want.slice(0, 50)}`, () => assert.is(write(name, fromTagged(tagged)), want));
});

function write(name: string, value: Value): string {
  try {
    return callFunc(encodingFuncs, name, [value]) as string;
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return `PANIC ${error.message}`;
  }
}

it('a map that holds itself is nothing', () => {
  const map = new Map<string, Value>([['a', 1]]);
  map.set('self', [map]);
  assert.is(write('toYaml', map), '');
  assert.is(write('toJson', map), '');
});

it('one value may stand at many places', () => {
  const shared = new Map<string, Value>([['a', 1]]);
  assert.is(write('toYaml', [shared, [shared]]), '- a: 1\n- - a: 1');
});

const point = new Struct(
  { name: 'pkg.Point', kind: 'struct' },
  new Map<string, Value>([
    ['Y', 2],
    ['X', 'a'],
  ]),
);
const tagged = new Struct({ ...point.type, json: (value) => new Map([['y', value.fields.get('Y')!]]) }, point.fields);

it('a struct is its fields in their order, by its tags where it has any', () => {
  assert.is(write('toJson', point), '{"Y":2,"X":"a"}');
  assert.is(write('toYaml', point), 'X: a\n"Y": 2');
  assert.is(write('toYamlPretty', point), '"y": 2\nx: a');
  assert.is(write('toToml', point), 'Y = 2.0\nX = "a"\n');
  assert.is(write('toJson', tagged), '{"y":2}');
  assert.is(write('toYaml', tagged), '"y": 2');
});

it('what is written is read as it was', () => {
  for (const [name, value, want] of readRows<readonly [string, Tagged, string]>('write')) {
    if (name !== 'toYaml' || want === '' || value === null) continue;
    const json = write('toJson', fromTagged(value));
    // U+0085 is folded on the way, and a key `<<` is not quoted by go-yaml itself
    if (!json.includes('\x85') && !json.includes('"\\u003c\\u003c":'))
      assert.equal(readGoYaml(`${want}\n`), JSON.parse(json));
  }
});

it.run();
