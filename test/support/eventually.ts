import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until `check` passes; afterwards throws what it threw last. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 60_000);
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(options.everyMs ?? 100);
  }
}
