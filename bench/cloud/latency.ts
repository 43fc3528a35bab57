/** Milliseconds within which `rank` per cent of the calls are answered, one after the other. */
export async function percentile(rank: number, calls: number, call: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  while (taken.length < calls) taken.push(await millisecondsOf(call));
  return percentileOf(rank, taken);
}

export async function millisecondsOf(call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await call();
  return performance.now() - started;
}

export function percentileOf(rank: number, values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * rank) / 100))] ?? 0;
}
