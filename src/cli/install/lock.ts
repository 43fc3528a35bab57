import { join } from 'node:path';
import { tryLock, unlock } from '../../devcluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';

/** One at a time with one settings folder: a second one would take the first for one that was broken off. */
export function lockSettings(folder: string): Disposable {
  const path = join(folder, '.lock');
  const holder = lock(path);
  if (holder === undefined) return { [Symbol.dispose]: () => unlock(path) };
  throw new CapstanError('USAGE', `process ${holder.pid} works with ${folder} already`, {
    hint: 'wait until it is through',
  });
}

function lock(path: string): ReturnType<typeof tryLock> {
  try {
    return tryLock(path);
  } catch (error) {
    throw new CapstanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
