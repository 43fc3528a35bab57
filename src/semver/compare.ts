import { maxUint, type Version } from './version.ts';

type Comparable = Pick<Version, 'major' | 'minor' | 'patch' | 'prerelease'>;

/** -1, 0 or 1. Metadata does not count; a prerelease comes before its release. */
export function compareVersions(a: Comparable, b: Comparable): number {
  const order = compare(a.major, b.major) || compare(a.minor, b.minor) || compare(a.patch, b.patch);
  if (order !== 0 || a.prerelease === b.prerelease) return order;
  if (a.prerelease === '') return 1;
  return b.prerelease === '' ? -1 : comparePrereleases(a.prerelease, b.prerelease);
}

/** Part by part; of two that start alike the longer comes later. */
export function comparePrereleases(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const order = compareParts(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers come before words. What does not fit 64 bits is a word, in Go. */
function compareParts(a: string, b: string): number {
  if (a === '' || b === '') return compare(a, b);
  const [left, right] = [asNumber(a), asNumber(b)];
  if (left === undefined && right === undefined) return compare(a, b);
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  // equal numbers written differently cannot be: leading zeros are refused
  return compare(left, right);
}

function asNumber(part: string): bigint | undefined {
  if (!/^[0-9]+$/.test(part)) return undefined;
  const value = BigInt(part);
  return value > maxUint ? undefined : value;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
