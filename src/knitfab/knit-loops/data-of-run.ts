import type { Data, Run, Store } from '../store/index.ts';

/** What a run writes into: its outputs and its log. */
export function writtenBy(store: Store, run: Run): Promise<readonly Data[]> {
  return find(store, [...Object.values(run.outputs), run.log]);
}

/** All that it mounts. */
export function mountedBy(store: Store, run: Run): Promise<readonly Data[]> {
  return find(store, [...Object.values(run.inputs), ...Object.values(run.outputs), run.log]);
}

async function find(store: Store, ids: readonly string[]): Promise<readonly Data[]> {
  const found = await Promise.all(ids.map((id) => store.findData(id)));
  return found.filter((one) => one !== undefined);
}
