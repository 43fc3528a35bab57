import { type Funcs, GoError, type Run, running, toValidUtf8 } from '../go/index.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');

/** What differs from run to run: texts of random characters, bytes, UUIDs. */
export const randomFuncs: Funcs = {
  randAlphaNum: characters(digits + letters),
  randAlpha: characters(letters),
  randNumeric: characters(digits),
  randAscii: characters(printable),
  randBytes: running(['int'], (run, count) => {
    if (count < 0 || count > maxLength) throw new GoError('runtime error: makeslice: len out of range');
    return Buffer.from(run.world.random(count)).toString('base64');
  }),
  shuffle: running(['string'], (run, text) => shuffle(text, run)),
  uuidv4: running([], uuid),
};

/** Go has no limit but memory; a template that asks for more than this is not one to serve. */
const maxLength = 64 * 1024 * 1024;

function characters(alphabet: string) {
  return running(['int'], (run, count) => {
    if (count > maxLength) throw new GoError(`random text of ${count} characters is too long`);
    return randomText(alphabet, count, run);
  });
}

/** Each character with the same chance: bytes at the upper end that would favour some are drawn again. */
function randomText(alphabet: string, count: number, run: Run): string {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < count) {
    for (const byte of run.world.random(Math.ceil((count - text.length) * 1.3) + 4)) {
      if (byte < limit && text.length < count) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

/** At least 0, less than `bound`, which is at most 2^53. */
function randomBelow(bound: number, run: Run): number {
  const limit = 2n ** 64n - (2n ** 64n % BigInt(bound));
  for (;;) {
    const value = Buffer.from(run.world.random(8)).readBigUInt64BE();
    if (value < limit) return Number(value % BigInt(bound));
  }
}

function shuffle(text: string, run: Run): string {
  const runes = [...toValidUtf8(text)];
  for (let i = runes.length - 1; i > 0; i -= 1) {
    const other = randomBelow(i + 1, run);
    [runes[i], runes[other]] = [runes[other]!, runes[i]!];
  }
  return runes.join('');
}

function uuid(run: Run): string {
  const bytes = Buffer.from(run.world.random(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40; // version 4
  bytes[8] = (bytes[8]! & 0x3f) | 0x80; // RFC 9562's variant
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
