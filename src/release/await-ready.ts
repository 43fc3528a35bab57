import { CapstanError, isCapstanError } from '../errors/index.ts';
import type { ReleaseContext } from './context.ts';
import type { Inventory } from './inventory.ts';

/** Where the policy asks for it. @throws CapstanError NOT_READY */
export async function waitUntilReady(
  inventory: Inventory,
  { policy, live, wait }: ReleaseContext,
  signal: AbortSignal,
): Promise<void> {
  if (policy.wait === false || inventory.length === 0) return;
  await wait(undefined, () => live.untilReady(inventory, policy.timeoutMs, signal));
}

/** Of an ordered release: before the objects that depend on these are sent. @throws CapstanError NOT_READY */
export async function waitAtGate(gate: Inventory, context: ReleaseContext, signal: AbortSignal): Promise<void> {
  try {
    await waitUntilReady(gate, context, signal);
  } catch (error) {
    if (!isCapstanError(error, 'NOT_READY')) throw error;
    const { message, hint } = error;
    throw new CapstanError('NOT_READY', `${message}; what depends on it is not begun`, {
      cause: error,
      ...(hint ? { hint } : {}),
    });
  }
}
