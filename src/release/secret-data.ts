import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { RenderedObject } from '../render/index.ts';

/**
 * A Secret with its `stringData` as `data`, which is what the API server makes of it. It has to be done before an apply: the
 * server notes `stringData` as what we own, so that nobody would see the data change, nor take a key away that goes.
 */
export function withPlainData(object: RenderedObject): RenderedObject {
  const { stringData, ...rest } = object as RenderedObject & { readonly stringData?: unknown };
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isTextTable(stringData)) return object;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  const data = (rest['data'] ?? {}) as Readonly<Record<string, unknown>>;
  return { ...rest, data: { ...data, ...Object.fromEntries(encoded) } } as RenderedObject;
}

/** The API server quotes what it refuses: of a Secret nobody may read it in a condition, an event or a log. */
export function withoutSecretData(error: unknown, object: RenderedObject): unknown {
  if (object.kind !== 'Secret' || !isCapstanError(error)) return error;
  const { data, stringData } = object as RenderedObject & { readonly data?: unknown; readonly stringData?: unknown };
  const values = [data, stringData].flatMap((table) => Object.values((table ?? {}) as object)).map(textOf);
  const texts = values.flatMap((text) => [text, decoded(text)]);
  const message = redact(error.message, [...texts, ...texts.flatMap(waysToWrite)]);
  if (message === error.message) return error;
  const { code, hint, status } = error; // the cause has the words, too
  return new CapstanError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(status === undefined ? {} : { status }),
  });
}

/** A text for people without what Secrets hold. */
export function redact(text: string, secrets: Iterable<string>): string {
  // The longest first: of one that holds another nothing may stay.
  const longestFirst = [...secrets].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '****'), text);
}

/** Shorter texts would be found everywhere: `1`, `true`. */
const lengthAtLeast = 4;

/** What a text is found as: as it is, as JSON and addresses have it, line by line, and in base64, of more text, too. */
export function waysToWrite(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const ways = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    ...inBase64(text),
    ...lines,
  ];
  return ways.filter((way) => way.length >= lengthAtLeast);
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

/** The text that base64 stands for; empty when it stands for none. */
export function decoded(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString();
  return text.includes('\ufffd') ? '' : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What is no text is left for the API server to refuse. */
function isTextTable(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string')
  );
}
