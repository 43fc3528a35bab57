import type { Values } from '../../chart/index.ts';

/** What templates find at `.Values.generated.<name>`. @param data of the Secret, in base64 */
export function generatedValue(secretName: string, data: Readonly<Record<string, string>>): Values {
  const texts = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
  return { secretName, data: Object.fromEntries(texts) };
}
