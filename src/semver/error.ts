/** A text that is no version or no constraint, in the words of Masterminds/semver. */
export class SemverError extends Error {
  override readonly name = 'SemverError';
}
