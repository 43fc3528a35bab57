import { type Chart, isTable } from '../chart/index.ts';
import type { ReleaseContext } from './context.ts';
import { decoded, redact, waysToWrite } from './secret-data.ts';

type Known = Pick<ReleaseContext, 'secrets' | 'values' | 'chart' | 'identity'>;

/**
 * What somebody says of a release, without its secrets: the API server quotes what it refuses, and a record is read by many.
 * Texts that the record holds anyway, as a value or a default or a name, stay.
 */
export function hideSecrets(words: string, { secrets, values, chart, identity }: Known): string {
  const { name, namespace, chartName } = identity;
  const recorded = new Set([name, namespace, chartName, ...leafTexts(values), ...defaultTexts(chart)]);
  const texts = leafTexts(secrets)
    .filter((text) => !recorded.has(text))
    .flatMap((text) => [text, decoded(text)].flatMap(waysToWrite))
    .filter((text) => !recorded.has(text));
  return redact(words, texts);
}

function defaultTexts({ values, dependencies }: Chart): string[] {
  return [...leafTexts(values), ...dependencies.flatMap(defaultTexts)];
}

/** Numbers too: a PIN is a secret. */
function leafTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leafTexts);
  if (isTable(value)) return Object.values(value).flatMap(leafTexts);
  return ['string', 'number', 'bigint'].includes(typeof value) ? [String(value)] : [];
}
