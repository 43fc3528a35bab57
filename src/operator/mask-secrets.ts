import { parseYaml, stringifyYaml } from '../yaml/index.ts';

/**
 * A release's manifest with the values of Secrets replaced: whoever may read a custom resource need not be somebody who
 * may read Secrets. Everything else stays to the letter.
 */
export function maskSecrets(manifest: string): string {
  if (!/^kind:\s*["']?Secret["']?\s*$/m.test(manifest)) return manifest;
  return manifest
    .split(/^(?=---$)/m)
    .map((document) => (/^kind:\s*["']?Secret["']?\s*$/m.test(document) ? maskDocument(document) : document))
    .join('');
}

function maskDocument(document: string): string {
  const head = /^(?:---\n)?(?:#.*\n)*/.exec(document)?.[0] ?? '';
  const secret = parseYaml(document.slice(head.length), { file: 'manifest' }) as Record<string, unknown>;
  const masked = { ...secret };
  for (const field of ['data', 'stringData']) {
    const values = secret[field];
    if (values && typeof values === 'object') {
      masked[field] = Object.fromEntries(Object.keys(values).map((key) => [key, '****']));
    }
  }
  return `${head}${stringifyYaml(masked).trimEnd()}\n`;
}
