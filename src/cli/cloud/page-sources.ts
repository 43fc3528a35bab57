import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the folder of the built pages: what they were made of. */
export const digestFile = 'sources.sha256';

/** Tells one state of the pages' sources from another. @param root the checkout */
export function digestOfSources(root: string): string {
  const files = globSync('src/web/**/*.{ts,tsx,css,html,svg,png,json}', { cwd: root }).sort();
  const hash = createHash('sha256');
  for (const file of [...files, 'scripts/web.ts', 'package-lock.json']) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether the pages in `folder` were made of the sources with this digest. */
export function isMadeOf(folder: string, digest: string): boolean {
  const file = join(folder, digestFile);
  return existsSync(file) && readFileSync(file, 'utf8') === digest;
}
