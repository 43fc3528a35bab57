import { isDeepStrictEqual } from 'node:util';
import { type Cluster, formatRef, type KubeObject, type ObjectRef } from '../../cluster/index.ts';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { userLabel } from './apply.ts';

export interface EntryList {
  readonly ref: ObjectRef;
  /** Where the list stands: `spec.rkeConfig.machinePools`. Its entries have a `name`. */
  readonly path: readonly string[];
  /** The object must bear this label of a user, when given. */
  readonly user?: string;
}

type Entry = Readonly<Record<string, unknown>> & { readonly name: string };

/** How often somebody else may have been quicker. */
const attempts = 20;

/** Puts an entry into a list that others write too, in the place of the one of its name or at the end. True: that changed something. */
export function enter(cluster: Cluster, list: EntryList, entry: Entry, signal?: AbortSignal): Promise<boolean> {
  return change(
    cluster,
    list,
    (entries) =>
      entries.some(({ name }) => name === entry.name)
        ? entries.map((one) => (one.name === entry.name ? entry : one))
        : [...entries, entry],
    signal,
  );
}

/** Takes the entry of that name out; no entry and no object is no error. True: it was there. */
export async function leave(cluster: Cluster, list: EntryList, name: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return await change(cluster, list, (entries) => entries.filter((one) => one.name !== name), signal);
  } catch (error) {
    if (isCapstanError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}

async function change(
  cluster: Cluster,
  list: EntryList,
  edit: (entries: readonly Entry[]) => readonly Entry[],
  signal?: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const object = await read(cluster, list, signal);
    const before = entriesOf(object, list);
    const after = edit(before);
    if (isDeepStrictEqual(before, after)) return false;
    const { resourceVersion } = object.metadata; // makes the patch fail when somebody wrote meanwhile
    const body = { metadata: { resourceVersion }, ...nested(list.path, after) };
    try {
      await cluster.patch(list.ref, { type: 'merge', body }, signal);
      return true;
    } catch (error) {
      if (!isCapstanError(error, 'CONFLICT') || attempt === attempts) throw error;
    }
  }
}

async function read(cluster: Cluster, { ref, user }: EntryList, signal?: AbortSignal): Promise<KubeObject> {
  const object = await cluster.get(ref, signal);
  if (object === undefined) throw new CapstanError('NOT_FOUND', `${formatRef(ref)} does not exist`);
  if (user !== undefined && object.metadata.labels?.[userLabel] !== user) {
    throw new CapstanError('OBJECT_OWNED', `${formatRef(ref)} is not of user ${user}`, {
      hint: `name an object that bears the label ${userLabel}=${user}`,
    });
  }
  return object;
}

function entriesOf(object: KubeObject, { ref, path }: EntryList): readonly Entry[] {
  let value: unknown = object;
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as readonly Entry[];
  throw new CapstanError('OBJECT_INVALID', `${path.join('.')} of ${formatRef(ref)} is no list`);
}

function nested(path: readonly string[], value: unknown): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}
