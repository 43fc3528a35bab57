import type { ObjectRef } from '../../../cluster/index.ts';
import { inventoryOf, type RecordSummary, type ReleaseRecord, readRecord } from '../../../release/index.ts';
import { objectsOf, type Release, type View } from '../../../view/index.ts';

const keptAtMost = 50;

/** Records that were read lately: a revision is not written often, and a picture is drawn at every change of an object. */
export class Records {
  readonly #records = new Map<string, Promise<ReleaseRecord>>();
  readonly #objects = new Map<string, Promise<readonly ObjectRef[]>>();

  read({ cluster, signal }: View, summary: RecordSummary): Promise<ReleaseRecord> {
    return remember(this.#records, summary, () => readRecord({ recordCluster: cluster }, summary, signal));
  }

  /** The objects that a revision stands for. */
  async objectsOf(view: View, release: Release, summary: RecordSummary): Promise<readonly ObjectRef[]> {
    const known = inventoryOf(summary);
    if (known) return known.map(({ ref }) => ref);
    return remember(this.#objects, summary, () => objectsOf(view, release, summary));
  }
}

function remember<T>(kept: Map<string, Promise<T>>, summary: RecordSummary, make: () => Promise<T>): Promise<T> {
  const key = `${summary.namespace}/${summary.secretName}@${summary.resourceVersion}`;
  const known = kept.get(key);
  if (known) return known;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key)); // the next one tries again
  const [oldest] = kept.keys();
  if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  return made;
}
