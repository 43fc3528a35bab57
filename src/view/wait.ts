import { formatRef, type ObjectRef } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import { listed, lookUntil, type Seen } from '../release/index.ts';
import { lookAt } from './objects.ts';
import type { View } from './view.ts';

/** @throws CapstanError NOT_READY after `timeoutMs`, or at once when an object has failed for good */
export function untilAllReady(
  view: View,
  inventory: readonly { readonly ref: ObjectRef }[],
  timeoutMs: number,
  onWait: (what: string | undefined) => void,
): Promise<void> {
  return until(view, inventory, timeoutMs, onWait, (seen, isLate) => {
    const pending = seen.filter(({ readiness }) => readiness.status !== 'Current');
    if (pending.length === 0) return undefined;
    const words = listed(pending, inWords);
    if (isLate || pending.some(({ readiness }) => readiness.status === 'Failed')) {
      const when = isLate ? ` after ${timeoutMs / 1_000} s` : '';
      throw new CapstanError('NOT_READY', `the release is not ready${when}: ${words}`);
    }
    return `${seen.length - pending.length} of ${seen.length} ready; ${words}`;
  });
}

/** @throws CapstanError NOT_DELETED after `timeoutMs` */
export function untilAllGone(
  view: View,
  inventory: readonly { readonly ref: ObjectRef }[],
  timeoutMs: number,
  onWait: (what: string | undefined) => void,
): Promise<void> {
  return until(view, inventory, timeoutMs, onWait, (seen, isLate) => {
    const left = seen.filter(({ object }) => object !== undefined);
    if (left.length === 0) return undefined;
    const words = listed(left, inWords);
    if (isLate) throw new CapstanError('NOT_DELETED', `still there after ${timeoutMs / 1_000} s: ${words}`);
    return `${left.length} objects left; ${words}`;
  });
}

/** @param waitingFor what is waited for; undefined: nothing any more */
async function until(
  view: View,
  inventory: readonly { readonly ref: ObjectRef }[],
  timeoutMs: number,
  onWait: (what: string | undefined) => void,
  waitingFor: (seen: readonly Seen[], isLate: boolean) => string | undefined,
): Promise<void> {
  const isOver = (seen: readonly Seen[], isLate: boolean) => {
    const what = waitingFor(seen, isLate);
    if (what !== undefined) onWait(what);
    return what === undefined;
  };
  const refs = inventory.map(({ ref }) => ref);
  try {
    await lookUntil(isOver, refs, timeoutMs, () => lookAt(view, refs), view.signal);
  } finally {
    onWait(undefined);
  }
}

function inWords({ ref, readiness }: Seen): string {
  return `${formatRef(ref)}: ${readiness.message}`;
}
