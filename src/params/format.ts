import type { Params } from './parse.ts';

/** `k=v,k=v`: the text that parseParams reads as the same parameters. */
export function formatParams(params: Params): string {
  const pairs = Object.entries(params).map(([key, value]) => `${key}=${escaped(value)}`);
  return pairs
    .map((pair, index) => (index < pairs.length - 1 ? pair.replace(/\\+$/, (run) => run + run) : pair))
    .join(',');
}

/** Backslashes right before a comma are doubled, for the reader halves them. */
function escaped(value: string): string {
  return value.replace(/(\\*),/g, (_, run: string) => `${run}${run}\\,`);
}
