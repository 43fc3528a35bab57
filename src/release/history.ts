import type { KubeObject, OwnerReference } from '../cluster/index.ts';
import { type Inventory, parseInventory } from './inventory.ts';
import type { RecordStatus } from './record.ts';

export const digestAnnotation = 'capstan.dev/input-digest';
export const inventoryAnnotation = 'capstan.dev/inventory';

/** What the metadata of a record's Secret tells: enough to decide, without reading the record. */
export interface RecordSummary {
  readonly secretName: string;
  readonly namespace: string;
  readonly releaseName: string;
  readonly revision: number;
  readonly status: RecordStatus;
  readonly resourceVersion: string;
  /** RFC 3339, by the API server's clock. */
  readonly createdAt: string;
  /** sha256 of chart, values, capabilities and identity this revision was rendered from; '' where another program wrote the record. */
  readonly digest: string;
  /** The resource the record belongs to; undefined for a release that `helm install` made. */
  readonly owner: Pick<OwnerReference, 'apiVersion' | 'kind' | 'name' | 'uid'> | undefined;
  /** The annotation's text; undefined where another program wrote the record. Parsed only when needed. */
  readonly inventoryText: string | undefined;
}

/** All revisions of one release, oldest first. */
export type History = readonly RecordSummary[];

export function summarize(secret: KubeObject): RecordSummary | undefined {
  const {
    labels = {},
    annotations = {},
    ownerReferences = [],
    name,
    namespace = '',
    resourceVersion = '',
  } = secret.metadata;
  const controller = ownerReferences.find((reference) => reference.controller);
  const revision = Number(labels['version']);
  if (labels['owner'] !== 'helm' || !labels['name'] || !Number.isInteger(revision)) return undefined;
  return {
    secretName: name,
    namespace,
    releaseName: labels['name'],
    revision,
    status: (labels['status'] ?? 'unknown') as RecordStatus,
    resourceVersion,
    createdAt: secret.metadata.creationTimestamp ?? '',
    digest: annotations[digestAnnotation] ?? '',
    owner: controller && {
      apiVersion: controller.apiVersion,
      kind: controller.kind,
      name: controller.name,
      uid: controller.uid,
    },
    inventoryText: annotations[inventoryAnnotation],
  };
}

export function sortHistory(summaries: Iterable<RecordSummary>): History {
  return [...summaries].sort((a, b) => a.revision - b.revision);
}

export function latestOf(history: History): RecordSummary | undefined {
  return history.at(-1);
}

/** Of the revision that comes next. */
export function nextRevision(history: History): number {
  return (latestOf(history)?.revision ?? 0) + 1;
}

export function deployedOf(history: History): RecordSummary | undefined {
  return history.findLast((record) => record.status === 'deployed');
}

export function isPending(record: RecordSummary): boolean {
  return record.status.startsWith('pending-');
}

/**
 * Revisions not known to be over, oldest first. What is older than the deployed one is: its objects were pruned before that
 * one was marked deployed.
 */
export function unfinishedOf(history: History): History {
  const from = deployedOf(history)?.revision ?? 0;
  return history.filter(
    ({ revision, status }) => revision >= from && status !== 'superseded' && status !== 'uninstalled',
  );
}

/** The inventory on the record's Secret; undefined when it must be read from the manifest instead. */
export function inventoryOf(record: RecordSummary): Inventory | undefined {
  return record.inventoryText === undefined ? undefined : parseInventory(record.inventoryText);
}
