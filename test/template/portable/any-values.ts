import fc from 'fast-check';
import { text } from '../../yaml/texts.ts';

/** Awkward ones, and those that operators tell apart. */
const numberLike = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789_eE.+-xXoObB'), maxLength: 8 }),
  fc.constantFrom(
    '1e3_',
    '1e5_0',
    '0O51',
    '0o_7',
    '0X1_',
    '5._e9_',
    '0_x0E0',
    '1e9_99',
    '0X_fffffffffffffffff',
    '._5e9_',
  ),
);
const word = fc.oneof(text, numberLike, fc.constantFrom('a', 'b', 'abc', 'a,b', '7', '-1', '0', 'Ä', '😀a', '<&>'));
const scalar = fc.oneof(word, fc.boolean(), fc.constantFrom(0, 1, -1, 3, 2.5, 1e21, -7, 1e-7, -0), fc.constant(null));
const key = fc.oneof(word, fc.constantFrom('a', 'b', 'c', '10', '9'));

/** What values.yaml may hold. */
export const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('anyValue'), { maxLength: 3 }),
    fc.dictionary(key, tie('anyValue'), { maxKeys: 3 }),
  ),
}));

/** Values for `expression`. */
export const someValues = fc.record({
  s: word,
  t: word,
  n: fc.constantFrom(0, 1, 2, -5, 2.5, 100),
  m: fc.integer({ min: -1000, max: 1000 }),
  b: fc.boolean(),
  l: fc.array(anyValue, { maxLength: 3 }),
  o: fc.record({ a: anyValue, b: fc.oneof(anyValue, fc.record({ c: anyValue })) }, { requiredKeys: [] }),
  z: anyValue,
});
