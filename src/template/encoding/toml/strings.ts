import { quote } from '../../go/index.ts';
import { end, isHex, isNewline, type TomlCursor } from './cursor.ts';
import { TomlProblem } from './problem.ts';

/** A string or quoted key; the opening quote is read already. */
export function readString(at: TomlCursor): string {
  const start = at.pos;
  let hasEscape = false;
  for (;;) {
    const code = at.next();
    if (code === end) throw at.problem(`unexpected EOF; expected '"'`);
    if (isNewline(code)) throw at.problemAbove('strings cannot contain newlines');
    if (code === 34) break;
    if (code !== 92) continue;
    hasEscape = true;
    checkEscape(at, start);
  }
  const text = at.text.slice(start, at.pos - 1);
  return hasEscape ? replaceEscapes(text, at.line) : text;
}

/** What stands between single quotes, the first of which is read already. */
export function readRawString(at: TomlCursor): string {
  const start = at.pos;
  for (;;) {
    const code = at.next();
    if (code === end) throw at.problem(`unexpected EOF; expected "'"`);
    if (isNewline(code)) throw at.problemAbove('strings cannot contain newlines');
    if (code === 39) return at.text.slice(start, at.pos - 1);
  }
}

/** Behind `"""`. */
export function readLongString(at: TomlCursor): string {
  const start = at.pos;
  for (;;) {
    const code = at.next();
    if (code === end) throw at.problem(`unexpected EOF; expected '"""'`);
    if (code === 92) {
      if (isNewline(at.next())) continue;
      at.back();
      checkEscape(at, start);
    } else if (code === 34 && closes(at, 34)) {
      const seen = at.text.slice(start, at.pos);
      if (at.peek() === 34) {
        // two quotes may stand in front of the three that close
        if (seen.endsWith('"""""') && !seen.endsWith('\\"""""')) throw at.problem(`unexpected '""""""'`);
        at.back();
        at.back();
        continue;
      }
      const text = stripFirstNewline(seen.slice(0, -3));
      return replaceEscapes(stripEscapedNewlines(text), at.line);
    }
  }
}

/** Behind `'''`. */
export function readLongRawString(at: TomlCursor): string {
  const start = at.pos;
  for (;;) {
    const code = at.next();
    if (code === end) throw at.problem(`unexpected EOF; expected "'''"`);
    if (code !== 39 || !closes(at, 39)) continue;
    const seen = at.text.slice(start, at.pos);
    if (at.peek() !== 39) return stripFirstNewline(seen.slice(0, -3));
    if (seen.endsWith("'''''")) throw at.problem(`unexpected "''''''"`);
    at.back();
    at.back();
  }
}

/** Whether two more quotes follow the one that was read. They are read then; else none is. */
function closes(at: TomlCursor, quoteCode: number): boolean {
  if (!at.accept(quoteCode)) return false;
  if (at.accept(quoteCode)) return true;
  at.back();
  return false;
}

function checkEscape(at: TomlCursor, start: number): void {
  const code = at.next();
  const character = String.fromCodePoint(code);
  if (code !== end && 'ebtnfr" \t\\'.includes(character)) return;
  const length = code === 120 ? 2 : code === 117 ? 4 : code === 85 ? 8 : 0;
  if (length === 0) throw at.problemOfEscape(`invalid escape in string '\\${character}'`);
  for (let i = 0; i < length; i += 1) {
    if (isHex(at.next())) continue;
    const count = length === 2 ? 'two' : length === 4 ? 'four' : 'eight';
    const seen = quote(at.text.slice(start, at.pos));
    throw at.problem(`expected ${count} hexadecimal digits after '\\${character}', but got ${seen} instead`);
  }
}

function stripFirstNewline(text: string): string {
  return text.replace(/^\r?\n/, '');
}

/** A backslash at a line's end takes all blanks and line breaks behind it away. */
function stripEscapedNewlines(text: string): string {
  return text.replace(/\\\\|\\[ \t\r]*\n[ \t\r\n]*/g, (found) => (found === '\\\\' ? found : ''));
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

function replaceEscapes(text: string, line: number): string {
  return text.replace(
    /\\(?:x(..)|u(.{4})|U(.{8})|(.))/gs,
    (_, two?: string, four?: string, eight?: string, short?: string) => {
      if (short !== undefined) return escapes[short] ?? fail(`invalid escape: '\\${short}'`, line);
      const digits = two ?? four ?? eight!;
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        fail(`Escaped character '\\u${digits}' is not valid UTF-8.`, line);
      }
      return String.fromCodePoint(code);
    },
  );
}

function fail(message: string, line: number): never {
  throw new TomlProblem(message, line);
}
