import { createContext, Script } from 'node:vm';
import { CapstanError } from '../errors/index.ts';

/**
 * Rendering is one synchronous piece of work: while it lasts, no lease is renewed and no probe answered. Node's watchdog ends
 * it from another thread, whatever it is in the middle of: a template's loop, an expression, the reading of YAML.
 * @throws CapstanError RENDER_TIMEOUT, and what `work` throws
 */
export function withinTime<T>(milliseconds: number, work: () => T): T {
  const before = process.cpuUsage();
  const outer = room.work;
  room.work = work;
  try {
    return call.runInContext(context, { timeout: milliseconds }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const timeout = new CapstanError('RENDER_TIMEOUT', `the chart was not rendered within ${milliseconds / 1_000} s`);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1_000 < milliseconds / 2) starved.add(timeout);
    throw timeout;
  } finally {
    room.work = outer;
  }
}

/**
 * Does it again when the machine gave the first try little of its time. Whoever tries lets the event loop turn before each:
 * two tries in a row would cost the lease.
 */
export async function againIfStarved<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof CapstanError && starved.has(error))) throw error;
    return attempt();
  }
}

/** What ended for want of the machine's time. */
const starved = new WeakSet<CapstanError>();

const room: { work: (() => unknown) | undefined } = { work: undefined };
const context = createContext(room);
/** The watchdog looks after what a script of node:vm calls. */
const call = new Script('work()', { filename: 'render' });
