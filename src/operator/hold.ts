import { sourceOptions } from './inputs.ts';
import { currentInventory, type Pass } from './pass.ts';
import { findDrift } from './readiness.ts';
import { repair } from './repair.ts';
import { findHolders } from './sources/index.ts';
import { tell } from './tell.ts';

/**
 * True while objects are there that option removeAfter names: nothing of the release goes, and it is kept intact for
 * them. The watches of what is waited for wake the resource. An uninstall that has begun is not stopped any more.
 */
export async function isHeld(pass: Pass): Promise<boolean> {
  const { the, wishes, log } = pass;
  const hasBegun = pass.history.some(({ status }) => status === 'uninstalling');
  if (the.watch.removeAfter.length === 0 || wishes.orphan || hasBegun) return false;
  const holders = await findHolders(sourceOptions(pass));
  if (holders.length === 0) return false;
  log.info('Uninstall waits for objects to be gone', { holders });
  const inventory = (await currentInventory(pass)) ?? [];
  pass.sight.expect(inventory);
  await repair(pass, findDrift(inventory, pass.sight));
  await tell(pass, { is: 'held', holders });
  return true;
}
