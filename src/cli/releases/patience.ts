import { Waiting } from '../waiting.ts';
import type { Session } from './session.ts';

const redrawEveryMs = 200;

/** Says what is being done on a terminal once it takes more than a second; the line is gone when `work` is through. */
export async function patiently<T>(
  { isLive }: Pick<Session, 'isLive'>,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!isLive) return work();
  const waiting = new Waiting(process.stderr, isLive);
  waiting.show(what);
  const timer = setInterval(() => waiting.show(what), redrawEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    waiting.show(undefined);
  }
}
