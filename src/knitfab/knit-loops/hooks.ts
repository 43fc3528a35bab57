import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import type { Hooks } from '../config.ts';
import type { Run, RunState } from '../store/index.ts';

const answerWithinMs = 30_000;

/** Sends a run to the URLs that want to know before a change: every one has to answer 200. @throws CapstanError UPSTREAM_FAILED */
export async function askBefore({ before }: Hooks, run: Run, to: RunState, signal: AbortSignal): Promise<void> {
  for (const url of before) {
    const status = await post(url, run, to, signal).catch((error: unknown) => messageOf(error));
    if (status !== 200) throw new CapstanError('UPSTREAM_FAILED', `the hook ${url} did not agree to ${to}: ${status}`);
  }
}

/** Sends it to those that want to know afterwards; what they answer counts for nothing. */
export async function tellAfter(
  { after }: Hooks,
  run: Run,
  to: RunState,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (const url of after) {
    await post(url, run, to, signal).catch((error: unknown) =>
      log.warn('a hook failed', { url, reason: messageOf(error) }),
    );
  }
}

async function post(url: string, run: Run, to: RunState, signal: AbortSignal): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...run, from: run.state, to }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
  });
  await response.body?.cancel();
  return response.status;
}
