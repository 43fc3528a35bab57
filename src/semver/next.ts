import { SemverError } from './error.ts';
import { checkMetadata, checkPrerelease, formatVersion, maxUint, type Version } from './version.ts';

/** The next patch version; of a prerelease, the release it leads to. @throws SemverError beyond 64 bits. */
export function incPatch(version: Version): Version {
  const patch = version.prerelease === '' ? increment(version.patch, 'patch') : version.patch;
  return derive(version, { patch, prerelease: '', metadata: '' });
}

/** @throws SemverError beyond 64 bits. */
export function incMinor(version: Version): Version {
  return derive(version, { minor: increment(version.minor, 'minor'), patch: 0n, prerelease: '', metadata: '' });
}

/** @throws SemverError beyond 64 bits. */
export function incMajor(version: Version): Version {
  const major = increment(version.major, 'major');
  return derive(version, { major, minor: 0n, patch: 0n, prerelease: '', metadata: '' });
}

/** @throws SemverError for a text that is no prerelease; '' takes it away. */
export function setPrerelease(version: Version, prerelease: string): Version {
  if (prerelease !== '') checkPrerelease(prerelease);
  return derive(version, { prerelease });
}

/** @throws SemverError for a text that is no metadata; '' takes it away. */
export function setMetadata(version: Version, metadata: string): Version {
  if (metadata !== '') checkMetadata(metadata);
  return derive(version, { metadata });
}

function increment(value: bigint, name: string): bigint {
  if (value === maxUint) throw new SemverError(`${name} version increment would overflow uint64`);
  return value + 1n;
}

/** Keeps the `v` of the original. */
function derive(version: Version, changes: Partial<Version>): Version {
  const next = { ...version, ...changes };
  return { ...next, original: `${version.original.startsWith('v') ? 'v' : ''}${formatVersion(next)}` };
}
