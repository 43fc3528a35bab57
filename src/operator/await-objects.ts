import { formatRef, type ObjectRef } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { Inventory } from '../release/index.ts';
import { readinessIn } from './readiness.ts';
import type { Sight } from './sight.ts';

/** Calls back whenever something may have changed, until the signal aborts. */
export type Subscribe = (changed: () => void, signal: AbortSignal) => void;

type Seen = Pick<Sight, 'find' | 'readinessOf' | 'canSee'>;

/** @throws CapstanError NOT_READY after `timeoutMs`, or at once when an object has failed for good */
export async function untilReady(
  inventory: Inventory,
  sight: Seen,
  subscribe: Subscribe,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const refs = inventory.map(({ ref }) => ref);
  const judge = () => {
    const visible = refs.filter(sight.canSee);
    const all = readinessIn(sight, inventory);
    const failed = visible.find((ref) => sight.readinessOf(ref)?.status === 'Failed');
    return { isOver: all.isReady, hasFailed: failed !== undefined, message: all.message };
  };
  await until(judge, subscribe, timeoutMs, signal, (message, isLate) => {
    const when = isLate ? ` after ${timeoutMs / 1000} s` : '';
    return new CapstanError('NOT_READY', `the release is not ready${when}: ${message}`);
  });
}

/** @throws CapstanError NOT_DELETED after `timeoutMs`, naming what is left */
export async function untilGone(
  inventory: Inventory,
  sight: Seen,
  subscribe: Subscribe,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const judge = () => {
    const left = inventory.map(({ ref }) => ref).filter((ref) => isThere(sight, ref));
    return { isOver: left.length === 0, hasFailed: false, message: left.map(formatRef).join(', ') };
  };
  await until(judge, subscribe, timeoutMs, signal, (left) => {
    return new CapstanError('NOT_DELETED', `still there after ${timeoutMs / 1000} s: ${left}`);
  });
}

function isThere(sight: Seen, ref: ObjectRef): boolean {
  return sight.canSee(ref) && sight.find(ref) !== 'absent';
}

interface Judgement {
  readonly isOver: boolean;
  readonly hasFailed: boolean;
  readonly message: string;
}

function until(
  judge: () => Judgement,
  subscribe: Subscribe,
  timeoutMs: number,
  signal: AbortSignal,
  failure: (message: string, isLate: boolean) => CapstanError,
): Promise<void> {
  signal.throwIfAborted();
  return new Promise<void>((resolve, reject) => {
    const over = new AbortController();
    const finish = (end: () => void) => {
      clearTimeout(timer);
      over.abort();
      end();
    };
    const look = () => {
      const { isOver, hasFailed, message } = judge();
      if (isOver) finish(resolve);
      else if (hasFailed) finish(() => reject(failure(message, false)));
    };
    const timer = setTimeout(() => finish(() => reject(failure(judge().message, true))), timeoutMs);
    signal.addEventListener('abort', () => finish(() => reject(signal.reason)), { once: true, signal: over.signal });
    subscribe(look, AbortSignal.any([signal, over.signal]));
    look();
  });
}
