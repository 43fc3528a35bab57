import type { Logger } from '../../log/index.ts';
import type { Hooks } from '../config.ts';
import type { Store } from '../store/index.ts';
import { askBefore, tellAfter } from './hooks.ts';
import type { Move } from './world.ts';

/** Ask, act, move, tell: a hook that does not agree has prevented all of it. */
export function mover(store: Pick<Store, 'moveRun'>, hooks: Hooks, log: Logger, signal: AbortSignal): Move {
  return async (run, to, { act, message } = {}) => {
    await askBefore(hooks, run, to, signal);
    await act?.();
    if (!(await store.moveRun(run.id, run.state, to, message))) return false;
    log.info('a run moved on', { run: run.id, from: run.state, to, message });
    await tellAfter(hooks, run, to, log, signal);
    return true;
  };
}
