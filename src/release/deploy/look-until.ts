import { setTimeout } from 'node:timers/promises';
import type { KubeObject, ObjectRef, Readiness } from '../../cluster/index.ts';

/** An object as it is; undefined: it is not there. */
export interface Seen {
  readonly ref: ObjectRef;
  readonly object: KubeObject | undefined;
  readonly readiness: Readiness;
}

export type Look = (refs: readonly ObjectRef[], signal: AbortSignal) => Promise<readonly Seen[]>;

const lookEveryMs = 300;

/**
 * Looks at the objects again and again.
 * @param isOver may throw, of what will not come or is late
 */
export async function lookUntil(
  isOver: (seen: readonly Seen[], isLate: boolean) => boolean,
  refs: readonly ObjectRef[],
  timeoutMs: number,
  look: Look,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isOver(await look(refs, signal), performance.now() >= deadline)) {
    await setTimeout(lookEveryMs, undefined, { signal });
  }
}
