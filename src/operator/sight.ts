import { setTimeout } from 'node:timers/promises';
import {
  appliedFieldsHash,
  type Cluster,
  hasReadiness,
  type KubeObject,
  keyOf,
  type ObjectRef,
  type Readiness,
  readinessOf,
  refOf,
} from '../cluster/index.ts';
import { isCapstanError } from '../errors/index.ts';
import { type Inventory, isDriftIgnored, isKept, type LiveObject, type LiveView } from '../release/index.ts';
import { type Subscribe, untilGone, untilReady } from './await-objects.ts';

/** What can be seen of a release's objects: by watches, or by a look where nothing is watched. */
export interface Sight extends LiveView {
  /** undefined: not in sight, or not there. */
  readinessOf(ref: ObjectRef): Readiness | undefined;
  /** False: it will not come into sight; nobody may read or watch it. */
  canSee(ref: ObjectRef): boolean;
}

/** What is kept of an object that was seen: a few words instead of the object. */
export interface SeenObject extends LiveObject {
  readonly key: string;
  readonly readiness: Readiness;
}

/** @param watched the kind that was asked for: a metadata-only answer calls itself PartialObjectMetadata */
export function see(object: KubeObject, watched: ObjectRef, metadataOnly: boolean): SeenObject {
  const { name, namespace = '', uid = '', deletionTimestamp, ownerReferences } = object.metadata;
  return {
    key: keyOf({ ...watched, namespace, name }),
    uid,
    applied: appliedFieldsHash(object),
    isDeleting: deletionTimestamp !== undefined,
    controller: ownerReferences?.find((reference) => reference.controller)?.uid,
    isKept: isKept(object.metadata),
    isIgnored: isDriftIgnored(object.metadata),
    readiness: metadataOnly ? exists : readinessOf(object),
  };
}

const exists: Readiness = { status: 'Current', message: 'exists' };

const lookIntervalMs = 2_000;

async function lookEvery(ms: number, look: () => Promise<unknown>, looked: () => void, signal: AbortSignal) {
  while (!signal.aborted) {
    await look().catch(() => {}); // the API server is away: what was seen before still counts
    looked();
    await setTimeout(ms, undefined, { signal }).catch(() => {});
  }
}

/** Reads the objects one by one: what `watchDependentResources: false` asks for, at each event and period of the resource. */
export async function lookAt(cluster: Cluster, inventory: Inventory, signal: AbortSignal): Promise<Sight> {
  const seen = new Map<string, SeenObject | 'absent'>();
  const hidden = new Set<string>();
  const look = async (ref: ObjectRef) => {
    try {
      const metadataOnly = !hasReadiness(ref);
      const object = await cluster.get(ref, signal, { metadataOnly });
      seen.set(keyOf(ref), object ? see(object, ref, metadataOnly) : 'absent');
    } catch (error) {
      if (!isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN')) throw error;
      hidden.add(keyOf(ref));
    }
  };
  const lookAll = (all: Inventory) => Promise.all(all.map(({ ref }) => look(ref)));
  await lookAll(inventory);
  const sight = {
    find: (ref: ObjectRef) => seen.get(keyOf(ref)) ?? 'unknown',
    expect() {},
    put: (object: KubeObject) =>
      void seen.set(keyOf(refOf(object)), see(object, refOf(object), !hasReadiness(refOf(object)))),
    readinessOf: (ref: ObjectRef) => {
      const found = seen.get(keyOf(ref));
      return typeof found === 'object' ? found.readiness : undefined;
    },
    canSee: (ref: ObjectRef) => !hidden.has(keyOf(ref)),
  };
  const again = (all: Inventory): Subscribe => {
    return (changed, until) => void lookEvery(lookIntervalMs, () => lookAll(all), changed, until);
  };
  return {
    ...sight,
    untilReady: (all, timeoutMs, until) => untilReady(all, sight, again(all), timeoutMs, until),
    untilGone: (all, timeoutMs, until) => untilGone(all, sight, again(all), timeoutMs, until),
  };
}
