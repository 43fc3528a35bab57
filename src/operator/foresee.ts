import { type Cluster, type KubeObject, refOf } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import {
  checkHistory,
  type Decision,
  decide,
  type History,
  type ReleaseContext,
  sortHistory,
  summarize,
} from '../release/index.ts';
import { readWishes } from './annotations.ts';
import { demandFor } from './bring-about.ts';
import { Corrections } from './corrections.ts';
import { Dependents } from './dependents.ts';
import { DriftWarnings } from './drift-warning.ts';
import { EventRecorder } from './events.ts';
import { identityOf } from './identity.ts';
import { inputsOf } from './inputs.ts';
import { currentInventory, type Pass, type Reconciler } from './pass.ts';
import { findDrift } from './readiness.ts';
import { RecordCache } from './record-cache.ts';
import { contextOf } from './release-context.ts';
import { keepResource } from './resource.ts';
import { Rollout } from './rollout.ts';
import { lookAt } from './sight.ts';
import { Sources } from './sources/index.ts';
import type { Watch } from './watches/index.ts';

/** What the next reconcile of a resource is going to do, and what it would do it with. */
export interface Foresight {
  readonly decision: Decision;
  /** undefined where there is nothing to be done with it. */
  readonly context: ReleaseContext | undefined;
}

export interface ForesightOptions {
  readonly watch: Watch;
  readonly resource: KubeObject;
  /** One that sends nothing but dry runs: what is generated for a release would else be made. */
  readonly cluster: Cluster;
  readonly maxHistory: number;
  readonly hookTimeoutMs: number;
  readonly isStrict: boolean;
  readonly log: Logger;
}

/**
 * The first half of a reconcile, up to the decision, by requests instead of watches.
 * @throws CapstanError what would keep the reconcile from deciding
 */
export async function foresee(options: ForesightOptions, signal: AbortSignal): Promise<Foresight> {
  const ending = new AbortController();
  try {
    return await foreseeUntil(options, AbortSignal.any([signal, ending.signal]), signal);
  } finally {
    ending.abort(); // what was watched for it
  }
}

async function foreseeUntil(options: ForesightOptions, watching: AbortSignal, signal: AbortSignal): Promise<Foresight> {
  const pass = await passFor(options, watching, signal);
  const { wishes, history, identity, the } = pass;
  const deletedAt = pass.resource.object.metadata.deletionTimestamp;
  if (deletedAt !== undefined) {
    return {
      decision: { do: 'uninstall', since: deletedAt, because: 'the resource is being deleted' },
      context: undefined,
    };
  }
  if (wishes.isSuspended) return nothingFor('the resource is suspended (annotation capstan.dev/suspend)');
  checkHistory(history, identity);
  const inputs = await inputsOf(pass);
  if (inputs.waitingFor.length > 0) return nothingFor(`it waits for ${inputs.waitingFor.join(', ')}`);
  const inventory = (await currentInventory(pass)) ?? [];
  const seen: Pass = { ...pass, sight: await lookAt(the.cluster, inventory, signal) };
  const isCorrected = the.watch.driftDetection.mode === 'enabled';
  const decision = decide({
    deletedAt,
    history,
    digest: inputs.digest,
    drift: isCorrected ? findDrift(inventory, seen.sight) : [],
    demand: await demandFor(seen, inputs),
  });
  return { decision, context: contextOf(seen, inputs) };
}

function nothingFor(because: string): Foresight {
  return { decision: { do: 'nothing', because }, context: undefined };
}

async function passFor(options: ForesightOptions, watching: AbortSignal, signal: AbortSignal): Promise<Pass> {
  const { watch, cluster, log } = options;
  const resource = keepResource(options.resource);
  const ref = refOf(options.resource);
  const identity = identityOf(resource, watch);
  const the = reconcilerFor(options, watching);
  return {
    the,
    run: { key: ref.name, failures: 0, signal, wait: (forIt) => forIt() },
    ref,
    resource,
    wishes: readWishes(resource.object),
    identity,
    history: await readHistory(cluster, identity.storageNamespace, identity.name, signal),
    cluster,
    owner: ref.name,
    sight: await lookAt(cluster, [], signal),
    log,
  };
}

/** Everything that an operator has, none of it started. */
function reconcilerFor(options: ForesightOptions, signal: AbortSignal): Reconciler {
  const { watch, cluster, log, maxHistory, hookTimeoutMs, isStrict } = options;
  const now = () => new Date();
  const resource = keepResource(options.resource);
  return {
    watch,
    cluster,
    store: { get: () => resource, put() {} },
    records: new RecordCache({ cluster, namespaces: [], log, onChange() {}, onForbidden() {} }),
    dependents: new Dependents({ cluster, isWatchingAll: false, log, onChange() {}, signal }),
    events: new EventRecorder(cluster, log, now),
    corrections: new Corrections(now),
    driftWarnings: new DriftWarnings(),
    reconcilePeriodMs: 0,
    sources: new Sources({ cluster, looksEverywhere: false, log, onChange() {}, signal }), // a person may see less
    rollout: new Rollout(0, now),
    hookTimeoutMs,
    maxHistory,
    suppressOverrideValues: true,
    isStrict,
    onIdentity() {},
    now,
    log,
  };
}

async function readHistory(cluster: Cluster, namespace: string, name: string, signal: AbortSignal): Promise<History> {
  const gvk = { group: '', version: 'v1', kind: 'Secret' };
  const target = { gvk, namespace, labelSelector: `owner=helm,name=${name}`, metadataOnly: true };
  const { items } = await cluster.list(target, signal);
  return sortHistory(items.map(summarize).filter((summary) => summary !== undefined));
}
