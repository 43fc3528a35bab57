import { readFileSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { manifestText, type Rendered } from '../../src/render/index.ts';
import { root } from './render.ts';

/** Compares a whole render with test/golden/charts/NAME; `UPDATE=1` writes it anew. */
export function assertGolden(name: string, { manifests, hooks, notes }: Rendered): void {
  const path = `${root}test/golden/charts/${name}`;
  const text = `${manifestText(manifests)}${hooks.length > 0 ? `HOOKS:\n${manifestText(hooks)}` : ''}NOTES:\n${notes}\n`;
  if (process.env['UPDATE'] === '1') writeFileSync(path, text);
  assert.fixture(text, readFileSync(path, 'utf8'));
}
