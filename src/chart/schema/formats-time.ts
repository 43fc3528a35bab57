import { quotedRune } from './quoted-rune.ts';

/** Go's time.Parse of `2006-01-02`, with its words. */
export function checkDate(text: string): string | undefined {
  const fail = (rest: string, element: string) =>
    `parsing time ${quote(text)} as "2006-01-02": cannot parse ${quote(rest)} as "${element}"`;
  if (!/^[0-9]{4}/.test(text)) return fail(text, '2006');
  if (text[4] !== '-') return fail(text.slice(4), '-');
  const month = /^[0-9]{2}/.exec(text.slice(5))?.[0];
  if (month === undefined) return fail(text.slice(5), '01');
  if (Number(month) < 1 || Number(month) > 12) return `parsing time ${quote(text)}: month out of range`;
  if (text[7] !== '-') return fail(text.slice(7), '-');
  const day = /^[0-9]{2}/.exec(text.slice(8))?.[0];
  if (day === undefined) return fail(text.slice(8), '02');
  if (text.length > 10) return `parsing time ${quote(text)}: extra text: ${quote(text.slice(10))}`;
  const days = daysOf(Number(text.slice(0, 4)), Number(month));
  return Number(day) < 1 || Number(day) > days ? `parsing time ${quote(text)}: day out of range` : undefined;
}

/** As Go's time package quotes: what is not ASCII byte by byte. */
function quote(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte < 0x20 || byte >= 0x80 ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte);
  });
  return `"${escaped.join('')}"`;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function checkTime(text: string): string | undefined {
  if (Buffer.byteLength(text) < 9) return 'less than 9 characters long';
  if (text[2] !== ':' || text[5] !== ':') return 'missing colon in correct place';
  const clock = readNumbers(text.slice(0, 8), 3);
  if (clock === 'invalid') return 'invalid hour/min/sec';
  if (clock === 'negative') return 'non-positive hour/min/sec';
  const [hour = 0, minute = 0, second = 0] = clock;
  if (hour > 23 || minute > 59 || second > 60) return 'hour/min/sec out of range';
  let rest = text.slice(8);
  if (rest.startsWith('.')) {
    const digits = /^\.[0-9]+/.exec(rest)?.[0];
    if (digits === undefined) return 'no digits in second fraction';
    rest = rest.slice(digits.length);
  }
  const offset = readOffset(rest);
  if (typeof offset === 'string') return offset;
  let inUtc = hour * 60 + minute + offset;
  if (inUtc < 0) inUtc += 24 * 60;
  const isLastMinute = Math.trunc(inUtc / 60) === 23 && inUtc % 60 === 59;
  return second >= 60 && !isLastMinute ? 'invalid leap second' : undefined;
}

/** Minutes to be added for UTC, or what is wrong. */
function readOffset(text: string): number | string {
  if (text === 'z' || text === 'Z') return 0;
  if (Buffer.byteLength(text) !== 6) return 'offset must be 6 characters long';
  if (text[0] !== '+' && text[0] !== '-') return 'offset must begin with plus/minus';
  if (text[3] !== ':') return 'missing colon in offset in correct place';
  const numbers = readNumbers(text.slice(1), 2);
  if (numbers === 'invalid') return 'invalid hour/min in offset';
  if (numbers === 'negative') return 'non-positive hour/min in offset';
  const [hours = 0, minutes = 0] = numbers;
  if (hours > 23 || minutes > 59) return 'hour/min in offset out of range';
  return (text[0] === '+' ? -1 : 1) * (hours * 60 + minutes);
}

/** By strconv.Atoi, which takes signs. */
function readNumbers(text: string, count: number): number[] | 'invalid' | 'negative' {
  const numbers: number[] = [];
  for (const token of text.split(':', count)) {
    if (!/^[-+]?[0-9]+$/.test(token)) return 'invalid';
    if (Number(token) < 0) return 'negative';
    numbers.push(Number(token));
  }
  return numbers;
}

export function checkDateTime(text: string): string | undefined {
  if (Buffer.byteLength(text) < 20) return 'less than 20 characters long';
  if (text[10] !== 't' && text[10] !== 'T') return '11th character must be t or T';
  return (
    prefixed('invalid date element', checkDate(text.slice(0, 10))) ??
    prefixed('invalid time element', checkTime(text.slice(11)))
  );
}

export function checkDuration(text: string): string | undefined {
  if (!text.startsWith('P')) return 'must start with P';
  const body = text.slice(1);
  if (body === '') return 'nothing after P';
  if (body.endsWith('W')) {
    const weeks = body.slice(0, -1);
    if (weeks === '') return 'no number in week';
    return /^[0-9]+$/.test(weeks) ? undefined : 'invalid week';
  }
  for (const [i, part] of body.split('T').entries()) {
    if (i > 0 && part === '') return 'no time elements';
    const units = ['YMD', 'HMS'][i];
    if (units === undefined) return 'more than one T';
    const problem = checkElements(part, units);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkElements(text: string, allUnits: string): string | undefined {
  let units = allUnits;
  for (let rest = text; rest !== ''; ) {
    const digits = /^[0-9]*/.exec(rest)![0];
    if (digits === '') return 'missing number';
    const unit = rest[digits.length];
    if (unit === undefined) return 'missing unit';
    const at = units.indexOf(unit);
    if (at < 0)
      return `${allUnits.includes(unit) ? 'unit' : 'invalid unit'} ${quotedRune(unit)}${allUnits.includes(unit) ? ' out of order' : ''}`;
    units = units.slice(at + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}

export function checkPeriod(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return 'missing slash';
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (start.startsWith('P')) {
    return (
      prefixed('invalid start duration', checkDuration(start)) ?? prefixed('invalid end date-time', checkDateTime(end))
    );
  }
  const problem = prefixed('invalid start date-time', checkDateTime(start));
  if (problem !== undefined) return problem;
  return end.startsWith('P')
    ? prefixed('invalid end duration', checkDuration(end))
    : prefixed('invalid end date-time', checkDateTime(end));
}

function prefixed(what: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${what}: ${problem}`;
}
