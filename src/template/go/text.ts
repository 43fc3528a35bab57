/**
 * Go's strings are bytes, most of them UTF-8; JavaScript's are UTF-16. Here a byte that is no part of valid UTF-8 is the
 * lone surrogate U+DC00 + byte (U+DC80…U+DCFF), so that cutting a text in the middle of a character, or decoding base64 of
 * anything, loses nothing. Text that is all ASCII, which nearly all is, takes none of this.
 */

const nonAscii = /[^\0-\x7f]/;

export function isAscii(text: string): boolean {
  return !nonAscii.test(text);
}

/** The number of bytes, as Go's len. */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : toBytes(text).length;
}

/** text[start:end] in bytes. @throws RangeError where Go would panic. */
export function sliceBytes(text: string, start: number, end?: number): string {
  if (isAscii(text)) {
    checkRange(start, end ?? text.length, text.length);
    return text.slice(start, end);
  }
  const bytes = toBytes(text);
  checkRange(start, end ?? bytes.length, bytes.length);
  return fromBytes(bytes.subarray(start, end));
}

function checkRange(start: number, end: number, length: number): void {
  if (end > length || end < 0) {
    throw new RangeError(`runtime error: slice bounds out of range [:${end}] with length ${length}`);
  }
  if (start > end || start < 0) throw new RangeError(`runtime error: slice bounds out of range [${start}:${end}]`);
}

const lowEscapes = /[\udc80-\udcff]/;
const loneSurrogates = /(?<![\ud800-\udbff])[\udc80-\udcff]/g;

export function toBytes(text: string): Uint8Array {
  if (isAscii(text) || !lowEscapes.test(text)) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { index } of text.matchAll(loneSurrogates)) {
    parts.push(Buffer.from(text.slice(from, index), 'utf8'), Uint8Array.of(text.charCodeAt(index) - 0xdc00));
    from = index + 1;
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function fromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return fromBroken(bytes);
  }
}

function fromBroken(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const size = sequenceLength(bytes, i);
    text += size === 0 ? String.fromCharCode(0xdc00 + bytes[i]!) : strict.decode(bytes.subarray(i, i + size));
    i += size || 1;
  }
  return text;
}

/** The bytes of the valid character that starts at `i`, 0 when none does. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const first = bytes[i]!;
  const size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size < 2) return size;
  try {
    strict.decode(bytes.subarray(i, i + size));
    return i + size <= bytes.length ? size : 0;
  } catch {
    return 0;
  }
}

/** Whether every byte is part of valid UTF-8. */
export function isValidUtf8(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text) || text.isWellFormed();
}

/** The text as Go writes it where it has to be UTF-8: U+FFFD for each byte that is none. */
export function toValidUtf8(text: string): string {
  return text.toWellFormed();
}

/** Go's order of strings: by bytes, which for valid text is by code point. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    if (isLowSurrogate(x) || isLowSurrogate(y)) return Buffer.compare(toBytes(a), toBytes(b));
    // surrogates stand for code points above all of the rest
    const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    return isHigh(x) === isHigh(y) ? x - y : isHigh(x) ? 1 : -1;
  }
  return a.length - b.length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Keys or other texts in Go's order, a new array. */
export function sortedTexts(texts: Iterable<string>): string[] {
  const list = [...texts];
  return list.length < 2 ? list : list.sort(compareText);
}

/** strings.TrimSpace: what Unicode calls white space, which is not quite what JavaScript trims. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** unicode.IsSpace of a UTF-16 unit: no white space lies outside of the basic plane. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(String.fromCharCode(code));
}
