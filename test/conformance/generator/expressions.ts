import fc from 'fast-check';
import { type Kind, type Signature, signatures } from './signatures.ts';
import { numbers, texts } from './values.ts';

const kinds = ['s', 'n', 't', 'l', 'd', 'b'] as const;

const literalTexts = texts.map(goString);

const simples: Record<Kind, fc.Arbitrary<string>> = {
  s: fc.oneof(
    literalTexts,
    fc.constantFrom('.Values.text', '.Release.Name', '.Values.map.a', '.Chart.Name', '$.Values.text'),
  ),
  n: fc.oneof(
    numbers.map(goNumber),
    fc.constantFrom('.Values.num', '.Values.s64', '(int64 7)', '.Release.Revision', "'x'"),
  ),
  t: fc.integer({ min: -2, max: 9 }).map(String),
  l: fc.constantFrom(
    '.Values.list',
    '.Values.a',
    '(list 1 "a" nil)',
    '(list)',
    '(until 3)',
    '(splitList "," "b,a")',
    '.Values.sList',
  ),
  d: fc.constantFrom('.Values.map', '.Values.b', '(dict "a" 1)', '(dict)', '.Values', '(dict "a" (dict "b" nil))'),
  b: fc.constantFrom('true', 'false', '.Release.IsInstall'),
  a: fc.oneof(
    literalTexts,
    numbers.map(goNumber),
    fc.constantFrom(
      '.Release',
      '$.Values.a',
      '.Values.a',
      '.Values.b.c',
      '.Values.list',
      '.Values.map',
      '.Values.missing',
      '.Values.map.a.b',
      '.Chart.Keywords',
      '$v',
      '.a',
    ),
  ),
};

/** An expression of a kind, as it may stand within parentheses. One in ten is of a kind that is not asked for. */
export function expressions(kind: Kind, depth: number): fc.Arbitrary<string> {
  const plain = depth === 0 ? simple(kind) : fc.oneof({ weight: 2, arbitrary: simple(kind) }, call(kind, depth - 1));
  if (kind === 'a' || kind === 't')
    return kind === 't' ? plain : fc.oneof({ weight: 30, arbitrary: plain }, fc.constant('(default nil nil)'));
  return fc.oneof({ weight: 9, arbitrary: plain }, simple('a'));
}

/** An expression that cannot be a whole number, which a range would count up to. */
export function collections(kind: 'l' | 'd', depth: number): fc.Arbitrary<string> {
  const made = signatures.filter(({ result }) => result === kind);
  return fc.oneof(
    simple(kind),
    literalTexts,
    fc.constantFrom(...made).chain((signature) => printCall(signature, depth)),
  );
}

function simple(kind: Kind): fc.Arbitrary<string> {
  return simples[kind];
}

function call(kind: Kind, depth: number): fc.Arbitrary<string> {
  const fitting = signatures.filter(({ result }) => kind === 'a' || result === kind || result === 'a');
  return fc.constantFrom(...fitting).chain((signature) => printCall(signature, depth));
}

function printCall({ name, params }: Signature, depth: number): fc.Arbitrary<string> {
  const args = fc.tuple(...params.map((kind) => expressions(kind, depth)));
  const wrong = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(...kinds))
    .chain(([count, kind]) => fc.array(simple(kind), { minLength: count, maxLength: count }));
  return fc
    .tuple(fc.oneof({ weight: 30, arbitrary: args }, wrong), fc.integer({ min: 0, max: 4 }))
    .map(([given, form]) => {
      const last = given.at(-1);
      return form === 0 && last !== undefined
        ? `(${last} | ${[name, ...given.slice(0, -1)].join(' ')})`
        : `(${[name, ...given].join(' ')})`;
    });
}

function goString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function goNumber(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}
