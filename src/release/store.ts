import type { KubeObject, ObjectRef } from '../cluster/index.ts';
import { apiVersionOf } from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import { digestAnnotation, inventoryAnnotation, type RecordSummary, summarize } from './history.ts';
import { formatInventory, type Inventory } from './inventory.ts';
import { decodeRecord, type ReleaseRecord, recordLabels, recordSecretName } from './record.ts';
import { packRecord } from './record-size.ts';
import type { Owner } from './stamp.ts';

/** The API server's limit for all annotations of an object is 256 KiB; an inventory beyond this is read from the record instead. */
const maxInventoryBytes = 200_000;

/** What had to be left out of a record so that it fits into its Secret: `chart files, chart templates`. */
const leftOutAnnotation = 'capstan.dev/left-out';

/** @throws CapstanError RECORD_TOO_LARGE, CONFLICT when a revision of that number is there already */
export async function createRecord(
  context: ReleaseContext,
  record: ReleaseRecord,
  inventory: Inventory,
  signal: AbortSignal,
): Promise<RecordSummary> {
  const { identity, recordCluster, policy, now, log } = context;
  const { storageNamespace: namespace } = identity;
  const { release, leftOut } = await packRecord(record, policy.isStrict);
  if (leftOut.length > 0) log.info('Record made smaller to fit into its Secret', { revision: record.version, leftOut });
  const secret: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: recordSecretName(record.name, record.version),
      namespace,
      labels: { ...labelsOf(record), createdAt: unixSeconds(now()) },
      annotations: { ...annotationsOf(context.digest, inventory), ...leftOutNote(leftOut) },
      ...ownerReferences(identity.owner, namespace),
    },
    type: 'helm.sh/release.v1',
    data: { release },
  };
  try {
    return remember(context, await recordCluster.create(secret, {}, signal));
  } catch (error) {
    if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error;
    // Somebody else's, or one of ours that the watches have not shown yet: in no case this attempt's.
    throw new CapstanError('CONFLICT', `revision ${record.version} of release ${record.name} exists already`, {
      cause: error,
      hint: `look at Secret ${namespace}/${secret.metadata.name} if this does not pass by itself`,
    });
  }
}

/**
 * Writes a revision anew; the resourceVersion in `summary` makes it fail with CONFLICT if somebody else wrote it meanwhile.
 * @param inventory undefined takes the annotation away: a superseded revision's objects are nobody's concern any more.
 */
export async function updateRecord(
  context: ReleaseContext,
  summary: RecordSummary,
  record: ReleaseRecord,
  inventory: Inventory | undefined,
  signal: AbortSignal,
  digest = context.digest,
): Promise<RecordSummary> {
  const { release, leftOut } = await packRecord(record, context.policy.isStrict);
  const inventoryNote = { [inventoryAnnotation]: null, ...(inventory && annotationsOf(digest, inventory)) };
  const body = {
    metadata: {
      resourceVersion: summary.resourceVersion,
      labels: { ...labelsOf(record), modifiedAt: unixSeconds(context.now()) },
      ...(summary.owner ? {} : ownerReferences(context.identity.owner, summary.namespace)),
      annotations: { ...inventoryNote, ...leftOutNote(leftOut) },
    },
    data: { release },
  };
  return remember(context, await context.recordCluster.patch(secretRef(summary), { type: 'merge', body }, signal));
}

/** Notes digest, inventory and owner on a record whose content stays. */
export async function annotateRecord(
  context: ReleaseContext,
  summary: RecordSummary,
  inventory: Inventory,
  signal: AbortSignal,
): Promise<RecordSummary> {
  const annotations = { [inventoryAnnotation]: null, ...annotationsOf(context.digest, inventory) };
  const owner = summary.owner ? {} : ownerReferences(context.identity.owner, summary.namespace);
  const body = { metadata: { resourceVersion: summary.resourceVersion, annotations, ...owner } };
  return remember(context, await context.recordCluster.patch(secretRef(summary), { type: 'merge', body }, signal));
}

export async function readRecord(
  context: Pick<ReleaseContext, 'recordCluster'>,
  summary: RecordSummary,
  signal: AbortSignal,
): Promise<ReleaseRecord> {
  const secret = await context.recordCluster.get(secretRef(summary), signal);
  if (!secret) throw new CapstanError('CONFLICT', `release record ${summary.namespace}/${summary.secretName} is gone`);
  return decodeRecord(secret);
}

export async function deleteRecord(
  context: ReleaseContext,
  summary: RecordSummary,
  signal: AbortSignal,
): Promise<void> {
  await context.recordCluster.delete(secretRef(summary), {}, signal);
  context.onRecordGone(summary);
}

/** Sets only the status of an older revision. Gone or changed meanwhile is no failure: the newest revision counts. */
export async function markRecord(
  context: ReleaseContext,
  summary: RecordSummary,
  status: ReleaseRecord['info']['status'],
  signal: AbortSignal,
  known?: ReleaseRecord,
): Promise<void> {
  try {
    const record = known ?? (await readRecord(context, summary, signal));
    await updateRecord(context, summary, { ...record, info: { ...record.info, status } }, undefined, signal);
  } catch (error) {
    if (!isCapstanError(error, 'CONFLICT', 'NOT_FOUND')) throw error;
    context.log.debug('Release record changed meanwhile', { record: summary.secretName });
  }
}

function remember(context: ReleaseContext, secret: KubeObject): RecordSummary {
  const summary = summarize(secret);
  if (!summary) throw new CapstanError('RECORD_INVALID', `Secret ${secret.metadata.name} lost its release labels`);
  context.onRecord(secret);
  return summary;
}

function secretRef(summary: RecordSummary): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace: summary.namespace, name: summary.secretName };
}

function labelsOf(record: ReleaseRecord): Record<string, string> {
  return {
    [recordLabels.name]: record.name,
    [recordLabels.owner]: 'helm',
    [recordLabels.status]: record.info.status,
    [recordLabels.version]: String(record.version),
  };
}

function annotationsOf(digest: string, inventory: Inventory): Record<string, string> {
  const text = formatInventory(inventory);
  return {
    [digestAnnotation]: digest,
    ...(Buffer.byteLength(text) <= maxInventoryBytes ? { [inventoryAnnotation]: text } : {}),
  };
}

function leftOutNote(leftOut: readonly string[]): Record<string, string> {
  return leftOut.length > 0 ? { [leftOutAnnotation]: leftOut.join(', ') } : {};
}

function ownerReferences(owner: Owner | undefined, namespace: string): Pick<KubeObject['metadata'], 'ownerReferences'> {
  if (!owner || (owner.namespace !== '' && owner.namespace !== namespace)) return {};
  const { kind, name, uid } = owner;
  return {
    ownerReferences: [{ apiVersion: apiVersionOf(owner), kind, name, uid, controller: true, blockOwnerDeletion: true }],
  };
}

function unixSeconds(date: Date): string {
  return String(Math.floor(date.getTime() / 1000));
}
