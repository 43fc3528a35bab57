import { createContext, Script } from 'node:vm';
import { CapstanError, isCapstanError } from '../errors/index.ts';

/**
 * Rendering is one synchronous piece of work: while it lasts, no lease is renewed and no probe answered. Node's watchdog ends
 * it from another thread, whatever it is in the middle of: a template's loop, an expression, the reading of YAML.
 * On a machine that gave us little of its time meanwhile there is a second try.
 * @throws CapstanError RENDER_TIMEOUT, and what `work` throws
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  const before = process.cpuUsage();
  try {
    return runWithin(milliseconds, work);
  } catch (error) {
    const { user, system } = process.cpuUsage(before);
    const wasStarved = (user + system) / 1_000 < milliseconds / 2;
    if (!(wasStarved && isCapstanError(error, 'RENDER_TIMEOUT'))) throw error;
    return runWithin(milliseconds, work);
  }
}

function runWithin<T>(milliseconds: number, work: () => T): T {
  const outer = room.work;
  room.work = work;
  try {
    return call.runInContext(context, { timeout: milliseconds }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new CapstanError('RENDER_TIMEOUT', `the chart was not rendered within ${milliseconds / 1_000} s`);
  } finally {
    room.work = outer;
  }
}

const room: { work: (() => unknown) | undefined } = { work: undefined };
const context = createContext(room);
/** The watchdog looks after what a script of node:vm calls. */
const call = new Script('work()', { filename: 'render' });
