import { formatRef, type ObjectRef } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { listed } from '../listed.ts';
import type { Progress } from './await-ready.ts';
import { type Look, lookUntil } from './look-until.ts';

/** Until none of the objects is there any more. @throws CapstanError NOT_DELETED after `timeoutMs` */
export function awaitGone(
  refs: readonly ObjectRef[],
  timeoutMs: number,
  look: Look,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const isOver: Parameters<typeof lookUntil>[0] = (seen, isLate) => {
    const left = seen.filter(({ object }) => object !== undefined);
    const waiting = left.length === 0 ? undefined : listed(left, ({ ref }) => formatRef(ref), 3, ', ');
    onProgress({ ready: refs.length - left.length, total: refs.length, waiting });
    if (waiting !== undefined && isLate) {
      throw new CapstanError('NOT_DELETED', `still there after ${timeoutMs / 1_000} s: ${waiting}`);
    }
    return waiting === undefined;
  };
  return lookUntil(isOver, refs, timeoutMs, look, signal);
}
