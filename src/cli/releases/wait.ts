import { setTimeout } from 'node:timers/promises';
import { formatRef, type ObjectRef } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { type LiveItem, lookAt } from './objects.ts';
import type { Session } from './session.ts';

const lookEveryMs = 500;
const namedAtMost = 3;

/** @throws CapstanError NOT_READY after `timeoutMs`, or at once when an object has failed for good */
export function untilAllReady(
  session: Session,
  inventory: readonly { readonly ref: ObjectRef }[],
  timeoutMs: number,
  onWait: (what: string | undefined) => void,
): Promise<void> {
  return until(session, inventory, timeoutMs, onWait, (items) => {
    const pending = items.filter(({ readiness }) => readiness.status !== 'Current');
    const failed = pending.filter(({ readiness }) => readiness.status === 'Failed');
    const words = listed(pending, ({ ref, readiness }) => `${formatRef(ref)}: ${readiness.message}`);
    return {
      isOver: pending.length === 0,
      what: `${items.length - pending.length} of ${items.length} ready; ${words}`,
      failure: (isLate) =>
        failed.length > 0 || isLate
          ? new CapstanError(
              'NOT_READY',
              `the release is not ready${isLate ? ` after ${timeoutMs / 1_000} s` : ''}: ${words}`,
            )
          : undefined,
    };
  });
}

/** @throws CapstanError NOT_DELETED after `timeoutMs` */
export function untilAllGone(
  session: Session,
  inventory: readonly { readonly ref: ObjectRef }[],
  timeoutMs: number,
  onWait: (what: string | undefined) => void,
): Promise<void> {
  return until(session, inventory, timeoutMs, onWait, (items) => {
    const left = items.filter(({ object }) => object !== undefined);
    const words = listed(left, ({ ref, readiness }) => `${formatRef(ref)}: ${readiness.message}`);
    return {
      isOver: left.length === 0,
      what: `${left.length} objects left; ${words}`,
      failure: (isLate) =>
        isLate ? new CapstanError('NOT_DELETED', `still there after ${timeoutMs / 1_000} s: ${words}`) : undefined,
    };
  });
}

interface Judgement {
  readonly isOver: boolean;
  readonly what: string;
  readonly failure: (isLate: boolean) => CapstanError | undefined;
}

async function until(
  session: Session,
  inventory: readonly { readonly ref: ObjectRef }[],
  timeoutMs: number,
  onWait: (what: string | undefined) => void,
  judge: (items: readonly LiveItem[]) => Judgement,
): Promise<void> {
  const refs = inventory.map(({ ref }) => ref);
  const deadline = performance.now() + timeoutMs;
  try {
    for (;;) {
      const { isOver, what, failure } = judge(await lookAt(session, refs));
      if (isOver) return;
      const error = failure(performance.now() >= deadline);
      if (error) throw error;
      onWait(what);
      await setTimeout(lookEveryMs, undefined, { signal: session.signal });
    }
  } finally {
    onWait(undefined);
  }
}

function listed<T>(items: readonly T[], words: (item: T) => string): string {
  const more = items.length - namedAtMost;
  return items.slice(0, namedAtMost).map(words).join('; ') + (more > 0 ? ` and ${more} more` : '');
}
