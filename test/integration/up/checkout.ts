import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch.ts';

const checkout = new URL('../../..', import.meta.url).pathname;

/** A folder that looks like this checkout, with a `.capstan` of its own. */
export function fakeCheckout(): string {
  const folder = scratchFolder();
  for (const name of ['deploy', 'helm-charts', 'watches.yaml', 'test']) {
    symlinkSync(join(checkout, name), join(folder, name));
  }
  return folder;
}
