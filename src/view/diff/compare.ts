import type { KubeObject, ObjectRef } from '../../cluster/index.ts';
import type { CapstanError } from '../../errors/index.ts';
import type { Preview, PreviewedObject } from '../../release/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';
import { maskPair } from './mask.ts';
import { type Hunk, unifiedHunks } from './unified.ts';

/** What would become of one object. */
export interface ObjectChange {
  readonly ref: ObjectRef;
  readonly does: 'create' | 'change' | 'recreate' | 'delete' | 'refused';
  readonly hunks: readonly Hunk[];
  readonly refusal: CapstanError | undefined;
}

/** What a preview changes: what the API server fills in by itself and what others wrote is on both sides, and so no difference. */
export function changesOf({ objects, prune }: Preview): ObjectChange[] {
  const gone = prune.map((ref): ObjectChange => ({ ref, does: 'delete', hunks: [], refusal: undefined }));
  return [...objects.flatMap(changeOf), ...gone];
}

function changeOf({ ref, wanted, live, next, isRecreated, refusal }: PreviewedObject): ObjectChange[] {
  if (refusal) return [{ ref, does: 'refused', hunks: [], refusal }];
  // Of an object that is new its author's words say more than all the defaults.
  const hunks = hunksOf(live, live ? next : wanted);
  if (isRecreated) return [{ ref, does: 'recreate', hunks: [], refusal: undefined }];
  if (live === undefined) return [{ ref, does: 'create', hunks, refusal: undefined }];
  return hunks.length === 0 ? [] : [{ ref, does: 'change', hunks, refusal: undefined }];
}

/** The lines that differ between two states of one object, without what Secrets hold. */
export function hunksOf(live: KubeObject | undefined, next: KubeObject | undefined): Hunk[] {
  const { before, after } = maskPair(live && withoutServersOwn(live), next && withoutServersOwn(next));
  return unifiedHunks(textOf(before), textOf(after));
}

const serversOwn = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];
/** kubectl's copy of what it last applied: all of a Secret's values in clear text. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function withoutServersOwn({ apiVersion, kind, metadata, status: _, ...rest }: KubeObject): KubeObject {
  const own = Object.fromEntries(Object.entries(metadata).filter(([field]) => !serversOwn.includes(field)));
  const { [lastApplied]: __, ...annotations } = metadata.annotations ?? {};
  const named = { ...own, name: metadata.name, ...(metadata.annotations ? { annotations } : {}) };
  return { apiVersion, kind, metadata: named, ...rest };
}

function textOf(object: KubeObject | undefined): string {
  return object ? `${stringifyYaml(object).trimEnd()}\n` : '';
}
