const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const padding = 0x3d;
const values = new Map([...alphabet].map((char, i) => [char.charCodeAt(0), i]));

/** Go's base32.StdEncoding: eight characters for five bytes. */
export function encodeBase32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += alphabet[(held >> (bits - 5)) & 31];
  }
  if (bits > 0) out += alphabet[(held << (5 - bits)) & 31];
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

/** The bytes, or at which byte Go gives up; line ends are not counted. */
export function decodeBase32(text: Uint8Array): Uint8Array | number {
  const digits = text.filter((byte) => byte !== 0x0a && byte !== 0x0d);
  const decoded: number[] = [];
  let bits = 0;
  let held = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const inQuantum = i % 8;
    if (digits[i] === padding && inQuantum >= 2 && digits.length - i <= 8) {
      const at = findBadPadding(digits, i, inQuantum);
      return at < 0 ? Uint8Array.from(decoded) : at;
    }
    const value = values.get(digits[i]!);
    if (value === undefined) return i;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      decoded.push((held >> bits) & 0xff);
    }
  }
  const left = digits.length % 8;
  return left === 0 ? Uint8Array.from(decoded) : digits.length - left;
}

/** One, three and six digits in the last group say nothing of a byte. */
function findBadPadding(digits: Uint8Array, at: number, inQuantum: number): number {
  const behind = digits.length - at - 1;
  if (behind + inQuantum < 7) return digits.length;
  for (let k = 0; k < 7 - inQuantum; k += 1) {
    if (k < behind && digits[at + 1 + k] !== padding) return at + k;
  }
  return inQuantum === 3 || inQuantum === 6 ? at : -1;
}
