import { createHash } from 'node:crypto';
import { apiVersionOf, gvkOf, type KubeObject, keyOf, type ObjectRef, refOf } from '../cluster/index.ts';
import { isShared } from './shared.ts';

/** One object that belongs to a release: its address and two fingerprints. */
export interface InventoryItem {
  readonly ref: ObjectRef;
  /** Of the object as it was sent: equal content need not be sent again. */
  readonly content: string;
  /** Of the fields we own on the live object after the apply; '' while unknown. It changes when anybody changes one of them. */
  readonly applied: string;
  /** `helm.sh/resource-policy: keep`: the object outlives its release. */
  readonly keep: boolean;
  /** Somebody else's, maybe, that the release adds to: only that is taken back, and nobody watches over it. */
  readonly isShared?: true;
}

export type Inventory = readonly InventoryItem[];

export function inventoryItem(object: KubeObject, applied = ''): InventoryItem {
  const item = { ref: refOf(object), content: fingerprint(JSON.stringify(object)), applied };
  // Kept it is in any case; what was added to it goes.
  return isShared(object.metadata)
    ? { ...item, keep: false, isShared: true }
    : { ...item, keep: isKept(object.metadata) };
}

/** Whether an object outlives its release: Helm reads the word without regard to case and blanks. */
export function isKept({ annotations }: Pick<KubeObject['metadata'], 'annotations'>): boolean {
  return annotations?.['helm.sh/resource-policy']?.trim().toLowerCase() === 'keep';
}

/** All of both; where both name an object, `newer` wins. */
export function unionOf(older: Inventory, newer: Inventory): Inventory {
  const byKey = new Map(older.map((item) => [keyOf(item.ref), item]));
  for (const item of newer) byKey.set(keyOf(item.ref), item);
  return [...byKey.values()];
}

/** Those of `older` that `newer` does not name. */
export function withoutItems(older: Inventory, newer: Inventory): Inventory {
  const kept = new Set(newer.map((item) => keyOf(item.ref)));
  return older.filter((item) => !kept.has(keyOf(item.ref)));
}

/** As the annotation of the record's Secret: one line an object, for a metadata-only watch tells all that is needed. */
export function formatInventory(inventory: Inventory): string {
  return inventory
    .map(({ ref, content, applied, keep, isShared }) => {
      const word = isShared ? 'shared' : keep ? 'keep' : '';
      return [apiVersionOf(ref), ref.kind, ref.namespace, escapeName(ref.name), content, applied, word].join('|');
    })
    .join('\n');
}

export function parseInventory(text: string): Inventory {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [apiVersion = '', kind = '', namespace = '', name = '', content = '', applied = '', word = ''] =
        line.split('|');
      return {
        ref: { ...gvkOf({ apiVersion, kind }), namespace, name: decodeURIComponent(name) },
        content,
        applied,
        keep: word === 'keep',
        ...(word === 'shared' ? { isShared: true as const } : {}),
      };
    });
}

/** Roles may be called anything but `.`, `..` and what has a `/` or `%` in it: so `%` is free to stand for the separators. */
function escapeName(name: string): string {
  return name.replace(/[%|\n]/g, encodeURIComponent);
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
