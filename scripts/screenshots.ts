import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { startBrowser } from '../test/support/browser.ts';
import { shootAdmin } from './screenshots/admin.ts';
import { shootReleases } from './screenshots/releases.ts';

/** Makes the pictures of docs/guide: what they show is a cloud manager, and an operator on a control plane, that really run. */
const root = resolve(import.meta.dirname, '..');
const folder = `${root}/docs/guide/images`;

mkdirSync(folder, { recursive: true });
const only = process.argv[2];
const browser = await startBrowser();
try {
  if (only !== 'ui') report(await shootAdmin(browser, folder));
  if (only !== 'cloud') await shootReleases(browser, `${root}/dist/web`, folder);
} finally {
  await browser.close();
}

function report(files: readonly string[]): void {
  for (const file of files) process.stdout.write(`${Math.ceil(statSync(file).size / 1_000)} kB  ${file}\n`);
}
