import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { printCli } from './docs/cli.ts';
import { printCompatibility } from './docs/compatibility.ts';
import { printErrors } from './docs/errors.ts';
import { printHelmCompatibility } from './docs/helm-compatibility.ts';
import { printMetrics } from './docs/metrics.ts';
import { printWatches, printWatchesSchema } from './docs/watches.ts';

/**
 * Prints the pages of docs/reference that say what the code says: from the commands, the catalogue of errors, the table of
 * metrics, the fields of watches.yaml and the charts that are compared with Helm. With --check nothing is written: a page that is not what would be written makes the exit code 1.
 */
const pages = {
  'docs/reference/cli.md': await printCli(),
  'docs/reference/compatibility.md': printCompatibility(),
  'docs/reference/errors.md': printErrors(),
  'docs/reference/helm-compatibility.md': printHelmCompatibility(),
  'docs/reference/metrics.md': printMetrics(),
  'docs/reference/watches.md': printWatches(),
  'docs/reference/watches.schema.json': printWatchesSchema(),
};

if (process.argv.includes('--check')) check();
else write();

function write(): void {
  mkdirSync('docs/reference', { recursive: true });
  for (const [path, text] of Object.entries(pages)) writeFileSync(path, text);
}

function check(): void {
  const stale = Object.entries(pages).filter(([path, text]) => read(path) !== text);
  if (stale.length === 0) return;
  process.stderr.write(`not up to date: ${stale.map(([path]) => path).join(', ')}; run npm run docs\n`);
  process.exitCode = 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
