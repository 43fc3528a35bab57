import { formatRef, type KubeObject, keyOf, refOf } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { Manifest } from '../render/index.ts';
import { afterAnnotation, groupAnnotation } from './stamp.ts';

/**
 * Helm's proposal HIP-0025: objects name their group, and the groups that have to be ready before them. What comes of it are
 * batches, one after the other; groups of one batch go side by side.
 */
export type Order = readonly Batch[];

export interface Batch {
  /** Of its objects (keyOf). */
  readonly keys: ReadonlySet<string>;
  /** Of all objects that have to be ready first, and that may go only after these: those of earlier batches. */
  readonly needs: ReadonlySet<string>;
}

/** Some objects that go together: a group, or those of none that wait for the same groups. */
interface Group {
  readonly keys: string[];
  /** The groups to be ready before it; and which object says so. */
  readonly after: Map<string, string>;
}

/**
 * Objects that name neither come first, at once. A group that nobody belongs to counts as none.
 * @param manifests where the objects come from: the annotation itself is never sent
 * @throws CapstanError MANIFEST_INVALID for an annotation that cannot be read, and for groups that wait for each other
 */
export function orderOf(manifests: readonly Pick<Manifest, 'object'>[], objects: readonly KubeObject[]): Order {
  const groups = gather(manifests, objects);
  const batches: { readonly keys: Set<string>; readonly needs: Set<string> }[] = [];
  const depths = new Map<string, number>();
  for (const [name, group] of groups) {
    const depth = depthOf(name, groups, depths, []);
    for (let at = batches.length; at <= depth; at++) batches.push({ keys: new Set(), needs: new Set() });
    for (const key of group.keys) batches[depth]?.keys.add(key);
    for (const key of neededBy(name, groups)) batches[depth]?.needs.add(key);
  }
  return batches.filter(({ keys }) => keys.size > 0);
}

function gather(
  manifests: readonly Pick<Manifest, 'object'>[],
  objects: readonly KubeObject[],
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  manifests.forEach(({ object }, index) => {
    const ref = refOf(objects[index] ?? (object as KubeObject));
    const { [groupAnnotation]: group = '', [afterAnnotation]: text = '' } = object.metadata.annotations ?? {};
    const after = text.trim() === '' ? [] : readNames(text, formatRef(ref));
    // No group has a name with a line break: those of no group keep out of the others' way.
    const name = group.trim() || `\n${after.toSorted().join('\n')}`;
    const known = groups.get(name);
    if (known) known.keys.push(keyOf(ref));
    else groups.set(name, { keys: [keyOf(ref)], after: new Map() });
    for (const other of after) groups.get(name)?.after.set(other, formatRef(ref));
  });
  return groups;
}

function readNames(text: string, object: string): readonly string[] {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    names = undefined;
  }
  if (Array.isArray(names) && names.every((name) => typeof name === 'string' && name.trim() !== '')) {
    return names.map((name: string) => name.trim());
  }
  throw new CapstanError(
    'MANIFEST_INVALID',
    `${object}: annotation ${afterAnnotation} is no JSON list of names: ${text}`,
    {
      hint: `write it as ${afterAnnotation}: '["dbs"]'`,
    },
  );
}

/** 0: of no group, waits for none. 1: a group that waits for none. */
function depthOf(
  name: string,
  groups: ReadonlyMap<string, Group>,
  known: Map<string, number>,
  path: readonly string[],
): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name], groups);
  const after = waitsFor(name, groups).map((other) => depthOf(other, groups, known, [...path, name]));
  const least = name.startsWith('\n') ? 0 : 1;
  const depth = Math.max(least, ...after.map((other) => other + 1));
  known.set(name, depth);
  return depth;
}

function waitsFor(name: string, groups: ReadonlyMap<string, Group>): readonly string[] {
  return [...(groups.get(name)?.after.keys() ?? [])].filter((other) => groups.has(other));
}

function cycle(path: readonly string[], groups: ReadonlyMap<string, Group>): CapstanError {
  const [first = '', second = ''] = path;
  const words =
    first === second
      ? `resource group "${first}" depends on itself`
      : `resource groups depend on each other: ${path.join(' → ')}`;
  return new CapstanError('MANIFEST_INVALID', `${groups.get(first)?.after.get(second)}: ${words}`, {
    hint: `take one of the names out of the annotation ${afterAnnotation}`,
  });
}

/** The keys of all that has to be ready before a group, near and far. */
function neededBy(name: string, groups: ReadonlyMap<string, Group>): readonly string[] {
  const seen = new Set<string>();
  const visit = (from: string) => {
    for (const other of waitsFor(from, groups)) {
      if (seen.has(other)) continue;
      seen.add(other);
      visit(other);
    }
  };
  visit(name);
  return [...seen].flatMap((other) => groups.get(other)?.keys ?? []);
}
