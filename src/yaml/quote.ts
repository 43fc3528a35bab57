import { resolvePlain } from './scalar.ts';

/**
 * One scalar as YAML text on one line, right at any place where a whole value or key may stand, in block and in flow
 * style: what it reads as is the value given, in YAML 1.1 and 1.2 alike.
 * @throws TypeError for what is no scalar of JSON.
 */
export function encodeScalar(value: string | number | boolean | null): string {
  if (typeof value === 'string') return isPlain(value) ? value : quote(value);
  if (typeof value === 'number') return encodeNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  throw new TypeError(`a ${typeof value} is no YAML scalar`);
}

/** Integers in full up to 2^64, as Go writes int64; above, and for fractions, the shortest form that reads back. */
function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  if (Object.is(value, -0)) return '0';
  const text = String(value);
  if (!text.includes('e')) return text;
  // yaml 1.1 wants a dot and a sign in `1.0e+21`
  const [mantissa = '', exponent = ''] = text.split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}

/** The characters a plain scalar may be made of here: none that ends it or has a meaning in flow style. */
const plainText = /^[^\s\p{C}!-\-:>?@[\]`{|}=~][^\p{C}\u2028\u2029,?[\]{}"]*$/u;
/** A leading dash or tilde is fine in front of a word: `--flag`, `-x`, `~/bin`. */
const dashed = /^(?:-{1,2}[A-Za-z]|~\/)[^\p{C}\u2028\u2029,?[\]{}"]*$/u;
const breaking = /: |:$| #|\s$|\t| {2}/;
/** Numbers of YAML 1.1 and 1.2 that Go does not read, above all base 60: `190:20:30`. */
const foreignNumber =
  /^[-+]?(?:[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*|[0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+)$/;
/** Without its `_`: what Go reads as a number, and what would be one if it were not too large, such as `1e9_99`. */
const goNumber =
  /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
/** Dates and time stamps, and what begins like one. */
const dateLike = /^\d{4}-\d\d?-\d\d?/;
/** The npm package takes it for a number in YAML 1.1. */
const bareExponent = /^[eE][-+]?[0-9]+$/;

export function isPlain(text: string): boolean {
  if (!plainText.test(text) && !dashed.test(text)) return false;
  if (breaking.test(text)) return false;
  if (text.startsWith('---') || text.startsWith('...') || text.startsWith('<<')) return false;
  const first = text.charCodeAt(0);
  const isNumberLike = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e;
  if (isNumberLike) {
    return (
      !dateLike.test(text) &&
      !foreignNumber.test(text) &&
      !goNumber.test(text.replaceAll('_', '')) &&
      typeof resolvePlain(text) === 'string'
    );
  }
  return typeof resolvePlain(text) === 'string' && !bareExponent.test(text);
}

/** JSON's escapes are YAML's; what JSON leaves alone and YAML does not print is escaped as well. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
