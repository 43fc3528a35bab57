import { SemverError } from './error.ts';

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without the hyphen; '' when there is none. */
  readonly prerelease: string;
  /** Without the plus; '' when there is none. */
  readonly metadata: string;
  /** The text it was read from, with its `v`. */
  readonly original: string;
}

const maxLength = 256;

const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const loose = new RegExp(`^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${identifiers}))?(?:\\+(${identifiers}))?$`);

/** A version that may lack its minor or patch number, and may have a `v` or leading zeros: Go's NewVersion. @throws SemverError */
export function parseVersion(text: string): Version {
  checkLength(text);
  const match = loose.exec(text);
  if (!match) throw new SemverError('invalid semantic version');
  const [, major = '0', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  const version = {
    major: parseSegment(major),
    minor: parseSegment(minor),
    patch: parseSegment(patch),
    prerelease,
    metadata,
    original: text,
  };
  if (prerelease !== '') checkPrerelease(prerelease);
  return version;
}

function parseSegment(digits: string): bigint {
  try {
    return parseUint(digits);
  } catch (error) {
    throw new SemverError(`error parsing version segment: ${(error as Error).message}`);
  }
}

/** A version in full, as the standard has it: Go's StrictNewVersion. @throws SemverError */
export function parseStrictVersion(text: string): Version {
  if (text === '') throw new SemverError('version string empty');
  checkLength(text);
  const [major, minor, ...rest] = text.split('.');
  if (minor === undefined || rest.length === 0) throw new SemverError('invalid semantic version');
  const [beforeMetadata, metadata] = cut(rest.join('.'), '+');
  if (metadata !== undefined) checkMetadata(metadata);
  const [patch, prerelease] = cut(beforeMetadata, '-');
  if (prerelease !== undefined) checkPrerelease(prerelease);
  const segments = [major!, minor, patch];
  for (const segment of segments) {
    if (!/^[0-9]*$/.test(segment)) throw new SemverError('invalid characters in version');
    if (/^0./.test(segment)) throw new SemverError('version segment starts with 0');
  }
  return {
    major: parseUint(segments[0]!),
    minor: parseUint(segments[1]!),
    patch: parseUint(segments[2]!),
    prerelease: prerelease ?? '',
    metadata: metadata ?? '',
    original: text,
  };
}

/** In full and without a `v`. */
export function formatVersion({ major, minor, patch, prerelease, metadata }: Omit<Version, 'original'>): string {
  const core = `${major}.${minor}.${patch}`;
  return `${core}${prerelease === '' ? '' : `-${prerelease}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** @throws SemverError for an empty identifier, a leading zero, or a character that has no place there. */
export function checkPrerelease(prerelease: string): void {
  for (const part of prerelease.split('.')) {
    if (!/^[0-9A-Za-z-]+$/.test(part)) throw new SemverError('invalid prerelease string');
    if (/^0[0-9]+$/.test(part)) throw new SemverError('version segment starts with 0');
  }
}

/** @throws SemverError for an empty identifier or a character that has no place there. */
export function checkMetadata(metadata: string): void {
  if (!metadata.split('.').every((part) => /^[0-9A-Za-z-]+$/.test(part))) {
    throw new SemverError('invalid metadata string');
  }
}

function checkLength(text: string): void {
  if (Buffer.byteLength(text) > maxLength) throw new SemverError(`version string is too long (max ${maxLength} bytes)`);
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export const maxUint = 2n ** 64n - 1n;

/** strconv.ParseUint of digits alone. */
function parseUint(digits: string): bigint {
  if (digits === '') throw new SemverError('strconv.ParseUint: parsing "": invalid syntax');
  const value = BigInt(digits);
  if (value > maxUint) throw new SemverError(`strconv.ParseUint: parsing "${digits}": value out of range`);
  return value;
}
