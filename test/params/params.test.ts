import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatParams, isPlanName, isUserName, mergeParams, parseParams, readParams } from '../../src/params/index.ts';
import { codeOf } from '../support/code-of.ts';

const it = suite('params');

for (const [what, text, want] of [
  ['nothing', '', []],
  ['blanks alone are nothing', '  ', []],
  ['one', 'a=1', [['a', '1']]],
  [
    'several, in their order',
    'b=1,a=2',
    [
      ['b', '1'],
      ['a', '2'],
    ],
  ],
  ['a key with dashes', 'cluster-name=x', [['cluster-name', 'x']]],
  ['a key with dots', 'tags.ssl=false', [['tags.ssl', 'false']]],
  [
    'an empty value',
    'provider=,size=1',
    [
      ['provider', ''],
      ['size', '1'],
    ],
  ],
  ['`=` within a value', 'url=a=b==', [['url', 'a=b==']]],
  ['blanks round a key are none of it, those of a value stay', ' a = x ', [['a', ' x ']]],
  ['what a shell would run is text', 'k=$(touch x);`id`|"\'', [['k', '$(touch x);`id`|"\'']]],
  [
    'an escaped comma',
    'a=1\\,2,b=3',
    [
      ['a', '1,2'],
      ['b', '3'],
    ],
  ],
  [
    'a pair of backslashes before a comma is one, and the comma parts',
    'a=x\\\\,b=3',
    [
      ['a', 'x\\'],
      ['b', '3'],
    ],
  ],
  ['other backslashes stand for themselves', 'a=C:\\dir\\\\x\\', [['a', 'C:\\dir\\\\x\\']]],
  ['the last value of a key wins', 'a=1,a=2', [['a', '2']]],
  ['a line break in a value', 'a=1\n2', [['a', '1\n2']]],
] as const) {
  it(`002.2: ${what}`, () => assert.equal(Object.entries(parseParams(text)), want));
}

for (const [what, text] of [
  ['no `=`', 'size'],
  ['no key', '=1'],
  ['an empty pair', 'a=1,,b=2'],
  ['a comma at the end', 'a=1,'],
  ['a key with a blank', 'a b=1'],
  ['a key that begins with a dash', '-a=1'],
  ['a NUL character', 'a=\0'],
  ['more than an environment variable holds', `a=${'x'.repeat(70_000)}`],
] as const) {
  it(`002.1: ${what} is malformed`, () =>
    assert.is(
      codeOf(() => parseParams(text)),
      'PARAMS_INVALID',
    ));
}

it('a message about malformed params does not repeat a value', () => {
  try {
    parseParams('password=hunter2,oops');
    assert.unreachable();
  } catch (error) {
    assert.not.match((error as Error).message, 'hunter2');
    assert.match((error as Error).message, 'parameter 2');
  }
});

const key = fc.stringMatching(/^[A-Za-z_][\w./-]{0,10}$/);
const value = fc.string({ unit: fc.constantFrom('a', ',', '\\', '=', ' ', '$', '"', '\n'), maxLength: 12 });

it('what is printed reads as what it was', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value), (params) => {
      assert.equal(Object.entries(parseParams(formatParams(params))), Object.entries(params));
    }),
  );
});

it('merged params are those of both, the later ones on top', () => {
  const merged = mergeParams(parseParams('a=1,b=2'), parseParams('c=3,a=4'));
  assert.is(formatParams(merged), 'a=4,b=2,c=3');
});

for (const [name, isUser, isPlan] of [
  ['someuser', true, true],
  ['a', true, true],
  ['some.user', true, false],
  ['some-user_1', true, true],
  ['..', false, false],
  ['a..b', false, false],
  ['.a', false, false],
  ['a/b', false, false],
  ['../a', false, false],
  ['a b', false, false],
  ['', false, false],
  ['-a', false, false],
  ['a\n', false, false],
  ['x'.repeat(63), true, true],
  ['x'.repeat(64), false, false],
] as const) {
  it(`${JSON.stringify(name.slice(0, 12))} (${name.length}) is ${isUser ? 'a' : 'no'} user and ${isPlan ? 'a' : 'no'} plan`, () => {
    assert.equal([isUserName(name), isPlanName(name)], [isUser, isPlan]);
  });
}

it('the length is counted as a process is given it, in bytes; what was put together of several may be longer', () => {
  const text = (length: number) => `k=${'\u6f22'.repeat(length)}`;
  assert.is(parseParams(text(21_000))['k']?.length, 21_000);
  assert.throws(() => parseParams(text(22_000)), /66002 bytes long, at most 65536/);
  assert.is(readParams(text(60_000))['k']?.length, 60_000);
});

it.run();
