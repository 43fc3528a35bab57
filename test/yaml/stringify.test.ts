import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { encodeScalar, parseYaml, stringifyYaml } from '../../src/yaml/index.ts';
import { parseAnyYaml } from '../../src/yaml/parse-any.ts';
import { awkward, json, same, scalar, text } from './texts.ts';

const it = suite('stringifyYaml');
const read = (yaml: string) => parseYaml(yaml, { file: 'x' });

for (const [what, value, want] of [
  ['a table', { b: 1, a: 'x' }, 'b: 1\na: x'],
  ['tables in tables', { a: { b: { c: null } } }, 'a:\n  b:\n    c: null'],
  ['a list at the column of its key', { args: ['--x', '-y'] }, 'args:\n- --x\n- -y'],
  ['tables in a list', [{ name: 'a', ports: [{ port: 1 }] }, {}], '- name: a\n  ports:\n  - port: 1\n- {}'],
  ['lists in a list', [[1, [2]], []], '- - 1\n  - - 2\n- []'],
  ['an empty table', {}, '{}'],
  ['what is empty below a key', { a: {}, b: [] }, 'a: {}\nb: []'],
  ['strings that would change type, quoted', { a: 'yes', y: '1', c: '1e3' }, 'a: "yes"\n"y": "1"\nc: "1e3"'],
  ['several lines as a block', { a: 'x\ny\n', b: 'x\n\ny' }, 'a: |\n  x\n  y\nb: |-\n  x\n\n  y'],
  ['a block in a list', { l: ['x\ny'] }, 'l:\n- |-\n  x\n  y'],
  ['a text at the top', 'x\ny', '|-\n  x\n  y'],
  ['undefined is left out of a table and null in a list', { a: undefined, b: [undefined] }, 'b:\n- null'],
  ['what JSON makes of it', { at: { toJSON: () => 'then' } }, 'at: then'],
] as const) {
  it(`writes ${what}`, () => assert.is(stringifyYaml(value), want));
}

for (const value of awkward) {
  it(`carries ${JSON.stringify(value)} through YAML 1.1 and 1.2`, () => {
    const yaml = `${stringifyYaml(
      Object.fromEntries([
        ['v', value],
        [value, [value]],
      ]),
    )}\n`;
    const want = [
      ['v', value],
      [value, [value]],
    ];
    same(Object.entries(read(yaml) as object), want);
    same([...parse(yaml, { mapAsMap: true })], want, 'the core schema of 1.2');
    same([...parse(yaml, { mapAsMap: true, version: '1.1' })], want, 'the schema of 1.1');
  });
}

it('parse ∘ stringify is the identity on JSON values', () => {
  fc.assert(
    fc.property(json, (value) => {
      const yaml = `${stringifyYaml({ value })}\n`;
      same(read(yaml), { value });
      same(parseAnyYaml(yaml, { file: 'x' }), [{ value }]);
      same(parse(yaml, { logLevel: 'silent' }), { value });
    }),
    { numRuns: 2000 },
  );
});

it('encodeScalar stands as a value, as a key, in a flow list and in front of a comment', () => {
  fc.assert(
    fc.property(scalar, text, (value, key) => {
      const encoded = encodeScalar(value);
      assert.not.match(encoded, /[\n\r]/);
      same(read(`a: ${encoded} # c\nb: [${encoded}, {x: ${encoded}}]\nc:\n- ${encoded}\n`), {
        a: value,
        b: [value, { x: value }],
        c: [value],
      });
      const map = read(`${encodeScalar(key)}: ${encoded}\n`) as object;
      same(Object.entries(map), [[key, value]]);
    }),
    { numRuns: 3000 },
  );
});

for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, {}, []]) {
  it(`encodeScalar refuses ${String(value) || '[]'}`, () => {
    assert.throws(() => encodeScalar(value as never), TypeError);
  });
}

it.run();
