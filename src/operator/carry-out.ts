import { formatRef } from '../cluster/index.ts';
import { act, type Decision, deployedOf, type Outcome, type ReleaseContext } from '../release/index.ts';
import { currentInventory, type Pass, refreshed } from './pass.ts';
import { announce, announceOverrides, tellBegin } from './tell.ts';

/** Acts, and says so in log and events. */
export async function carryOut(
  pass: Pass,
  decision: Exclude<Decision, { do: 'nothing' }>,
  context: ReleaseContext,
): Promise<Outcome> {
  const { the, run, log } = pass;
  if (decision.do === 'install' || decision.do === 'upgrade') {
    announceOverrides(pass);
    await tellBegin(pass, decision.do === 'install' ? 'installing the release' : 'upgrading the release');
  }
  const outcome = await act(decision, context, run.signal).catch((error: unknown) => {
    announceRollback(pass);
    throw error;
  });
  switch (outcome.did) {
    case 'installed':
      log.info('Installed release', { revision: outcome.revision });
      if (the.watch.events === 'all') {
        announce(pass, { type: 'Normal', reason: 'Installed', message: `Installed revision ${outcome.revision}` });
      }
      break;
    case 'upgraded':
      log.info('Upgraded release', { force: pass.wishes.forceUpgrade, revision: outcome.revision });
      announce(pass, { type: 'Normal', reason: 'Upgraded', message: `Upgraded to revision ${outcome.revision}` });
      break;
    case 'corrected': {
      const objects = (outcome.corrected ?? []).map(formatRef);
      log.info('Corrected drift', { objects });
      announce(pass, { type: 'Normal', reason: 'DriftCorrected', message: `Put back ${objects.join(', ')}` });
    }
  }
  pass.sight.expect((await currentInventory(refreshed(pass))) ?? []);
  return outcome;
}

/** A failed upgrade that was taken back has left a deployed revision that was not there before. */
function announceRollback(pass: Pass): void {
  const before = deployedOf(pass.history);
  const after = deployedOf(refreshed(pass).history);
  if (pass.the.watch.events !== 'all' || !before || !after || after.revision === before.revision) return;
  const message = `Rolled back to revision ${before.revision} as revision ${after.revision}`;
  announce(pass, { type: 'Normal', reason: 'RolledBack', message });
}
