import type { Cluster, ObjectRef } from '../cluster/index.ts';
import type { Logger } from '../log/index.ts';
import {
  deployedOf,
  type History,
  type Inventory,
  inventoryItem,
  inventoryOf,
  type ReleaseIdentity,
  readObjects,
} from '../release/index.ts';
import type { Wishes } from './annotations.ts';
import type { Corrections } from './corrections.ts';
import type { Dependents } from './dependents.ts';
import type { DriftWarnings } from './drift-warning.ts';
import type { EventRecorder } from './events.ts';
import type { Run } from './queue.ts';
import type { RecordCache } from './record-cache.ts';
import type { Resource } from './resource.ts';
import type { Rollout } from './rollout.ts';
import type { Sight } from './sight.ts';
import type { Sources } from './sources/index.ts';
import type { ResourceStore } from './status-writer.ts';
import type { Watch } from './watches/index.ts';

/** Everything a reconcile reaches for; one for all resources of a kind. */
export interface Reconciler {
  readonly watch: Watch;
  readonly cluster: Cluster;
  readonly store: ResourceStore;
  readonly records: RecordCache;
  readonly dependents: Dependents;
  readonly events: EventRecorder;
  readonly corrections: Corrections;
  readonly driftWarnings: DriftWarnings;
  readonly reconcilePeriodMs: number;
  readonly sources: Sources;
  readonly rollout: Rollout;
  readonly hookTimeoutMs: number;
  readonly maxHistory: number;
  readonly suppressOverrideValues: boolean;
  readonly isStrict: boolean;
  /** Told which release a resource stands for, where its name or namespace is another. */
  readonly onIdentity: (owner: string, identity: ReleaseIdentity) => void;
  readonly now: () => Date;
  readonly log: Logger;
}

/** One resource in one run: what is known at its start. */
export interface Pass {
  readonly the: Reconciler;
  readonly run: Run;
  readonly ref: ObjectRef;
  readonly resource: Resource;
  readonly wishes: Wishes;
  readonly identity: ReleaseIdentity;
  readonly history: History;
  /** As whom the release's objects are read and written. */
  readonly cluster: Cluster;
  readonly owner: string;
  readonly sight: Sight;
  readonly log: Logger;
}

/** The same pass with the records as they are now. */
export function refreshed(pass: Pass): Pass {
  return { ...pass, history: pass.the.records.historyOf(pass.identity.storageNamespace, pass.identity.name) };
}

/** The objects of the deployed revision; read from the record only where another program wrote it. */
export async function currentInventory(pass: Pass): Promise<Inventory | undefined> {
  const deployed = deployedOf(pass.history);
  if (!deployed) return undefined;
  const known = inventoryOf(deployed);
  if (known || deployed.digest === '') return known; // a foreign record is looked at by the upgrade that takes it over
  const { the, identity, run } = pass;
  const objects = await readObjects(
    { cluster: the.cluster, recordCluster: the.cluster, identity },
    deployed,
    run.signal,
  );
  return objects.map((object) => inventoryItem(object));
}
