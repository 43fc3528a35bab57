import { withSession } from '../releases/index.ts';
import type { Candidate } from './candidates.ts';

/** A person waits for these with a finger on the key. */
const patienceMs = 3_000;

/** The releases of the cluster and namespace that the words on the line name; none when it does not answer. */
export async function releaseNames(words: readonly string[]): Promise<readonly Candidate[]> {
  const namespace = flagValue(words, '-n', '--namespace');
  const kubeconfig = flagValue(words, '--kubeconfig');
  const context = flagValue(words, '--context');
  const flags = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  try {
    return await withSession(
      flags,
      async ({ cluster, namespace: where, signal }) => {
        const gvk = { group: '', version: 'v1', kind: 'Secret' };
        const target = { gvk, namespace: where, labelSelector: 'owner=helm', metadataOnly: true };
        const { items } = await cluster.list(target, signal);
        const names = new Set(
          items.map(({ metadata }) => metadata.labels?.['name']).filter((name) => name !== undefined),
        );
        return [...names].sort().map((word) => ({ word, summary: `release in ${where}` }));
      },
      AbortSignal.timeout(patienceMs),
    );
  } catch {
    return []; // a shell has no place for an error here
  }
}

function flagValue(words: readonly string[], ...flags: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (flags.includes(word)) return words[index + 1];
    const flag = flags.find((one) => word.startsWith(`${one}=`));
    if (flag) return word.slice(flag.length + 1);
  }
  return undefined;
}
