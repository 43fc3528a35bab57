/**
 * Semantic versions and ranges as Go's Masterminds/semver reads them (v3.5.0, which Helm 3.21 is built with).
 *
 * npm's rules differ: here `1.2` is a version and `>11` starts at 12.0.0, a comma or a blank is an "and", and a
 * prerelease satisfies only a group that names a prerelease itself. Charts depend on every one of these rules: versions
 * of dependencies, kubeVersion and `semverCompare` all go through here.
 *
 * A Version is plain data; its numbers are Go's uint64, so bigints. A Constraint is made once and asked often. What is
 * wrong with a text is a SemverError with Go's words, which templates and `helm` users see as they are.
 */
export { compareVersions } from './compare.ts';
export { type Constraint, parseConstraint } from './constraint.ts';
export { SemverError } from './error.ts';
export { incMajor, incMinor, incPatch, setMetadata, setPrerelease } from './next.ts';
export { formatVersion, parseStrictVersion, parseVersion, type Version } from './version.ts';
