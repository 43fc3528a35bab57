import { comparePrereleases, compareVersions } from './compare.ts';
import { formatVersion, type Version } from './version.ts';

export type Operator = '' | '=' | '!=' | '>' | '<' | '>=' | '=>' | '<=' | '=<' | '~' | '~>' | '^';

export interface Comparator {
  readonly operator: Operator;
  /** What is open is 0. */
  readonly version: Version;
  /** As written: `1.x`. */
  readonly text: string;
  /** `1`, `1.x` */
  readonly isMinorOpen: boolean;
  /** `1.2`, `1.2.x` */
  readonly isPatchOpen: boolean;
  /** Any of its numbers is, the major one (`*`) too. */
  readonly isOpen: boolean;
}

/** Undefined when the version satisfies the comparison, else Go's words for why it does not. */
export function whyNot(comparator: Comparator, version: Version): string | undefined {
  const reason = rules[comparator.operator](version, comparator);
  return reason === undefined ? undefined : reason(`"${formatVersion(version)}"`, `"${comparator.text}"`);
}

type Reason = (version: string, bound: string) => string;
type Rule = (version: Version, comparator: Comparator) => Reason | undefined;

const isEqual: Reason = (version, bound) => `${version} is equal to ${bound}`;
const isNotEqual: Reason = (version, bound) => `${version} is not equal to ${bound}`;
const isLess: Reason = (version, bound) => `${version} is less than ${bound}`;
const isGreater: Reason = (version, bound) => `${version} is greater than ${bound}`;
const isAtMost: Reason = (version, bound) => `${version} is less than or equal to ${bound}`;
const isAtLeast: Reason = (version, bound) => `${version} is greater than or equal to ${bound}`;
const otherMajor: Reason = (version, bound) => `${version} does not have same major version as ${bound}`;
const otherMajorOrMinor: Reason = (version, bound) =>
  `${version} does not have same major and minor version as ${bound}`;
const otherMinor: Reason = (version, bound) => `${version} does not have same minor version as ${bound}`;
const otherMinorOfZero: Reason = (version, bound) =>
  `${otherMinor(version, bound)}. Expected minor versions to match when constraint major version is 0`;
const otherPatchOfZero: Reason = (version, bound) =>
  `${version} does not equal ${bound}. Expect version and constraint to equal when major and minor versions are 0`;

const notEqual: Rule = (version, { version: bound, isOpen, isMinorOpen, isPatchOpen }) => {
  if (isOpen) {
    if (bound.major !== version.major) return undefined;
    if (isMinorOpen) return isEqual;
    if (bound.minor !== version.minor) return undefined;
    if (isPatchOpen) return comparePrereleases(version.prerelease, bound.prerelease) === 0 ? isEqual : undefined;
    if (bound.patch !== version.patch) return undefined;
  }
  return compareVersions(version, bound) === 0 ? isEqual : undefined;
};

/** `>11` starts at 12, `>11.1` at 11.2. */
const greater: Rule = (version, { version: bound, isMinorOpen, isPatchOpen }) => {
  if (isMinorOpen) return version.major > bound.major ? undefined : isAtMost;
  if (isPatchOpen && version.major === bound.major) return version.minor > bound.minor ? undefined : isAtMost;
  return compareVersions(version, bound) > 0 ? undefined : isAtMost;
};

const less: Rule = (version, { version: bound }) => (compareVersions(version, bound) < 0 ? undefined : isAtLeast);

const atLeast: Rule = (version, { version: bound }) => (compareVersions(version, bound) < 0 ? isLess : undefined);

/** `<=11` ends before 12, `<=11.1` before 11.2. */
const atMost: Rule = (version, { version: bound, isOpen, isMinorOpen }) => {
  if (!isOpen) return compareVersions(version, bound) > 0 ? isGreater : undefined;
  if (version.major > bound.major) return isGreater;
  return version.major === bound.major && version.minor > bound.minor && !isMinorOpen ? isGreater : undefined;
};

/** `~1` is any 1, `~1.2` and `~1.2.3` any 1.2; `~0.0.0` and `*` are anything. */
const tilde: Rule = (version, { version: bound, isMinorOpen, isPatchOpen }) => {
  if (compareVersions(version, bound) < 0) return isLess;
  const isZero = bound.major === 0n && bound.minor === 0n && bound.patch === 0n;
  if (isZero && !isMinorOpen && !isPatchOpen) return undefined;
  if (version.major !== bound.major) return otherMajor;
  return version.minor !== bound.minor && !isMinorOpen ? otherMajorOrMinor : undefined;
};

const equal: Rule = (version, comparator) => {
  if (comparator.isOpen) return tilde(version, comparator);
  return compareVersions(version, comparator.version) === 0 ? undefined : isNotEqual;
};

/** The first number that is not 0 stays: `^1.2.3` is below 2, `^0.2.3` below 0.3, `^0.0.3` is 0.0.3. */
const caret: Rule = (version, { version: bound, isMinorOpen, isPatchOpen }) => {
  if (compareVersions(version, bound) < 0) return isLess;
  if (version.major !== bound.major) return otherMajor;
  if (bound.major > 0n || isMinorOpen) return undefined;
  if (bound.minor > 0n || isPatchOpen) return version.minor === bound.minor ? undefined : otherMinorOfZero;
  if (version.minor > 0n) return otherMinor;
  return version.patch === bound.patch ? undefined : otherPatchOfZero;
};

const rules: Readonly<Record<Operator, Rule>> = {
  '': equal,
  '=': equal,
  '!=': notEqual,
  '>': greater,
  '<': less,
  '>=': atLeast,
  '=>': atLeast,
  '<=': atMost,
  '=<': atMost,
  '~': tilde,
  '~>': tilde,
  '^': caret,
};
