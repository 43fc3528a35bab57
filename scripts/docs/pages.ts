import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the files of a generator; with --check nothing is written, and a file that would change makes the exit code 1. */
export function settlePages(pages: Readonly<Record<string, string>>): void {
  if (process.argv.includes('--check')) check(pages);
  else write(pages);
}

function write(pages: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function check(pages: Readonly<Record<string, string>>): void {
  const stale = Object.entries(pages).filter(([path, text]) => read(path) !== text);
  if (stale.length === 0) return;
  process.stderr.write(`not up to date: ${stale.map(([path]) => path).join(', ')}; run npm run docs\n`);
  process.exitCode = 1;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not written yet
  }
}
