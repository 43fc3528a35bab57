import { createHash } from 'node:crypto';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { Cluster } from './cluster.ts';
import { type Owners, ownersOf } from './field-set.ts';
import { formatRef, type KubeObject, type ManagedFieldsEntry, refOf } from './object.ts';

/** Who we are in managedFields. */
export const fieldManager = 'capstan';

/**
 * The names under which Helm's world writes: the helm CLI and Helm 4 (`helm`), helm-operator, its drift repair and old
 * Helms (client-go without a name: `Go-http-client`), and Flux's helm-controller. Not `manager`: that is the name of
 * every operator built with kubebuilder, whose fields are not ours to take.
 */
export const helmManagers: ReadonlySet<string> = new Set([
  'helm',
  'Helm',
  'helm-operator',
  'Go-http-client',
  'helm-controller',
]);

/**
 * A short hash of the fields we own by apply; '' when we own none. The server takes a field from us when another
 * manager changes or forces it, so a change of the hash is drift, seen from metadata alone. A time is not hashed:
 * the server renews it without a change of fields.
 */
export function appliedFieldsHash(object: Pick<KubeObject, 'metadata'>): string {
  const entry = object.metadata.managedFields?.find(isOurs);
  if (entry === undefined) return '';
  return createHash('sha256')
    .update(canonicalJson([entry.apiVersion, entry.fieldsV1]))
    .digest('hex')
    .slice(0, 16);
}

const takeOverTries = 4;

/**
 * Makes what Helm's managers own of an object ours, so that a later apply that leaves a field out removes it; as long as
 * another manager owns it too, the server keeps it. One JSON patch of metadata, as client-go's csaupgrade does.
 * `object` needs its managedFields; it is returned as it is when there is nothing to take over, and read again when it
 * has changed meanwhile (a controller writes a status).
 * @throws CapstanError CONFLICT when it changes all the time, NOT_FOUND when it is gone
 */
export async function takeOverFields(cluster: Cluster, object: KubeObject, signal?: AbortSignal): Promise<KubeObject> {
  const ref = refOf(object);
  for (let tries = 1, current = object; ; tries++) {
    const body = takeOverPatch(current);
    if (body === undefined) return current;
    try {
      return await cluster.patch(ref, { type: 'json', body }, signal);
    } catch (error) {
      if (!isCapstanError(error, 'CONFLICT') || tries === takeOverTries) throw error;
    }
    const again = await cluster.get(ref, signal);
    if (again === undefined) throw new CapstanError('NOT_FOUND', `${formatRef(ref)} was deleted meanwhile`);
    current = again;
  }
}

function takeOverPatch({ metadata }: KubeObject): object[] | undefined {
  const { managedFields = [], resourceVersion } = metadata;
  const merged = mergeHelmManagers(managedFields);
  if (merged === managedFields) return undefined;
  return [
    { op: 'replace', path: '/metadata/managedFields', value: merged },
    // Written, not tested: a JSON patch whose test fails is answered 422, a wrong resourceVersion 409.
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
  ];
}

/**
 * The same array when no manager of Helm's owns anything. What we wrote otherwise than by apply (a replace) is merged, too:
 * else its fields would stay when they are left out. Subresources (status, scale) are left to their owners.
 */
export function mergeHelmManagers(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  const theirs = entries.filter((entry) => !entry.subresource && isHelms(entry) && !isOurs(entry));
  if (theirs.length === 0) return entries;
  const ours = entries.filter(isOurs);
  // A field set is read at its entry's version; ours says which one the next apply is likely to use, else their newest.
  const [base] = [...ours, ...theirs.toSorted((a, b) => (b.time ?? '').localeCompare(a.time ?? ''))];
  const fieldsV1 = [...ours, ...theirs].reduce<Fields>((all, entry) => union(all, entry.fieldsV1 ?? {}), {});
  const kept = entries.filter((entry) => !isOurs(entry) && !theirs.includes(entry));
  return [
    ...kept,
    { ...(base as ManagedFieldsEntry), manager: fieldManager, operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 },
  ];
}

type Fields = Readonly<Record<string, unknown>>;

function union(a: Fields, b: Fields): Fields {
  const merged: Record<string, unknown> = { ...a };
  for (const [path, below] of Object.entries(b)) {
    merged[path] = path in a ? union(a[path] as Fields, below as Fields) : below;
  }
  return merged;
}

/** Who owns the fields of a live object: we by apply, and all others. */
export function fieldOwners(object: KubeObject): Owners {
  return ownersOf(object, isOurs);
}

function isHelms({ manager }: ManagedFieldsEntry): boolean {
  return helmManagers.has(manager) || manager === fieldManager;
}

function isOurs(entry: ManagedFieldsEntry): boolean {
  return entry.manager === fieldManager && entry.operation === 'Apply' && !entry.subresource;
}

/** JSON with sorted keys: the server's order is not promised. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
