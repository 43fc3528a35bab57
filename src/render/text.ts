import type { Manifest } from './manifest.ts';

/** A release's manifest as Helm stores and prints it: each document under its separator and the name of its template. */
export function manifestText(manifests: readonly Pick<Manifest, 'source' | 'text'>[]): string {
  return manifests.map(({ source, text }) => `---\n# Source: ${source}\n${text}\n`).join('');
}
