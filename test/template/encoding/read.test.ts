import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodingFuncs } from '../../../src/template/encoding/index.ts';
import { type GoMap, isNilValue, type List, type Value } from '../../../src/template/go/value.ts';
import { callFunc } from '../sprig/call.ts';
import { describe, readRows } from './vectors.ts';

const it = suite('encoding/read');

/** A function, the text, what comes of it, and the error that stands in it as `Error`. */
type Row = readonly [name: string, text: string, want: string, error?: string];

readRows<Row>('read').forEach(([name, text, want, error]) => {
  it(`${name} ${JSON.stringify(text)}`, () => {
    const value = read(name, text);
    if (error !== undefined) {
      assert.is((value as GoMap).get('Error'), error);
      (value as GoMap).delete('Error');
    }
    // in Go a nan has a payload
    assert.is(
      describe(value).replaceAll('7ff8000000000000', '7ff8000000000001'),
      want.replace('ffff8000000000001', 'f7ff8000000000001'),
    );
  });
});

it('null is a nil map or list in JSON, an empty one in YAML', () => {
  assert.is((read('fromJson', 'null') as GoMap)[isNilValue], true);
  assert.is((read('fromJsonArray', 'null') as List)[isNilValue], true);
  assert.is((read('fromYaml', 'null') as GoMap)[isNilValue], undefined);
  assert.is((read('fromYamlArray', '~') as List)[isNilValue], undefined);
});

it('each call gives data of its own', () => {
  const [a, b] = [read('fromYaml', 'a: {b: 1}'), read('fromYaml', 'a: {b: 1}')] as [GoMap, GoMap];
  (a.get('a') as GoMap).set('b', 2);
  assert.is((b.get('a') as GoMap).get('b'), 1);
});

it('aliases are copies', () => {
  const data = read('fromYaml', 'a: &x {b: 1}\nc: *x') as GoMap;
  (data.get('a') as GoMap).set('b', 2);
  assert.is((data.get('c') as GoMap).get('b'), 1);
});

it('what fromToml read, toToml writes as it was', () => {
  const text = 'a = 1979-05-27T07:32:00\nb = 1979-05-27\nc = 07:32:00.5\nd = 1979-05-27T07:32:00Z\ne = 1\nf = 1.0\n';
  assert.is(callFunc(encodingFuncs, 'toToml', [read('fromToml', text)]), text);
});

function read(name: string, text: string): Value {
  return callFunc(encodingFuncs, name, [text]);
}

it.run();
