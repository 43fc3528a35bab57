import type { Test } from 'uvu';
import { checkRealNodes } from '../../src/devcluster/nodes/index.ts';

/** What this machine lacks for real nodes, in one line; undefined when it has all. */
export async function whyNoNodes(): Promise<string | undefined> {
  const missing = await checkRealNodes();
  return missing.length === 0 ? undefined : missing.join('; ').replaceAll('\n', ' ');
}

/** What adds tests to the suite. Given a reason they are skipped, and it is told once, in words that the runner reads. */
export function orSkip<T>(it: Test<T>, reason: string | undefined): Test<T> | Test<T>['skip'] {
  if (reason === undefined) return it;
  process.stdout.write(`skipped: ${reason}\n`);
  return it.skip;
}
