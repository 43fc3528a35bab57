import { YamlProblem } from './problem.ts';

/** A text that may be scanned: without byte order mark, with a 0 character at its end. */
export interface Input {
  readonly text: string;
  /** What is wrong with the text behind `text`: raised when the scanner gets there. */
  readonly problem: YamlProblem | undefined;
}

/**
 * Checks the characters of a text as go-yaml's reader does: it reads blocks of 512 bytes, so that what is wrong before the
 * block of a bad character is found first. A byte that is no UTF-8 comes as the lone surrogate U+DC00 + byte.
 */
export function readInput(source: string): Input {
  if (!unusual.test(source)) return { text: `${source}\0`, problem: undefined };
  const utf16 = /^(?:\udcff\udcfe|\udcfe\udcff)/.exec(source)?.[0];
  if (utf16 !== undefined) return readUtf16(bytesOf(source.slice(2)), utf16 === '\udcff\udcfe');
  const markLength = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  const bad = perhapsNotAllowed.test(source) ? source.search(notAllowed) : -1;
  if (bad < 0) return { text: `${source.slice(markLength)}\0`, problem: undefined };
  return { text: `${source.slice(markLength, blockStart(source, bad))}\0`, problem: problemAt(source, bad) };
}

const unusual = /[^\t\n\r\x20-\x7e]/;
/** All but tab, line breaks and what Unicode has for text; U+FEFF may stand anywhere. */
const notAllowed = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** The same, where characters beyond U+FFFF are taken for wrong: many times as fast. */
const perhapsNotAllowed = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]/;

/** Where the block starts that holds the character at `index`; blocks end with a whole character. */
function blockStart(text: string, index: number): number {
  let start = 0;
  let bytes = 0;
  for (let i = 0; i <= index; i += 1) {
    const size = byteSize(text.charCodeAt(i));
    if (bytes + size > 512) {
      start = i;
      bytes = 0;
    }
    bytes += size;
  }
  return start;
}

/** Of a UTF-16 unit; each half of a pair counts for two. */
function byteSize(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code >= 0xd800 && code <= 0xdfff ? 2 : 3;
}

function problemAt(text: string, index: number): YamlProblem {
  const code = text.charCodeAt(index);
  if (code < 0xdc80 || code > 0xdcff) return new YamlProblem('control characters are not allowed');
  return new YamlProblem(utf8Problem(bytesOf(text.slice(index, index + 4))));
}

function utf8Problem(bytes: Uint8Array): string {
  const first = bytes[0]!;
  const width = first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
  if (width === 0) return 'invalid leading UTF-8 octet';
  if (bytes.length < width) return 'incomplete UTF-8 octet sequence';
  let value = first & (0xff >> (width + 1));
  for (const byte of bytes.subarray(1, width)) {
    if ((byte & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet';
    value = value * 64 + (byte & 0x3f);
  }
  const least = width === 2 ? 0x80 : width === 3 ? 0x800 : 0x10000;
  return value < least ? 'invalid length of a UTF-8 sequence' : 'invalid Unicode character';
}

function bytesOf(text: string): Uint8Array {
  const parts = [...text].map((character) => {
    const code = character.codePointAt(0)!;
    return code >= 0xdc80 && code <= 0xdcff ? Uint8Array.of(code - 0xdc00) : Buffer.from(character, 'utf8');
  });
  return Buffer.concat(parts);
}

/** What PowerShell's `>` writes. */
function readUtf16(bytes: Uint8Array, isLittleEndian: boolean): Input {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    text += String.fromCharCode(isLittleEndian ? bytes[i]! + bytes[i + 1]! * 256 : bytes[i]! * 256 + bytes[i + 1]!);
  }
  const bad = text.search(notAllowed);
  const problem =
    bad >= 0
      ? utf16Problem(text, bad)
      : bytes.length % 2 === 1
        ? new YamlProblem('incomplete UTF-16 character')
        : undefined;
  return { text: `${bad < 0 ? text : text.slice(0, bad)}\0`, problem };
}

function utf16Problem(text: string, index: number): YamlProblem {
  const code = text.charCodeAt(index);
  if (code >= 0xdc00 && code <= 0xdfff) return new YamlProblem('unexpected low surrogate area');
  if (code < 0xd800 || code > 0xdbff) return new YamlProblem('control characters are not allowed');
  return new YamlProblem(
    index + 1 === text.length ? 'incomplete UTF-16 surrogate pair' : 'expected low surrogate area',
  );
}
