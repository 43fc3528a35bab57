import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { parseYaml, parseYamlDocuments } from '../../src/yaml/index.ts';

const file = 'values.yaml';
const it = suite('parseYaml');

// every row is what helm 3.21 makes of `a: TEXT` in a values file
for (const [text, want] of [
  ['yes', true],
  ['y', true],
  ['On', true],
  ['N', false],
  ['off', false],
  ['tRue', 'tRue'],
  ['nUll', 'nUll'],
  ['~', null],
  ['', null],
  ['0777', 511],
  ['0o17', 15],
  ['0x1F', 31],
  ['0b11', 3],
  ['-0b11', -3],
  ['08', 8],
  ['+1', 1],
  ['1_000', 1000],
  ['_1', '_1'],
  ['1e3', 1000],
  ['1.10', 1.1],
  ['.5', 0.5],
  ['.5_0', 0.5],
  ['5.', 5],
  ['-.', '-.'],
  ['1e999', '1e999'],
  ['0x', '0x'],
  ['12345678901234567890', 12345678901234567000],
  ['190:20:30', '190:20:30'],
  ['2001-01-01', '2001-01-01'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
  ['!!str 5', '5'],
  ['!!int "5"', 5],
  ['!!float 5', 5],
  ['!!bool "yes"', true],
  ['!!binary aGVsbG8=', 'hello'],
  ['!foo bar', 'bar'],
  ['=', '='],
  ["'it''s'", "it's"],
  ['"\\x41\\u00e9"', 'Aé'],
  ['[yes, no, ]', [true, false]],
  ['{x, b: 1}', { x: null, b: 1 }],
  ['|\n  x\n  y\n', 'x\ny\n'],
  ['|\n  x', 'x'],
  ['>\n  x\n  y\n\n  z\n', 'x y\nz\n'],
  ['[\n1\n]', [1]],
] as const) {
  it(`reads ${JSON.stringify(text)} as Go does`, () => {
    assert.equal(parseYaml(`a: ${text}`, { file }), { a: want });
  });
}

for (const [what, text, want] of [
  [
    'keys become strings',
    'n: a\n1: b\n0x10: c\n1.50: d\n1e20: e\n',
    { false: 'a', 1: 'b', 16: 'c', 1.5: 'd', '1e+20': 'e' },
  ],
  [
    'a merge key overrides what stands before it',
    'x: &x {q: 1, r: 2}\nb:\n  q: 5\n  <<: *x\n',
    { x: { q: 1, r: 2 }, b: { q: 1, r: 2 } },
  ],
  ['a merge key yields to what stands behind it', 'x: &x {q: 1}\nb:\n  <<: *x\n  q: 5\n', { x: { q: 1 }, b: { q: 5 } }],
  [
    'of several merged tables the first wins',
    'x: &x {q: 1}\ny: &y {q: 2, z: 3}\nb:\n  <<: [*x, *y]\n',
    { x: { q: 1 }, true: { q: 2, z: 3 }, b: { q: 1, z: 3 } },
  ],
  ['a quoted << is a key like any other', 'x: &x {q: 1}\nb:\n  "<<": *x\n', { x: { q: 1 }, b: { '<<': { q: 1 } } }],
  ['the last anchor of a name counts', 'a: &x 1\nb: &x 2\nc: *x\n', { a: 1, b: 2, c: 2 }],
  ['a byte order mark is skipped', '\ufeffa: 1\n', { a: 1 }],
  ['Windows line ends', 'a: x\r\nb: |\r\n  y\r\n', { a: 'x', b: 'y\n' }],
  ['a flow list may end at the column of its item', 'l:\n  - a: [\n      x\n    ]\n', { l: [{ a: ['x'] }] }],
  ['nothing', '# only a comment\n', null],
] as const) {
  it(what, () => assert.equal(parseYaml(text, { file }), want));
}

it('keeps __proto__ as a key and Object as it is', () => {
  const data = parseYaml('__proto__: {polluted: 1}\n', { file }) as object;
  assert.equal(Object.keys(data), ['__proto__']);
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
});

it('freezes what it returns', () => {
  const data = parseYaml('a: {b: [1]}', { file }) as { a: { b: number[] } };
  assert.throws(() => data.a.b.push(2), TypeError);
});

for (const [what, text, message, line, column] of [
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /key "a" already set in map/, 3, 1],
  ['a list that is not closed', 'a: 1\nb: [\nc: 2', /Flow sequence .* end with a ]/, 3, 1],
  ['an unknown alias', 'a: *q\n', /unknown anchor 'q'/, 1, 4],
  ['an anchor inside itself', 'a: &x [*x]\n', /contains itself/, 1, 8],
  ['a number JSON cannot hold', 'a:\n  b: .nan\n', /\.nan has no JSON form/, 2, 6],
  ['a key that is no scalar', '[1]: b\n', /a key must be a scalar/, 1, 1],
  ['a null key', '~: b\n', /null is not usable as a key/, 1, 1],
  ['a tag that does not fit', 'a: !!int x\n', /cannot decode "x" as a !!int/, 1, 10],
  ['a control character', 'a: \u0007\n', /control characters/, 1, 4],
  ['tabs as indent', 'a:\n\tb: 1\n', /[Tt]ab/, 2, 1],
  ['a merge of no table', 'a: {<<: 1}\n', /map merge requires/, 1, 9],
] as const) {
  it(`refuses ${what}, with the place`, () => {
    const error = errorOf(() => parseYaml(text, { file }));
    assert.match(error.message, message);
    assert.equal([error.place?.file, error.place?.line, error.place?.column], [file, line, column]);
    assert.is(error.place?.text, text);
  });
}

it('takes the last of duplicate keys when told so', () => {
  assert.equal(parseYaml('a: 1\na: 2\n', { file, duplicates: 'last' }), { a: 2 });
});

it('refuses a second document where one is expected, and reads both where several may be', () => {
  assert.match(errorOf(() => parseYaml('a: 1\n---\nb: 2\n', { file })).message, /2 YAML documents/);
  assert.equal(parseYamlDocuments('a: 1\n---\n# nothing\n---\nb: 2\n...\n', { file }), [{ a: 1 }, { b: 2 }]);
});

it('refuses a text that grows beyond all bounds through aliases', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  assert.match(errorOf(() => parseYaml(`l0: &l0 [x]\n${levels.join('\n')}\n`, { file })).message, /excessive aliasing/);
});

function errorOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (isCapstanError(error, 'YAML_INVALID')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it.run();
