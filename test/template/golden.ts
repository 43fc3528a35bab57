import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as assert from 'uvu/assert';

/** Compares a whole output with test/golden/PATH; `UPDATE=1` writes it anew. */
export function matchesGolden(path: string, text: string): void {
  const file = resolve(import.meta.dirname, '../golden', path);
  if (process.env['UPDATE'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.is(text, readFileSync(file, 'utf8'));
}
