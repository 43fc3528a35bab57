import { isCapstanError, messageOf } from '../../errors/index.ts';
import { isEnding, type Run, type RunState } from '../store/index.ts';
import type { LoopWorld } from './world.ts';

/** One step for each; what fails is told and keeps none of the others from theirs. Answers how many were moved on. */
export async function forEach<T>(
  pieces: readonly T[],
  step: (piece: T) => Promise<boolean>,
  named: (piece: T) => Readonly<Record<string, string>>,
  { log }: Pick<LoopWorld, 'log'>,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  for (const piece of pieces) {
    try {
      if (await step(piece)) count += 1;
    } catch (error) {
      signal.throwIfAborted();
      log.warn('a step failed', { ...named(piece), reason: messageOf(error) });
    }
  }
  return count;
}

/** The same for the runs of some states. What the API server will never take ends its run. */
export async function forEachRun(
  world: LoopWorld,
  states: readonly RunState[],
  step: (run: Run) => Promise<boolean>,
  signal: AbortSignal,
): Promise<number> {
  const stepOrEnd = async (run: Run) => {
    try {
      return await step(run);
    } catch (error) {
      if (!isCapstanError(error, 'OBJECT_INVALID') || isEnding(run.state)) throw error;
      return world.move(run, 'aborting', { message: messageOf(error) });
    }
  };
  return forEach(await world.store.runs(...states), stepOrEnd, ({ id }) => ({ run: id }), world, signal);
}
