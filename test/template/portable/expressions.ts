import fc from 'fast-check';
import { text } from '../../yaml/texts.ts';

const leaves = [
  'it.Values.s',
  'it.Values.n',
  'it.Values.b',
  'it.Values.l',
  'it.Values.o',
  'it.Values.z',
  'it.Values.o.a',
  'it.Values.o.b.c',
  "it.Values.l['1']",
  "it.Values.s['0']",
  "it.Values.o?.['9']?.['0']",
  'it.Values.nope',
  'null',
  'undefined',
  '({})',
  'it.Release.Name',
  'it.Release.Revision',
  'it.Chart.AppVersion',
  "it.Capabilities.APIVersions.Has('v1')",
];

/** JavaScript of the portable subset, by chance: expressions over `it.Values`, whose members are s, t, n, m, b, l, o, z. */
export const { expression } = fc.letrec<{
  expression: string;
  texts: string;
  numbers: string;
  conditions: string;
  lists: string;
}>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...leaves),
    fc.oneof(tie('texts'), tie('numbers'), tie('conditions'), tie('lists')),
    both(tie('expression'), tie('expression'), ['||', '&&', '??']),
    fc.tuple(tie('conditions'), tie('expression'), tie('expression')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    fc.tuple(tie('expression'), fc.constantFrom('a', 'b', 'length', 'z')).map(([a, name]) => `${a}?.${name}`),
    fc.tuple(fc.constantFrom('it.Values.o', 'it.Values.l'), tie('expression')).map(([a, key]) => `${a}[${key}]`),
    fc.tuple(tie('lists'), fc.constantFrom('0', '1', '-1')).map(([a, i]) => `${a}.at(${i})`),
    fc.tuple(tie('lists'), tie('conditions')).map(([a, c]) => `${a}.find((x) => x === 'a' || ${c})`),
    fc.tuple(tie('expression'), tie('texts')).map(([a, k]) => `({ ...it.Values.o, [${k}]: ${a} })`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `({ a: ${a}, b: ${b} })`),
  ),
  texts: fc.oneof(
    { depthSize: 'small' },
    text.filter((one) => one.isWellFormed()).map((one) => JSON.stringify(one)),
    fc.constantFrom('it.Values.s', 'it.Values.t'),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `\`\${${a}}-%\${${b}}\``),
    tie('expression').map((a) => `String(${a})`),
    both(tie('texts'), tie('expression'), ['+']),
    fc
      .tuple(
        tie('texts'),
        fc.constantFrom(
          'trim()',
          'toLowerCase()',
          'toUpperCase()',
          'slice(1)',
          'slice(-2)',
          'slice(0, 3)',
          "replaceAll('a', 'bc')",
          "padStart(4, '0')",
          'repeat(2)',
        ),
      )
      .map(([a, call]) => `${a}.${call}`),
    tie('lists').map((a) => `${a}.join('; ')`),
    tie('expression').map((a) => `typeof ${a}`),
    tie('expression').map((a) => `toJson(sorted(${a}))`),
    tie('expression').map((a) => `yaml(sorted(${a}), 2)`),
    tie('texts').map((a) => `b64enc(${a})`),
    tie('texts').map((a) => `b64dec(b64enc(${a}))`),
    tie('texts').map((a) => `sha256sum(${a})`),
    tie('texts').map((a) => `quote(${a})`),
    tie('texts').map((a) => `indent(${a}, 3)`),
    tie('texts').map((a) => `encodeURIComponent(${a})`),
  ),
  numbers: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('0', '1', '7', '-3', '2.5', '1e21', '1e-7', 'it.Values.n', 'it.Values.m'),
    both(tie('numbers'), tie('numbers'), ['+', '-', '*', '%']),
    fc.tuple(tie('numbers'), tie('numbers')).map(([a, b]) => `Math.floor(${a} / ${b})`),
    fc.tuple(tie('numbers'), tie('numbers')).map(([a, b]) => `Math.max(${a}, ${b})`),
    tie('numbers').map((a) => `(- ${a})`),
    tie('texts').map((a) => `${a}.length`),
    tie('lists').map((a) => `${a}.length`),
    tie('expression').map((a) => `Number(${a})`),
    tie('expression').map((a) => `Object.keys(${a}).length`),
  ),
  conditions: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('true', 'it.Values.b'),
    tie('expression').map((a) => `!${a}`),
    both(tie('expression'), tie('expression'), ['===', '!==']),
    both(tie('numbers'), tie('numbers'), ['<', '<=', '>', '>=']),
    both(tie('texts'), tie('texts'), ['<', '>']),
    tie('expression').map((a) => `(${a} == null)`),
    fc.tuple(tie('texts'), tie('texts')).map(([a, b]) => `${a}.includes(${b})`),
    fc.tuple(tie('texts'), tie('texts')).map(([a, b]) => `${a}.endsWith(${b})`),
    tie('expression').map((a) => `Array.isArray(${a})`),
    fc.tuple(tie('lists'), tie('expression')).map(([a, b]) => `${a}.some((x) => x === ${b})`),
    fc.tuple(tie('lists'), tie('conditions')).map(([a, c]) => `${a}.every((x, i) => i < 1 || ${c})`),
    tie('texts').map((a) => `(${a} in it.Values.o)`),
    tie('texts').map((a) => `Object.hasOwn(it.Values.o, ${a})`),
  ),
  lists: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('it.Values.l', '[]', "['b', 'a']"),
    fc.tuple(tie('expression'), tie('lists')).map(([a, b]) => `[${a}, ...${b}]`),
    fc.tuple(tie('lists'), tie('expression')).map(([a, b]) => `${a}.map((x, i) => [i, x, ${b}])`),
    tie('lists').map((a) => `${a}.filter((x) => x)`),
    tie('lists').map((a) => `${a}.flatMap((x) => [x, x])`),
    tie('lists').map((a) => `${a}.slice(1)`),
    tie('texts').map((a) => `${a}.split('a')`),
    fc.constant("'b,a'.split(',').sort()"),
    tie('expression').map((a) => `Object.keys(${a}).sort()`),
    fc.constantFrom(
      'Object.entries(it.Values.o).sort()',
      'Object.values(sorted(it.Values.o))',
      'Object.entries({ b: it.Values.n, a: 2, 1: it.Values.s })',
    ),
    fc.constantFrom(
      'Array.from({ length: 3 }, (_, i) => i * 2)',
      'Array.from({ length: it.Values.l.length }, (_, i) => `${i}`)',
    ),
  ),
}));

function both(a: fc.Arbitrary<string>, b: fc.Arbitrary<string>, operators: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(a, fc.constantFrom(...operators), b).map(([x, operator, y]) => `(${x} ${operator} ${y})`);
}
