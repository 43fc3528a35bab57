import { CapstanError } from '../errors/index.ts';
import type { History, RecordSummary } from './history.ts';
import type { ReleaseRecord } from './record.ts';
import { isSameResource, type Owner, type ReleaseIdentity } from './stamp.ts';

/** Whose a release is. A record without owner was written by a person's helm, or by a program that sets none. */
function isOurs({ owner }: RecordSummary, ours: Owner | undefined): boolean {
  return owner !== undefined && isSameResource(owner, ours);
}

/**
 * Two kinds, or a resource and a person, can choose one release name; the first one has it.
 * @throws CapstanError OBJECT_OWNED
 */
export function checkHistory(history: History, identity: ReleaseIdentity): void {
  const release = `release ${identity.namespace}/${identity.name}`;
  const other = history.find((record) => record.owner && !isOurs(record, identity.owner))?.owner;
  if (other) throw new CapstanError('OBJECT_OWNED', `${release} belongs to ${other.kind} ${other.name}`);
  const foreign = history.find(({ owner, status, digest }) => !owner && digest === '' && status.startsWith('pending-'));
  if (foreign) {
    throw new CapstanError(
      'OBJECT_OWNED',
      `${release} is in the hands of another helm: revision ${foreign.revision} is ${foreign.status}`,
      {
        hint: 'wait until it is through; if it never ends, `helm rollback` or `helm uninstall` the release',
      },
    );
  }
}

/**
 * A release that somebody installed by hand from another chart has our name by chance.
 * @throws CapstanError OBJECT_OWNED
 */
export function checkRecord(summary: RecordSummary, record: ReleaseRecord, identity: ReleaseIdentity): void {
  const found = String(record.chart.metadata['name']);
  if (summary.owner || found === identity.chartName) return;
  throw new CapstanError(
    'OBJECT_OWNED',
    `release ${identity.namespace}/${identity.name} exists already, made of chart ${found}; chart ${identity.chartName} does not take it over`,
  );
}

/**
 * The records that go with a resource: its own, and those that a person's helm wrote in between.
 * @param wasOurs whether the release ever was the resource's: a person's `helm upgrade` wipes our name off the records
 */
export function recordsOf(history: History, identity: ReleaseIdentity, wasOurs: boolean): History {
  if (!wasOurs && !history.some((record) => isOurs(record, identity.owner))) return [];
  return history.filter((record) => !record.owner || isOurs(record, identity.owner));
}
