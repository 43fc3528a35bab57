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

/** What is no text is left for the API server to refuse. */
function isTextTable(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === 'string')
  );
}
