import { type KubeObject, keyOf, type ObjectRef } from '../cluster/index.ts';
import { sortByKind, uninstallOrder } from '../render/index.ts';
import { type Inventory, type InventoryItem, inventoryItem, withoutItems } from './inventory.ts';
import type { Order } from './order.ts';

/**
 * How objects that exist are sent: fields are put as they shall be ('apply'); whole objects are ('replace'), or only where the
 * API server refuses the fields ('replace if refused'); or what differs is put right and nothing else ('correct').
 */
export type Manner = 'apply' | 'replace' | 'replace if refused' | 'correct';

/** What has to be sent so that the cluster holds a release's objects, and nothing more. */
export interface Plan {
  /**
   * Steps run one after the other, in Helm's install order (of an ordered release within each batch); the objects of one step
   * are of one kind and go together.
   */
  readonly steps: readonly (readonly PlannedApply[])[];
  /** What has to be ready before the step of that index is begun; of a release without order nothing has. */
  readonly gates: ReadonlyMap<number, Inventory>;
  /** Sent before with the same content and not changed since: not sent again. */
  readonly unchanged: Inventory;
  /** In the release before, not in it now, and not to be kept; in uninstall order. */
  readonly prune: Inventory;
  readonly manner: Manner;
}

export interface PlannedApply {
  readonly object: KubeObject;
  readonly item: InventoryItem;
  /** True when we never applied the object: it must not be taken from somebody else, nor half-owned with another manager. */
  readonly isNew: boolean;
}

/**
 * @param previous  what the release held before (all that may exist, when an attempt was broken off)
 * @param isIntact  whether a previous item is known to be in the cluster as it was applied
 * @param order     which objects go first and are to be ready before others; none: all at once
 */
export function planRelease(
  objects: readonly KubeObject[],
  previous: Inventory,
  isIntact: (item: InventoryItem) => boolean,
  manner: Manner = 'apply',
  order: Order = [],
): Plan {
  const before = new Map(previous.map((item) => [keyOf(item.ref), item]));
  const unchanged: InventoryItem[] = [];
  const applies: PlannedApply[] = [];
  const wanted: InventoryItem[] = [];
  for (const object of objects) {
    const item = inventoryItem(object);
    wanted.push(item);
    const known = before.get(keyOf(item.ref));
    const isSent = known && known.content === item.content && known.applied !== '' && isIntact(known);
    // What others added to an object takes nothing from us: a replacement has to be sent to see it off.
    if (isSent && manner !== 'replace') unchanged.push(known);
    else applies.push({ object, item, isNew: known === undefined || known.applied === '' });
  }
  const prune = withoutItems(previous, wanted).filter((item) => !item.keep);
  return { ...inBatches(applies, wanted, order), unchanged, prune: inUninstallOrder(prune), manner };
}

/**
 * What goes with a release, batch by batch the other way round: what was made last goes first. What no batch names is of
 * another revision, and goes with what needs nothing.
 * @returns `hasNeeds`: it has to be gone before what comes after it may go
 */
export function uninstallBatches(
  inventory: Inventory,
  order: Order,
): readonly { readonly items: Inventory; readonly hasNeeds: boolean }[] {
  const named = new Set(order.flatMap(({ keys }) => [...keys]));
  const last = inventory.filter(({ ref }) => !named.has(keyOf(ref)));
  const batches = order.map(({ keys, needs }) => ({
    items: inventory.filter(({ ref }) => keys.has(keyOf(ref))),
    hasNeeds: inventory.some(({ ref }) => needs.has(keyOf(ref))),
  }));
  return [...batches.toReversed(), { items: last, hasNeeds: false }].filter(({ items }) => items.length > 0);
}

/** What goes with a release, kind by kind; what is marked to be kept is not among it. */
export function uninstallSteps(inventory: Inventory): readonly (readonly ObjectRef[])[] {
  const going = inUninstallOrder(inventory.filter((item) => !item.keep)).map(({ ref }) => ref);
  return groupByKind(going, ({ kind }) => kind);
}

/** Helm's uninstall order: what stands in front of others goes first. */
function inUninstallOrder(inventory: Inventory): Inventory {
  return sortByKind(inventory, (item) => item.ref.kind, uninstallOrder);
}

/** Neighbours of one kind go together; kinds go one after the other. */
export function groupByKind<T>(items: readonly T[], kindOf: (item: T) => string): T[][] {
  const steps: T[][] = [];
  let last: string | undefined;
  for (const item of items) {
    const kind = kindOf(item);
    if (kind !== last) steps.push([]);
    steps.at(-1)?.push(item);
    last = kind;
  }
  return steps;
}

function inBatches(applies: readonly PlannedApply[], wanted: Inventory, order: Order): Pick<Plan, 'steps' | 'gates'> {
  if (order.length === 0) return { steps: inSteps(applies), gates: new Map() };
  const steps: PlannedApply[][] = [];
  const gates = new Map<number, Inventory>();
  for (const { keys, needs } of order) {
    const batch = inSteps(applies.filter(({ item }) => keys.has(keyOf(item.ref))));
    const gate = wanted.filter(({ ref }) => needs.has(keyOf(ref)));
    if (batch.length > 0 && gate.length > 0) gates.set(steps.length, gate);
    steps.push(...batch);
  }
  return { steps, gates };
}

function inSteps(applies: readonly PlannedApply[]): PlannedApply[][] {
  const ordered = sortByKind(applies, (apply) => apply.object.kind);
  return groupByKind(ordered, (apply) => apply.object.kind);
}
