import type { KubeObject } from './object.ts';

/**
 * Fields as managedFields lists them (FieldsV1): keys are `f:name` of a map, `k:{…}`, `v:…` and `i:n` of a list's items,
 * and `.` for a map or an item itself. What has no keys is owned as a whole.
 */
export type FieldSet = Readonly<Record<string, unknown>>;

/** Who owns a value: undefined or an empty list where nobody of that side does. */
export interface Owners {
  readonly ours: FieldSet | undefined;
  readonly theirs: readonly FieldSet[];
}

/** @param isOurs which entry of managedFields is ours; what is owned of the status counts for nobody */
export function ownersOf({ metadata }: KubeObject, isOurs: (entry: ManagedEntry) => boolean): Owners {
  const entries = (metadata.managedFields ?? []).filter((entry) => entry.subresource !== 'status' && entry.fieldsV1);
  return {
    ours: entries.find(isOurs)?.fieldsV1,
    theirs: entries.filter((entry) => !isOurs(entry)).map((entry) => entry.fieldsV1 as FieldSet),
  };
}

type ManagedEntry = NonNullable<KubeObject['metadata']['managedFields']>[number];

/** Owned as a whole: what is below it is not told apart. */
export function isLeaf(set: FieldSet): boolean {
  return Object.keys(set).length === 0;
}

/** The owners of a map's field. */
export function ownersOfField(owners: Owners, name: string): Owners {
  return mapOwners(owners, (set) => set[`f:${name}`] as FieldSet | undefined);
}

/** The owners of a list's item, which is known by its key fields, its value or its place. */
export function ownersOfItem(owners: Owners, item: unknown, index: number): Owners {
  return mapOwners(owners, (set) => {
    const key = itemKey(set, item, index);
    return key === undefined ? undefined : (set[key] as FieldSet);
  });
}

/** The names of the fields that tell an item of its list from the others. */
export function keyFieldsOf(owners: Owners, item: unknown, index: number): readonly string[] {
  for (const set of [owners.ours, ...owners.theirs]) {
    const key = set && itemKey(set, item, index);
    if (key?.startsWith('k:')) return Object.keys(JSON.parse(key.slice(2)) as object);
  }
  return [];
}

function mapOwners({ ours, theirs }: Owners, below: (set: FieldSet) => FieldSet | undefined): Owners {
  return {
    ours: ours && below(ours),
    theirs: theirs.map(below).filter((set) => set !== undefined),
  };
}

function itemKey(set: FieldSet, item: unknown, index: number): string | undefined {
  return Object.keys(set).find((key) => {
    if (key.startsWith('i:')) return Number(key.slice(2)) === index;
    if (key.startsWith('v:')) return key.slice(2) === JSON.stringify(item);
    return key.startsWith('k:') && hasKey(item, JSON.parse(key.slice(2)) as Record<string, unknown>);
  });
}

/** Key fields that an item does not have were filled in by the server: `protocol: TCP` of a port. */
function hasKey(item: unknown, key: Readonly<Record<string, unknown>>): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const fields = item as Readonly<Record<string, unknown>>;
  const given = Object.entries(key).filter(([name]) => fields[name] !== undefined);
  return given.length > 0 && given.every(([name, value]) => fields[name] === value);
}
