import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import type { CloudClient } from './client.ts';
import type { ClientFlags } from './client-flags.ts';

export interface ClientSession extends CloudClient {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Opens what the flags name, has it used, and closes it. */
export async function withClient(flags: ClientFlags, use: (session: ClientSession) => Promise<void>): Promise<void> {
  const { openClient } = await import('./client.ts');
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals(() => progress.end('stopping'));
  try {
    const client = await openClient(flags, progress, signal);
    try {
      await use({ ...client, progress, signal });
    } finally {
      await client.close();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 1;
  } finally {
    progress.end();
  }
}
