import { isObject } from './json.ts';
import { resolveUrl, splitUrl } from './pointer.ts';

/** The http and https URLs of other schemas that the text of one names; none for a text that is no JSON. */
export function remoteReferences(text: string, base = 'file:///values.schema.json'): string[] {
  const found = new Set<string>();
  try {
    collect(JSON.parse(text), base, found);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return [...found];
}

function collect(value: unknown, outerBase: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, outerBase, found);
  if (!isObject(value)) return;
  const id = value['$id'] ?? value['id'];
  const base = typeof id === 'string' ? resolveUrl(outerBase, splitUrl(id)[0]) : outerBase;
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string' && ['$ref', '$schema', '$dynamicRef', '$recursiveRef'].includes(key)) {
      const url = resolveUrl(base, splitUrl(entry)[0]);
      if (/^https?:/.test(url) && url !== base && !/^https?:\/\/json-schema\.org\//.test(url)) found.add(url);
    }
    collect(entry, base, found);
  }
}
