import type { ReleaseContext } from './context.ts';
import { correctDrift } from './correct.ts';
import type { Decision } from './decide.ts';
import { installRelease } from './install.ts';
import type { Outcome } from './outcome.ts';
import { tidyHistory } from './tidy.ts';
import { uninstallRelease } from './uninstall.ts';
import { upgradeRelease } from './upgrade.ts';

/** Carries a decision out. 'nothing' is not an action: it costs no request, and no outcome is made up for it. */
export async function act(
  decision: Exclude<Decision, { do: 'nothing' }>,
  context: ReleaseContext,
  signal: AbortSignal,
): Promise<Outcome> {
  switch (decision.do) {
    case 'install':
      return installRelease(decision.resume, context, signal);
    case 'upgrade':
      return upgradeRelease(decision.resume, context, signal);
    case 'correct':
      return correctDrift(decision.drift, context, signal);
    case 'tidy':
      return tidyHistory(decision.stale, context, signal);
    case 'uninstall':
      return uninstallRelease(decision.since, context, signal);
  }
}
