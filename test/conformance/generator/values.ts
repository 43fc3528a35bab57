import fc from 'fast-check';

/** Texts that trouble YAML, Go and JavaScript, beside plain ones. */
export const texts = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', 'a', 'b', 'abc', 'Hello World', 'x-y_z', 'foo.bar/baz', 'one,two') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'true',
      'null',
      '~',
      '1',
      '1.0',
      '010',
      '1e3',
      '0x1f',
      '- a',
      'a: b',
      '#x',
      'it\'s "q"',
      'a\nb\n',
      ' pad ',
      'é日🎉',
      '{{ .a }}',
      '>=1.2.3',
      '1.2.3-rc.1',
      '^a+$',
      '%d %s %v',
      '2020-01-02',
      '1h30m',
      'http://u@h:1/p?q#f',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 90, unit: 'grapheme-ascii' }) },
);

export const numbers = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.5, -1.5, 1e6, 10_000_000, 1e21, 1e-7, 9_007_199_254_740_992, 123_456_789, 2.71),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

/** What a values file holds: JSON, which is YAML. The names are the few that templates ask for. */
export const names = fc.constantFrom('a', 'b', 'c', 'list', 'map', 'text', 'num');

const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    texts,
    numbers,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(names, texts), tie('anything'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

export const values = fc.record(
  {
    a: anything,
    b: anything,
    text: texts,
    num: numbers,
    list: fc.array(anything, { maxLength: 5 }),
    map: fc.dictionary(fc.oneof(names, texts), anything, { maxKeys: 5, noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);
