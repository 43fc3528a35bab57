import {
  fixedZone,
  GoError,
  Int,
  parseTime,
  quote,
  quoteRune,
  type Struct,
  timeValue,
  utc,
  type Zone,
} from '../../go/index.ts';
import { isDigit, isHex, type TomlCursor } from './cursor.ts';

/** A number or time that starts with a digit. */
export function readNumberOrTime(at: TomlCursor): Int | number | Struct {
  const start = at.pos;
  const first = at.next();
  let code = at.next();
  if (first === 48) {
    const isBased = code === 98 || code === 111 || code === 120;
    if (isBased) return readBased(at, start, code);
  }
  while (isDigit(code)) code = at.next();
  // 0 alone is followed by no time
  const isLongEnough = first !== 48 || at.pos - start > 2;
  if (isLongEnough && (code === 45 || code === 58)) return readTime(at, start);
  return readDecimal(at, start, code);
}

/** A number behind its sign. */
export function readSigned(at: TomlCursor, start: number): Int | number {
  const code = at.next();
  if (code === 105 || code === 110) {
    const [second, third] = code === 105 ? [110, 102] : [97, 110];
    if (!at.accept(second!) || !at.accept(third!)) {
      throw at.problem(`invalid float: '${at.text.slice(start, at.pos)}'`);
    }
    return floatOf(at, at.text.slice(start, at.pos));
  }
  if (code === 48) {
    const base = at.peek();
    if (base === 98 || base === 111 || base === 120) {
      const seen = `${at.text.slice(start, at.pos)}${String.fromCodePoint(base)}`;
      throw at.problem(`cannot use sign with non-decimal numbers: '${seen}'`);
    }
  }
  if (code === 46) throw at.problem("floats must start with a digit, not '.'");
  if (!isDigit(code)) throw at.problem(`expected a digit but got ${quoteRune(code, false)}`);
  return readDecimal(at, start, at.next());
}

/** @param first the character that is read last */
function readDecimal(at: TomlCursor, start: number, first: number): Int | number {
  let code = first;
  while (isDigit(code) || code === 95) code = at.next();
  const isFloat = code === 46 || code === 101 || code === 69;
  if (isFloat) while (isDigit(code) || '_.-+eE'.includes(String.fromCodePoint(code))) code = at.next();
  at.back();
  const text = at.text.slice(start, at.pos);
  return isFloat ? floatOf(at, text) : integerOf(at, text);
}

function readBased(at: TomlCursor, start: number, base: number): Int {
  const limit = base === 98 ? 2 : base === 111 ? 8 : 16;
  const isInBase = (code: number) => (limit === 16 ? isHex(code) : code >= 48 && code < 48 + limit);
  const next = at.peek();
  if (!isInBase(next)) {
    const name = limit === 2 ? 'a binary' : limit === 8 ? 'an octal' : 'a hexadecimal';
    throw at.problem(`not ${name} number: '${at.text.slice(start, at.pos)}${String.fromCodePoint(next)}'`);
  }
  at.skip((code) => isInBase(code) || code === 95);
  return integerOf(at, at.text.slice(start, at.pos));
}

function integerOf(at: TomlCursor, text: string): Int {
  if (!hasGoodUnderscores(text)) {
    throw at.problem(`Invalid integer ${quote(text)}: underscores must be surrounded by digits`);
  }
  if (hasLeadingZero(text)) throw at.problem(`Invalid integer ${quote(text)}: cannot have leading zeroes`);
  const value = BigInt(text.replace(/[_+]/g, ''));
  if (BigInt.asIntN(64, value) !== value) throw at.problem(`${text} is out of range for int64`);
  return new Int(value, 'int64');
}

export function floatOf(at: TomlCursor, text: string): number {
  const parts = text.split(/[.eE]+/).filter((part) => part !== '');
  if (!parts.every(hasGoodUnderscores)) {
    throw at.problem(`Invalid float ${quote(text)}: underscores must be surrounded by digits`);
  }
  if (hasLeadingZero(parts[0] ?? '')) throw at.problem(`Invalid float ${quote(text)}: cannot have leading zeroes`);
  if (/\.(?!\d)/.test(text)) {
    throw at.problem(`Invalid float ${quote(text)}: '.' must be followed by one or more digits`);
  }
  const special = /^([-+]?)(?:(inf)|nan)$/.exec(text);
  if (special) return special[2] === undefined ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  const plain = text.replaceAll('_', '');
  if (!/^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(plain)) throw at.problem(`Invalid float value: ${quote(text)}`);
  const value = Number(plain);
  if (!Number.isFinite(value)) throw at.problem(`${text} is out of range for float64`);
  return value;
}

function hasGoodUnderscores(text: string): boolean {
  if (/^[-+]?(?:nan|inf)$/.test(text)) return true;
  let isAfterDigit = false;
  for (const character of text) {
    if (character === '_' && !isAfterDigit) return false;
    isAfterDigit = isHex(character.charCodeAt(0));
  }
  return isAfterDigit;
}

function hasLeadingZero(text: string): boolean {
  return /^0[^box]/.test(text) || /^[-+]0./.test(text);
}

function readTime(at: TomlCursor, start: number): Struct {
  at.skip((code) => isDigit(code) || '-:Tt .Zz+'.includes(String.fromCodePoint(code)));
  const text = at.text.slice(start, at.pos).trim().replaceAll('z', 'Z').replace(/[t ]/g, 'T');
  for (const [layout, zone] of layouts) {
    try {
      const time = parseTime(layout, text, zone);
      if (!lacksZero(text, layout)) return timeValue(time);
      break;
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
    }
  }
  throw at.problem(`invalid datetime: ${quote(text)}`);
}

/** The zones' names tell toToml what a time was written without. */
const local = {
  time: fixedZone('time-local', 0),
  date: fixedZone('date-local', 0),
  both: fixedZone('datetime-local', 0),
};
const layouts: readonly (readonly [layout: string, zone: Zone])[] = [
  ['2006-01-02T15:04:05.999999999Z07:00', utc],
  ['2006-01-02T15:04:05.999999999', local.both],
  ['2006-01-02', local.date],
  ['15:04:05.999999999', local.time],
  ['2006-01-02T15:04Z07:00', utc],
  ['2006-01-02T15:04', local.both],
  ['15:04', local.time],
];

/** Go takes `1:2` for `01:02`; TOML does not. */
function lacksZero(text: string, layout: string): boolean {
  for (let i = 0; i < layout.length; i += 1) {
    const character = layout[i]!;
    if (character === '.' || character === 'Z') return false;
    if (!isDigit(character.charCodeAt(0)) && text[i] !== character) return true;
  }
  return false;
}
