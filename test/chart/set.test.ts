import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applySet, type SetKind } from '../../src/chart/index.ts';
import { same } from '../yaml/texts.ts';
import { failureOf } from './charts.ts';

const it = suite('applySet');
const before = { z: { k: 1 }, l: [1, 2], nothing: null };

// every row is what helm 3.21 makes of it
for (const [kind, expression, want] of [
  ['typed', 'a=1', { a: 1 }],
  ['typed', 'a.b=x,c=true', { a: { b: 'x' }, c: true }],
  ['typed', 'a={1,b,true}', { a: [1, 'b', true] }],
  ['typed', 'a={1,2},b=3', { a: [1, 2], b: 3 }],
  ['typed', 'a={}', { a: [''] }],
  ['typed', 'a[0]=x,a[2].b=y', { a: ['x', null, { b: 'y' }] }],
  ['typed', 'a[0][1]=x', { a: [[null, 'x']] }],
  ['typed', 'a[0]={x,y}', { a: [['x', 'y']] }],
  ['typed', 'a[0].b.c=1,a[0].b.d=2', { a: [{ b: { c: 1, d: 2 } }] }],
  ['typed', 'a\\.b=c', { 'a.b': 'c' }],
  ['typed', 'a\\=b=1', { 'a=b': 1 }],
  ['typed', 'a=b\\,c', { a: 'b,c' }],
  ['typed', 'a=b=c', { a: 'b=c' }],
  ['typed', 'a=', { a: '' }],
  ['typed', 'a= b ', { a: ' b ' }],
  ['typed', 'a=null', { a: null }],
  ['typed', 'a=TRUE,b=Null,c=False', { a: true, b: null, c: false }],
  ['typed', 'a=007', { a: '007' }],
  ['typed', 'a=0,b=-5,c=+5', { a: 0, b: -5, c: 5 }],
  ['typed', 'a=1.5', { a: '1.5' }],
  ['typed', 'a=12345678901234567890', { a: '12345678901234567890' }],
  ['typed', 'a="x"', { a: '"x"' }],
  ['typed', 'a=1,', { a: 1 }],
  ['typed', '=1', {}],
  ['typed', '', {}],
  ['typed', 'z.y=1', { z: { k: 1, y: 1 } }],
  ['typed', 'l[1]=9', { l: [1, 9] }],
  ['typed', 'nothing.x=1', { nothing: { x: 1 } }],
  ['typed', '__proto__.x=1', JSON.parse('{"__proto__": {"x": 1}}')],
  ['string', 'a=1,b=true,c=null', { a: '1', b: 'true', c: 'null' }],
  ['json', 'a={"b":[1,2]},c="x,y"', { a: { b: [1, 2] }, c: 'x,y' }],
  ['json', 'a=[1,2],b=null,c=', { a: [1, 2], b: null, c: null }],
  ['json', 'a[0]={"x":1},b=2', { a: [{ x: 1 }], b: 2 }],
  ['file', 'a.b=x.txt,c=y.txt', { a: { b: 'text of x.txt' }, c: 'text of y.txt' }],
] as const satisfies readonly (readonly [SetKind, string, unknown])[]) {
  it(`${kind}: ${expression}`, () => {
    same(
      applySet(before, expression, kind, (path) => `text of ${path}`),
      { ...before, ...(want as object), ...protoOf(want) },
    );
  });
}

for (const [kind, expression, message] of [
  ['typed', 'a', /key "a" has no value/],
  ['typed', 'a.b', /key "b" has no value/],
  ['typed', 'a,b=1', /cannot end with ,/],
  ['typed', ',', /has no value/],
  ['typed', 'a={1,2', /list must terminate with '}'/],
  ['typed', 'a[x]=1', /error parsing index: "x" is not a number/],
  ['typed', 'a[-1]=1', /negative -1 index not allowed/],
  ['typed', 'a[99999]=1', /greater than maximum supported index/],
  ['typed', 'a[0]x=1', /unexpected data at end of array index/],
  ['typed', 'a[0]', /has no value/],
  ['typed', 'l.x=9', /l is not a table/],
  ['typed', 'z[0]=9', /z is not a list/],
  ['typed', `${'a.'.repeat(40)}a=1`, /nested level is greater than/],
  ['json', 'a={', /the value is not JSON/],
  ['json', 'a=tru', /the value is not JSON/],
] as const) {
  it(`${kind}: ${expression.slice(0, 20)} is refused`, async () => {
    const error = await failureOf(() => applySet(before, expression, kind));
    assert.is(error.code, 'SET_INVALID');
    assert.match(error.message, message);
    assert.ok(error.hint);
  });
}

it('leaves the values it was given as they were', () => {
  const values = Object.freeze({ a: Object.freeze({ b: 1 }), l: Object.freeze([1]) });
  assert.equal(applySet(values, 'a.b=2,l[0]=2', 'typed'), { a: { b: 2 }, l: [2] });
  assert.equal(values, { a: { b: 1 }, l: [1] });
});

it('never quotes a value in a message', async () => {
  assert.not.match((await failureOf(() => applySet({}, 'password=hunter2{"', 'json'))).message, /hunter2/);
});

/** A spread does not carry `__proto__` over. */
function protoOf(want: unknown): object {
  const result = {};
  const descriptor = Object.getOwnPropertyDescriptor(want, '__proto__');
  return descriptor ? Object.defineProperty(result, '__proto__', descriptor) : result;
}

it.run();
