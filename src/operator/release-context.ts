import type { ReleaseContext, ReleasePolicy } from '../release/index.ts';
import type { Inputs } from './inputs.ts';
import type { Pass } from './pass.ts';
import { sumUpReadiness } from './readiness.ts';
import { tellIfPossible } from './tell.ts';

/** For actions that render nothing. */
export const noInputs: Inputs = {
  values: {},
  data: {},
  digest: '',
  capabilities: { kubeVersion: { version: '', major: '', minor: '' }, apiVersions: [] },
  waitingFor: [],
};

/** What release's actions need, from what a reconcile knows. */
export function contextOf(
  pass: Pass,
  inputs: Pick<Inputs, 'values' | 'data' | 'digest' | 'capabilities'>,
): ReleaseContext {
  const { the, run, identity, history, log, cluster } = pass;
  const { values, data, digest, capabilities } = inputs;
  return {
    cluster,
    recordCluster: the.cluster,
    identity,
    policy: policyOf(pass),
    chart: the.watch.chart,
    values,
    data,
    capabilities,
    digest,
    history,
    live: {
      ...pass.sight,
      untilReady: (inventory, ...rest) => untilReady(pass, inventory, ...rest),
      untilGone: (inventory, ...rest) => untilGone(pass, inventory, ...rest),
    },
    isRetry: run.failures > 0,
    maxHistory: the.watch.remediation.maxHistory ?? the.maxHistory,
    now: the.now,
    log,
    wait: async (what, forIt) => {
      await tellIfPossible(pass, { is: 'waiting', what }); // no reason to fail what is waited for
      return run.wait(forIt);
    },
    onRecord: (secret) => the.records.put(secret),
    onRecordGone: (record) => the.records.drop(record),
  };
}

/** What was handled of the annotation force-now is noted in the status once it is done. */
export function isForced({ wishes, resource }: Pick<Pass, 'wishes' | 'resource'>): boolean {
  return wishes.forceNow !== undefined && wishes.forceNow !== resource.status.lastHandledForceAt;
}

function policyOf(pass: Pass): ReleasePolicy {
  const { the, wishes } = pass;
  const { wait, timeoutMs, crds, remediation, driftDetection } = the.watch;
  return {
    wait,
    timeoutMs: timeoutMs ?? the.hookTimeoutMs,
    crds,
    onFailure: { install: remediation.onInstallFailure, upgrade: remediation.onUpgradeFailure },
    forceUpgrade: wishes.forceUpgrade,
    forceRollback: wishes.forceRollback,
    disableHooks: wishes.disableHooks,
    descriptions: wishes.descriptions,
    ignore: driftDetection.ignore,
    waitForDeletion: wishes.waitForDeletion,
    orphan: wishes.orphan,
    mustRevise: isForced(pass),
    isStrict: the.isStrict,
  };
}

const progressMs = 1_000;

/** Tells how far the objects are while they are waited for, at most once a second. */
async function untilReady(pass: Pass, ...[inventory, ...rest]: Parameters<Pass['sight']['untilReady']>): Promise<void> {
  let told = '';
  let isTelling = false;
  const tellProgress = async () => {
    const objects = inventory.map(({ ref }) => ({ ref, readiness: pass.sight.readinessOf(ref) }));
    const readiness = sumUpReadiness(objects);
    const { ready, total } = readiness.count;
    if (isTelling || readiness.message === told) return;
    isTelling = true;
    told = readiness.message;
    const what = `${total - ready} of ${total} objects to become ready`;
    await tellIfPossible(pass, { is: 'waiting', what, readiness }).catch(() => {}); // stopped: who waits sees it, too
    isTelling = false;
  };
  void tellProgress();
  const timer = setInterval(() => void tellProgress(), progressMs);
  try {
    await pass.sight.untilReady(inventory, ...rest);
  } finally {
    clearInterval(timer);
  }
}

async function untilGone(pass: Pass, ...[inventory, ...rest]: Parameters<Pass['sight']['untilGone']>): Promise<void> {
  pass.log.info('Uninstall wait');
  pass.log.info('Waiting until all resources are deleted');
  await tellIfPossible(pass, { is: 'uninstalled', isWaiting: true });
  await pass.sight.untilGone(inventory, ...rest);
}
