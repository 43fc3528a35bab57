import { isTable } from '../chart/index.ts';
import {
  fieldOwners,
  isLeaf,
  type KubeObject,
  keyFieldsOf,
  type Owners,
  ownersOfField,
  ownersOfItem,
} from '../cluster/index.ts';
import { stampKeys } from './stamp.ts';

/** Which of the ignored fields are left out: those of others, or all that are not ours (any more). */
export type LeftOut = 'theirs' | 'not ours';

/**
 * A desired object without the fields that others may keep. A field that is still ours is sent, so that it stays; one that
 * the server takes with others as a whole is left out with them. The same object when nothing is left out.
 * @param pointers JSON pointers into the desired object (RFC 6901); '' is all but its name and our stamps
 */
export function leaveOut(
  desired: KubeObject,
  live: KubeObject,
  pointers: readonly string[],
  what: LeftOut,
): KubeObject {
  if (pointers.length === 0) return desired;
  const paths = pointers.flatMap((pointer) => (pointer === '' ? wholeOf(desired) : [segmentsOf(pointer)]));
  return strip(desired, fieldOwners(live), pathTree(paths.filter(isAllowed)), what) as KubeObject;
}

function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Paths by their first segments; `true` where one ends. */
type PathTree = Map<string, PathTree | true>;

function pathTree(paths: readonly (readonly string[])[]): PathTree {
  const tree: PathTree = new Map();
  for (const path of paths) {
    let node = tree;
    for (const [index, segment] of path.entries()) {
      const below = node.get(segment);
      if (below === true) break;
      if (index === path.length - 1) node.set(segment, true);
      else if (below) node = below;
      else {
        const next: PathTree = new Map();
        node.set(segment, next);
        node = next;
      }
    }
  }
  return tree;
}

function wholeOf(desired: KubeObject): readonly (readonly string[])[] {
  const { labels = {}, annotations = {} } = desired.metadata;
  const metadata = Object.entries({ labels, annotations }).flatMap(([field, entries]) =>
    Object.keys(entries).map((key) => ['metadata', field, key]),
  );
  return [...Object.keys(desired).map((key) => [key]), ...metadata];
}

/** An object without its name, its owner or our stamps would not be ours. */
function isAllowed(path: readonly string[]): boolean {
  const [first = '', second, third] = path;
  if (path.length === 0 || first === 'apiVersion' || first === 'kind') return false;
  if (first !== 'metadata') return true;
  return (second === 'labels' || second === 'annotations') && third !== undefined && !stampKeys.has(third);
}

const gone = Symbol('left out');

function strip(value: unknown, owners: Owners, tree: PathTree | true, what: LeftOut): unknown {
  if (tree === true) return stripAll(value, owners, what);
  if (Array.isArray(value)) {
    return kept(value, (item, index) => {
      const below = tree.get(String(index));
      if (below === undefined) return item;
      if (below === true) return stripItem(item, owners, index, what);
      return withKeys(item, keyFieldsOf(owners, item, index), (fields) =>
        strip(fields, ownersOfItem(owners, item, index), below, what),
      );
    });
  }
  if (!isTable(value)) return value;
  return keptFields(value, (field, name) => {
    const below = tree.get(name);
    return below === undefined ? field : strip(field, ownersOfField(owners, name), below, what);
  });
}

function stripAll(value: unknown, owners: Owners, what: LeftOut): unknown {
  const { ours, theirs } = owners;
  if (ours === undefined && theirs.length === 0 && what === 'theirs') return value;
  const isWhole = ours ? isLeaf(ours) : theirs.some(isLeaf);
  const isContainer = Array.isArray(value) ? value.length > 0 : isTable(value) && Object.keys(value).length > 0;
  if (isWhole || !isContainer) return ours ? value : gone;
  if (Array.isArray(value)) return orGone(kept(value, (item, index) => stripItem(item, owners, index, what)));
  return orGone(keptFields(value as Table, (field, name) => stripAll(field, ownersOfField(owners, name), what)));
}

/** An item of which nothing is left but what tells it from the others is left out as a whole, unless it is ours. */
function stripItem(item: unknown, list: Owners, index: number, what: LeftOut): unknown {
  const owners = ownersOfItem(list, item, index);
  const keys = keyFieldsOf(list, item, index);
  const left = withKeys(item, keys, (fields) => stripAll(fields, owners, what));
  if (owners.ours || left === item || !isTable(left)) return left;
  return Object.keys(left).every((name) => keys.includes(name)) ? gone : left;
}

/** Changes an item of a list but for its key fields: they stay as long as the item does. */
function withKeys(item: unknown, keys: readonly string[], change: (item: unknown) => unknown): unknown {
  const left = change(item);
  if (left === item || keys.length === 0 || !isTable(item)) return left;
  const named = Object.fromEntries(keys.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  return { ...named, ...(isTable(left) ? left : {}) };
}

type Table = Readonly<Record<string, unknown>>;

function orGone(value: Table | readonly unknown[]): unknown {
  return Object.keys(value).length === 0 ? gone : value;
}

/** The same list when every item stays as it is. */
function kept(list: readonly unknown[], change: (item: unknown, index: number) => unknown): readonly unknown[] {
  const items = list.map(change).filter((item) => item !== gone);
  return items.length === list.length && items.every((item, index) => item === list[index]) ? list : items;
}

function keptFields(table: Table, change: (field: unknown, name: string) => unknown): Table {
  const fields = Object.entries(table).map(([name, field]) => [name, change(field, name)] as const);
  if (fields.every(([name, field]) => field === table[name])) return table;
  return Object.fromEntries(fields.filter(([, field]) => field !== gone));
}
