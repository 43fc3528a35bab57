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
import type { Corrections } from './corrections.ts';
import type { Dependents } from './dependents.ts';
import type { EventRecorder } from './events.ts';
import type { Run } from './queue.ts';
import type { RecordCache } from './record-cache.ts';
import type { Resource } from './resource.ts';
import type { Sight } from './sight.ts';
import type { ResourceStore } from './status-writer.ts';
import type { Watch } from './watches.ts';

/** Everything a reconcile reaches for; one for all resources of a kind. */
export interface Reconciler {
  readonly watch: Watch;
  readonly cluster: Cluster;
  readonly store: ResourceStore;
  readonly records: RecordCache;
  readonly dependents: Dependents;
  readonly events: EventRecorder;
  readonly corrections: Corrections;
  readonly reconcilePeriodMs: number;
  readonly hookTimeoutMs: number;
  readonly maxHistory: number;
  readonly suppressOverrideValues: boolean;
  readonly now: () => Date;
  readonly log: Logger;
}

/** One resource in one run: what is known at its start. */
export interface Pass {
  readonly the: Reconciler;
  readonly run: Run;
  readonly ref: ObjectRef;
  readonly resource: Resource;
  readonly identity: ReleaseIdentity;
  readonly history: History;
  readonly owner: string;
  readonly sight: Sight;
  readonly log: Logger;
}

/** The same pass with the records as they are now. */
export function refreshed(pass: Pass): Pass {
  return { ...pass, history: pass.the.records.historyOf(pass.identity.namespace, pass.identity.name) };
}

/** The objects of the deployed revision; read from the record only where another program wrote it. */
export async function currentInventory(pass: Pass): Promise<Inventory | undefined> {
  const deployed = deployedOf(pass.history);
  if (!deployed) return undefined;
  const known = inventoryOf(deployed);
  if (known || deployed.digest === '') return known; // a foreign record is looked at by the upgrade that takes it over
  return (await readObjects({ cluster: pass.the.cluster, identity: pass.identity }, deployed, pass.run.signal)).map(
    (object) => inventoryItem(object),
  );
}
