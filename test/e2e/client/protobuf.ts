/** A message of protocol buffers as far as STAN's go: varints and texts by their field's number. */
export type Fields = ReadonlyMap<number, number | Buffer>;

/** A field that is empty or 0 is left out, as proto3 does. */
export function encode(fields: Readonly<Record<number, string | Buffer | number>>): Buffer {
  const parts: Buffer[] = [];
  for (const [number, value] of Object.entries(fields)) {
    if (typeof value === 'number') {
      if (value !== 0) parts.push(varint(Number(number) * 8), varint(value));
    } else if (value.length > 0) {
      const bytes = Buffer.from(value);
      parts.push(varint(Number(number) * 8 + 2), varint(bytes.length), bytes);
    }
  }
  return Buffer.concat(parts);
}

/** @throws Error for what is neither a varint nor a text: STAN has nothing else */
export function decode(bytes: Buffer): Fields {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const next = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('a message ends within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  while (at < bytes.length) {
    const tag = next();
    const kind = tag % 8;
    if (kind !== 0 && kind !== 2) throw new Error(`a field of the kind ${kind} is not known here`);
    const value = next();
    fields.set(Math.floor(tag / 8), kind === 0 ? value : bytes.subarray(at, at + value));
    if (kind === 2) at += value;
  }
  return fields;
}

/** The text of a field; '' when it is not there. */
export function textOf(fields: Fields, number: number): string {
  return String(fields.get(number) ?? '');
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
