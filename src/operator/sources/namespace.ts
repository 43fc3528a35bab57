import type { KubeObject, ObjectRef } from '../../cluster/index.ts';
import { isCapstanError } from '../../errors/index.ts';
import type { Gathered, SourceOptions } from './gather.ts';

/** The namespace of the release's objects is there afterwards, or has to be gone before it can be made. */
export async function ensureNamespace(options: SourceOptions): Promise<Gathered> {
  const { watch, identity, owner, sources, signal } = options;
  const nothing = { values: {}, data: {}, waitingFor: [], warnings: [] };
  if (!watch.createNamespace) return nothing;
  const { namespace: name } = identity;
  const ref: ObjectRef = { group: '', version: 'v1', kind: 'Namespace', namespace: '', name };
  const seen = await sources.get(owner, ref, signal, hasEnded);
  const live = seen ?? (await create(ref, options));
  return isGoing(live)
    ? { ...nothing, waitingFor: [`Namespace ${name}, which is being deleted, to be gone`] }
    : nothing;
}

async function create(ref: ObjectRef, { cluster, signal }: SourceOptions): Promise<KubeObject | undefined> {
  const metadata = { name: ref.name, labels: { name: ref.name } }; // Helm's label
  try {
    return await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata }, {}, signal);
  } catch (error) {
    if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error;
    return cluster.get(ref, signal);
  }
}

/** That it is there now is known to whom it was made for. */
function hasEnded(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  return after === undefined || (isGoing(after) && !isGoing(before));
}

function isGoing(namespace: KubeObject | undefined): boolean {
  return namespace?.metadata.deletionTimestamp !== undefined;
}
