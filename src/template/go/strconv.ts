/** Go's strconv: numbers and quoted strings to text and back, with its errors (a GoError of the text that Go gives). */
export { type FloatFormat, formatFloat } from './strconv-float.ts';
export { atoi, parseBool, parseGoInt, parseUint } from './strconv-int.ts';
export { parseGoFloat } from './strconv-parse-float.ts';
export { isPrint } from './strconv-print.ts';
export { canBackquote, quote, quoteRune, quoteToAscii } from './strconv-quote.ts';
export { unquote } from './strconv-unquote.ts';
