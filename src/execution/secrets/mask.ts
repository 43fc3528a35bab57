import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { redact, waysToWrite } from '../../release/index.ts';
import { leaves, type Table, textOf } from '../variables/index.ts';

/** Takes what is secret out of texts. */
export type Masker = (text: string) => string;

/** @param secrets decrypted; they are found as they are, as JSON has them, line by line, and in base64, of more text, too */
export function maskerOf(secrets: Table): Masker {
  const texts = leaves(secrets)
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .map(textOf)
    .flatMap(waysToWrite);
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
