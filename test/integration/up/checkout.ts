import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../../support/scratch.ts';

const checkout = new URL('../../..', import.meta.url).pathname;

/** A folder that looks like this checkout, with a `.capstan` of its own. */
export function fakeCheckout(): string {
  const folder = scratchFolder();
  // charts that share a library chart must lie in the folder that the operator works in
  cpSync(join(checkout, 'helm-charts'), join(folder, 'helm-charts'), { recursive: true });
  for (const name of ['deploy', 'watches.yaml', 'test']) {
    symlinkSync(join(checkout, name), join(folder, name));
  }
  return folder;
}
