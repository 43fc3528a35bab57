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
  const texts = [data, stringData].flatMap((table) => Object.values((table ?? {}) as object)).flatMap(waysToWrite);
  const message = redact(error.message, texts);
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

/** As it is, as JSON has it, in base64, and what base64 it may be stands for. */
export function waysToWrite(value: unknown): string[] {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const plain = Buffer.from(text, 'base64').toString();
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64'),
    plain.includes('\ufffd') ? '' : plain,
  ];
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
