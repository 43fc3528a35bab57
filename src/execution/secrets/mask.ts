import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { redact } from '../../release/index.ts';
import { leaves, type Table, textOf } from '../variables/index.ts';

/** Shorter ones would be found everywhere: `1`, `true`. */
const shortest = 4;

/** Takes what is secret out of texts. */
export type Masker = (text: string) => string;

/** @param secrets decrypted; they are found as they are, as JSON has them, line by line, and in base64, of more text, too */
export function maskerOf(secrets: Table): Masker {
  const texts = leaves(secrets)
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .map(textOf)
    .flatMap(waysToWrite)
    .filter((text) => text.length >= shortest);
  return (text) => (texts.length === 0 ? text : redact(text, texts));
}

/** An error whose words, place and cause hold nothing secret. */
export function maskedError(error: unknown, mask: Masker): unknown {
  if (!isCapstanError(error)) return error;
  const { code, message, hint, place, status } = error;
  const text = place?.text;
  return new CapstanError(code, mask(message), {
    ...(hint === undefined ? {} : { hint: mask(hint) }),
    ...(place ? { place: { ...place, ...(text === undefined ? {} : { text: mask(text) }) } } : {}),
    ...(status === undefined ? {} : { status }),
  });
}

function waysToWrite(text: string): string[] {
  const lines = text.includes('\n') ? text.split('\n').map((line) => line.trim()) : [];
  return [text, JSON.stringify(text).slice(1, -1), ...inBase64(text), encodeURIComponent(text), ...lines];
}

/** Four letters of base64 are three bytes: within more text it begins at the first, the second or the third of them. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  const within = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const whole = Math.floor(((before + bytes.length) * 8) / 6); // letters that no byte behind it has a part in
    return encoded.slice(Math.ceil((before * 8) / 6), whole);
  });
  return [bytes.toString('base64'), ...within];
}
