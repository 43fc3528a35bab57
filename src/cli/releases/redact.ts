import { parseManifestText } from '../../render/index.ts';

const mask = '****';
/** Shorter texts are words of their own right: `admin`, `true`, `5432`. */
const lengthAtLeast = 6;

/** The texts that the Secrets of a manifest hold. */
export function secretTexts(manifest: string): ReadonlySet<string> {
  if (!manifest.includes('Secret')) return new Set();
  const texts = new Set<string>();
  const add = (text: unknown) => {
    if (typeof text === 'string' && text.length >= lengthAtLeast) texts.add(text);
  };
  for (const { object } of parseManifestText(manifest)) {
    if (object.kind !== 'Secret') continue;
    for (const text of Object.values((object['stringData'] ?? {}) as object)) add(text);
    for (const text of Object.values((object['data'] ?? {}) as object)) {
      add(text);
      if (typeof text === 'string') add(Buffer.from(text, 'base64').toString());
    }
  }
  return texts;
}

/** Values without those that a Secret holds. The rest stays as it is. */
export function maskValues(values: unknown, secrets: ReadonlySet<string>): unknown {
  if (typeof values === 'string') return secrets.has(values) ? mask : values;
  if (Array.isArray(values)) return values.map((item) => maskValues(item, secrets));
  if (typeof values !== 'object' || values === null) return values;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, maskValues(value, secrets)]));
}
