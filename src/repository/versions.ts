import { type Constraint, compareVersions, parseConstraint, parseVersion, type Version } from '../semver/index.ts';

/** Undefined for what is no semantic version, which repositories hold too. */
export function tryVersion(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch {
    return undefined;
  }
}

/** Highest first; what is no version comes last. */
export function sortVersions<T>(entries: readonly T[], versionOf: (entry: T) => string): T[] {
  return entries
    .map((entry) => ({ entry, version: tryVersion(versionOf(entry)) }))
    .sort((a, b) => {
      if (a.version && b.version) return compareVersions(b.version, a.version);
      return Number(a.version === undefined) - Number(b.version === undefined);
    })
    .map(({ entry }) => entry);
}

/**
 * Of versions, highest first, the one that is asked for: exactly that text, else the first that satisfies it as a range;
 * '' is the latest that is no prerelease. @throws SemverError when it is no range.
 */
export function chooseVersion<T>(
  entries: readonly T[],
  versionOf: (entry: T) => string,
  wanted: string,
): T | undefined {
  const constraint = parseConstraint(wanted === '' ? '*' : wanted);
  const exact = wanted === '' ? undefined : entries.find((entry) => versionOf(entry) === wanted);
  return exact ?? entries.find((entry) => satisfies(versionOf(entry), constraint));
}

export function satisfies(text: string, constraint: Constraint): boolean {
  const version = tryVersion(text);
  return version !== undefined && constraint.check(version);
}

/** Whether two texts are the same version: `v1.2` and `1.2.0` are. */
export function isSameVersion(a: string, b: string): boolean {
  const [one, other] = [tryVersion(a), tryVersion(b)];
  if (!one) return a === b;
  return other !== undefined && compareVersions(one, other) === 0;
}
