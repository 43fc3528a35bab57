import type { ReleaseRecord } from '../release/index.ts';
import { parseManifestText } from '../render/index.ts';

const mask = '****';
/** Shorter texts are words of their own right: `admin`, `true`, `5432`. */
const lengthAtLeast = 6;

/** The texts that the Secrets of a release hold. undefined: nothing is recorded of it. */
export function secretTextsOf(record: ReleaseRecord | undefined): ReadonlySet<string> {
  if (!record) return new Set();
  const { name, namespace, chart, manifest } = record;
  return secretTexts(manifest, [name, namespace, String(chart.metadata['name'])]);
}

/**
 * The texts that the Secrets of a manifest hold.
 * @param names of the release, which everybody sees: a user may be called as it is
 */
export function secretTexts(manifest: string, names: readonly string[] = []): ReadonlySet<string> {
  if (!manifest.includes('Secret')) return new Set();
  const texts = new Set<string>();
  const add = (text: unknown) => {
    if (typeof text === 'string' && text.length >= lengthAtLeast && !names.includes(text)) texts.add(text);
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
