/** ASN.1's distinguished encoding, as much of it as certificates and keys need: an element is tag, length, content. */

export const tags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.of(tag, ...lengthBytes(size)), ...content]);
}

export function sequence(...members: readonly Uint8Array[]): Buffer {
  return element(tags.sequence, ...members);
}

/** `bytes` are a magnitude, high byte first: the number is not negative. */
export function integer(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const digits = bytes.subarray(from);
  const needsSign = digits.length === 0 || digits[0]! >= 0x80;
  return element(tags.integer, needsSign ? Buffer.of(0) : Buffer.alloc(0), digits);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return element(tags.bitString, Buffer.of(unusedBits), bytes);
}

export function octetString(bytes: Uint8Array): Buffer {
  return element(tags.octetString, bytes);
}

export function boolean(value: boolean): Buffer {
  return Buffer.of(0x01, 1, value ? 0xff : 0);
}

export const nullElement: Uint8Array = Buffer.of(0x05, 0);

/** `2.5.29.15`; no number of ours is above 2^31. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

function lengthBytes(size: number): number[] {
  if (size < 0x80) return [size];
  const digits: number[] = [];
  for (let rest = size; rest > 0; rest >>>= 8) digits.unshift(rest & 0xff);
  return [0x80 | digits.length, ...digits];
}

export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

/** Walks through the members of a constructed element, one after the other. */
export class DerReader {
  #rest: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#rest = bytes;
  }

  get isAtEnd(): boolean {
    return this.#rest.length === 0;
  }

  /** The next element, of any tag or of the given one; undefined, and nothing is read, where there is no such. */
  read(tag?: number): Element | undefined {
    const found = readElement(this.#rest);
    if (found === undefined || (tag !== undefined && found.tag !== tag)) return undefined;
    this.#rest = this.#rest.subarray(found.whole.length);
    return found;
  }
}

/** Only what is DER: a length in as few bytes as it takes. */
function readElement(bytes: Uint8Array): Element | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const lengthSize = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthSize > 4) return undefined;
  let size = first;
  if (lengthSize > 0) {
    size = 0;
    for (const byte of bytes.subarray(2, 2 + lengthSize)) size = size * 256 + byte;
    if (size < 0x80 || size < 256 ** (lengthSize - 1)) return undefined;
  }
  const from = 2 + lengthSize;
  if (bytes.length < from + size) return undefined;
  return { tag, content: bytes.subarray(from, from + size), whole: bytes.subarray(0, from + size) };
}
