import { isCapstanError } from '../errors/index.ts';
import { latestOf, type ReleaseRecord, redact } from '../release/index.ts';
import { type Condition, conditionsOf, type LastError, lastErrorOf } from './conditions.ts';
import { type Release, readCurrent } from './find.ts';
import { type LiveItem, lookAt, objectsOf } from './objects.ts';
import { secretTextsOf } from './redact.ts';
import type { View } from './view.ts';

/** How a release is. */
export interface ReleaseStatus {
  readonly name: string;
  readonly namespace: string;
  readonly owner: string | undefined;
  readonly revision: number;
  /** Helm's word for the newest revision; `absent`: nothing was ever recorded. */
  readonly status: string;
  readonly chart: string | undefined;
  readonly description: string | undefined;
  readonly deployedAt: string | undefined;
  /** Deployed, all objects ready, and nothing went wrong since. */
  readonly ready: boolean;
  readonly conditions: readonly Condition[];
  readonly lastError: LastError | undefined;
  readonly objects: readonly LiveItem[];
}

export async function describeRelease(view: View, release: Release): Promise<ReleaseStatus> {
  const current = release.history.length === 0 ? undefined : await readCurrentIfThere(view, release);
  const items = current ? await lookAt(view, await objectsOf(view, release, current.summary)) : [];
  return statusFrom(release, items, current?.record);
}

/** @param record of the revision that the objects are of; undefined: there is none */
export function statusFrom(
  { name, namespace, owner, resource, history }: Release,
  items: readonly LiveItem[],
  record: ReleaseRecord | undefined,
): ReleaseStatus {
  const newest = latestOf(history);
  const secrets = secretTextsOf(record);
  const hide = <T extends { readonly message?: string }>(one: T): T =>
    one.message ? { ...one, message: redact(one.message, secrets) } : one;
  const failure = lastErrorOf(resource);
  const lastError = failure && hide(failure);
  const isReady = items.every(({ readiness }) => readiness.status === 'Current');
  return {
    name,
    namespace,
    owner: owner && `${owner.kind} ${owner.name}${resource ? '' : ' (gone)'}`,
    revision: newest?.revision ?? 0,
    status: newest?.status ?? 'absent',
    chart: record && `${record.chart.metadata['name']}-${record.chart.metadata['version']}`,
    description: record && redact(record.info.description ?? '', secrets),
    deployedAt: record?.info.last_deployed,
    ready: newest?.status === 'deployed' && isReady && lastError === undefined,
    conditions: conditionsOf(resource).map(hide),
    lastError,
    objects: items,
  };
}

/** A record that went away meanwhile is no reason to say nothing. */
async function readCurrentIfThere(view: View, release: Release) {
  try {
    return await readCurrent(view, release);
  } catch (error) {
    if (isCapstanError(error, 'CONFLICT', 'RELEASE_NOT_FOUND')) return undefined;
    throw error;
  }
}
