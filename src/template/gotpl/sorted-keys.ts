import { compareText } from '../go/index.ts';

/** The keys of a map in the order in which Go ranges over it. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  const keys = [...map.keys()];
  // UTF-16 units are in the order of bytes but for those of surrogates and above
  return keys.length < 2 ? keys : keys.some((key) => high.test(key)) ? keys.sort(compareText) : keys.sort();
}

const high = /[\ud800-\uffff]/;
