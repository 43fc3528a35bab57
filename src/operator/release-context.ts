import type { ObjectRef } from '../cluster/index.ts';
import { type Inventory, nothingRendered, type ReleaseContext, type ReleasePolicy } from '../release/index.ts';
import type { Inputs } from './inputs.ts';
import type { Pass } from './pass.ts';
import { listRefs, readinessIn } from './readiness.ts';
import type { Report } from './status.ts';
import { tellIfPossible } from './tell.ts';

/** For actions that render nothing. */
export const noInputs: Inputs = {
  values: {},
  data: {},
  digest: '',
  capabilities: nothingRendered.capabilities,
  waitingFor: [],
};

/** What release's actions need, from what a reconcile knows. */
export function contextOf(
  pass: Pass,
  inputs: Pick<Inputs, 'values' | 'data' | 'digest' | 'capabilities'>,
): ReleaseContext {
  const { the, run, identity, history, log, cluster } = pass;
  const { values, data, digest, capabilities } = inputs;
  let whole: Inventory | undefined;
  return {
    cluster,
    recordCluster: the.cluster,
    identity,
    policy: policyOf(pass),
    chart: the.watch.chart,
    values,
    data,
    secrets: {}, // users and names are in it, too, which a status has to say
    capabilities,
    digest,
    history,
    live: {
      ...pass.sight,
      expect: (inventory, wanted) => {
        whole = wanted ?? whole;
        pass.sight.expect(inventory);
      },
      untilReady: (inventory, ...rest) => untilReady(pass, whole ?? inventory, inventory, ...rest),
      untilGone: (inventory, ...rest) => untilGone(pass, inventory, ...rest),
    },
    isRetry: run.failures > 0,
    maxHistory: the.watch.remediation.maxHistory ?? the.maxHistory,
    now: the.now,
    log,
    wait: async (what, forIt) => {
      if (what !== undefined) await tellIfPossible(pass, { is: 'waiting', what }); // no reason to fail what is waited for
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

/** Tells how far the release is while some of its objects are waited for. Where nothing has to be waited for nothing is told. */
async function untilReady(
  pass: Pass,
  whole: Inventory,
  ...[inventory, ...rest]: Parameters<Pass['sight']['untilReady']>
): Promise<void> {
  await telling(
    () => {
      const readiness = { ...readinessIn(pass.sight, whole), message: readinessIn(pass.sight, inventory).message };
      const { ready, total } = readiness.count;
      return { is: 'waiting', what: `${total - ready} of ${total} objects to become ready`, readiness };
    },
    () => readinessIn(pass.sight, inventory).isReady,
    pass,
    () => pass.sight.untilReady(inventory, ...rest),
  );
}

async function untilGone(pass: Pass, ...[inventory, ...rest]: Parameters<Pass['sight']['untilGone']>): Promise<void> {
  const { sight, log, resource } = pass;
  const isUninstall = resource.object.metadata.deletionTimestamp !== undefined;
  if (isUninstall) {
    log.info('Uninstall wait');
    log.info('Waiting until all resources are deleted');
  }
  const isLeft = ({ ref }: { readonly ref: ObjectRef }) => sight.canSee(ref) && sight.find(ref) !== 'absent';
  const left = () => listRefs(inventory.filter(isLeft).map(({ ref }) => ref));
  await telling(
    () =>
      isUninstall
        ? { is: 'uninstalled', isWaiting: true, left: left() }
        : { is: 'waiting', what: `${left()} to be deleted` },
    () => false,
    pass,
    () => sight.untilGone(inventory, ...rest),
  );
}

const progressMs = 1_000;

/** Tells at once and then once a second what is waited for, where that is something new. */
async function telling(
  report: () => Report,
  isOver: () => boolean,
  pass: Pass,
  forIt: () => Promise<void>,
): Promise<void> {
  let told: Promise<void> | undefined;
  const tellNow = () => {
    if (told || isOver()) return;
    told = tellIfPossible(pass, report())
      .catch(() => {}) // stopped: who waits sees it, too
      .finally(() => {
        told = undefined;
      });
  };
  tellNow();
  const timer = setInterval(tellNow, progressMs);
  try {
    await forIt();
  } finally {
    clearInterval(timer);
    await told; // or it would come after what is told next
  }
}
