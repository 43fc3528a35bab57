import { readDocuments } from './documents.ts';
import type { Manifest } from './manifest.ts';
import { splitDocuments } from './split.ts';

/**
 * The manifests of a release's stored text, as `manifestText` wrote it, or Helm: in the order of the text.
 * @throws CapstanError MANIFEST_INVALID
 */
export function parseManifestText(text: string): Manifest[] {
  return splitDocuments(text).flatMap((document) => {
    const [line = '', ...rest] = document.split('\n');
    const source = /^# Source: (.+)$/.exec(line)?.[1];
    return source === undefined ? readDocuments('manifest', document) : readDocuments(source, rest.join('\n'));
  });
}
