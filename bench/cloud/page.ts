import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Figure } from '../report.ts';

const folder = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** What a browser loads of script before it shows something. */
export function firstLoad(): Figure[] {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path as string);
  const bytes = scripts.map((path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length);
  const value = bytes.reduce((sum, one) => sum + one, 0) / 1_000;
  return [
    { name: 'page, first load of script', value, unit: 'kB', atMost: 100, note: `${scripts.length} files, gzip` },
  ];
}
