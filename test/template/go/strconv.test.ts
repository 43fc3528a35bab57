import { suite } from 'uvu';
import {
  atoi,
  type FloatFormat,
  formatFloat,
  htmlEscape,
  jsEscape,
  parseBool,
  parseGoFloat,
  parseGoInt,
  parseUint,
  pathEscape,
  queryEscape,
  quote,
  quoteToAscii,
  unquote,
} from '../../../src/template/go/index.ts';
import { bitsOf, checkVectors } from './vectors.ts';

const it = suite('go/strconv');

it('formatFloat has Go’s digits in every format and precision', () =>
  checkVectors('strconv', 'ff', ({ f, n, a }) => formatFloat(a[0] as number, f as FloatFormat, n[0] ?? -1)));
it('integers are read as Go reads them, errors too', () => {
  checkVectors('strconv', 'pi', ({ f, n: [base = 0, bits = 0] }) => `${parseGoInt(f, base, bits)}`);
  checkVectors('strconv', 'pu', ({ f, n: [base = 0, bits = 0] }) => `${parseUint(f, base, bits)}`);
  checkVectors('strconv', 'atoi', ({ f }) => `${atoi(f)}`);
});
it('floats are read as Go reads them, errors too', () =>
  checkVectors('strconv', 'pf', ({ f }) => bitsOf(parseGoFloat(f))));
it('booleans are read as Go reads them', () => checkVectors('strconv', 'pb', ({ f }) => `${parseBool(f)}`));
it('texts are quoted as Go quotes them', () => {
  checkVectors('strconv', 'quote', ({ f }) => quote(f));
  checkVectors('strconv', 'quotea', ({ f }) => quoteToAscii(f));
});
it('literals are read as Go reads them', () => checkVectors('strconv', 'unquote', ({ f }) => unquote(f)));
it('texts are escaped for HTML, JavaScript, queries and paths as Go does', () =>
  checkVectors('strconv', 'esc', ({ f }) =>
    [htmlEscape, jsEscape, queryEscape, pathEscape].map((e) => e(f)).join('\x01'),
  ));

it.run();
