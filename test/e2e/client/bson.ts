export type Value = string | number | boolean | null | Document | readonly Value[];
export interface Document {
  readonly [name: string]: Value;
}

/** Texts, whole numbers, booleans, null, lists and documents: what the commands of this client are made of. */
export function encode(document: Document): Buffer {
  const elements = Object.entries(document).map(([name, value]) => {
    const [kind, bytes] = encodeValue(value);
    return Buffer.concat([Buffer.from([kind]), Buffer.from(`${name}\0`), bytes]);
  });
  const body = Buffer.concat([...elements, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
}

function encodeValue(value: Value): [kind: number, bytes: Buffer] {
  if (value === null) return [0x0a, Buffer.alloc(0)];
  switch (typeof value) {
    case 'string': {
      const bytes = Buffer.from(`${value}\0`);
      return [0x02, Buffer.concat([int32(bytes.length), bytes])];
    }
    case 'number':
      return [0x10, int32(value)];
    case 'boolean':
      return [0x08, Buffer.from([value ? 1 : 0])];
    default:
      return [Array.isArray(value) ? 0x04 : 0x03, encode(value as Document)];
  }
}

/** What has no value of JavaScript's own here (ids, times) comes as hex digits. */
export function decode(bytes: Buffer): Document {
  const end = bytes.readInt32LE(0) - 1;
  const entries: [string, Value][] = [];
  let at = 4;
  while (at < end) {
    const kind = bytes[at] as number;
    const nameEnd = bytes.indexOf(0, at + 1);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const [value, size] = decodeValue(kind, bytes.subarray(nameEnd + 1));
    entries.push([name, value]);
    at = nameEnd + 1 + size;
  }
  return Object.fromEntries(entries);
}

function decodeValue(kind: number, bytes: Buffer): [value: Value, size: number] {
  switch (kind) {
    case 0x01:
      return [bytes.readDoubleLE(0), 8];
    case 0x02: {
      const size = bytes.readInt32LE(0);
      return [bytes.toString('utf8', 4, 3 + size), 4 + size];
    }
    case 0x03:
      return [decode(bytes), bytes.readInt32LE(0)];
    case 0x04:
      return [Object.values(decode(bytes)), bytes.readInt32LE(0)];
    case 0x07:
      return [bytes.toString('hex', 0, 12), 12];
    case 0x08:
      return [bytes[0] === 1, 1];
    case 0x0a:
      return [null, 0];
    case 0x10:
      return [bytes.readInt32LE(0), 4];
    case 0x09:
    case 0x11:
      return [bytes.toString('hex', 0, 8), 8];
    case 0x12:
      return [Number(bytes.readBigInt64LE(0)), 8];
    default:
      throw new Error(`a value of the kind ${kind} is not known here`);
  }
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
