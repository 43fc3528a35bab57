import { SemverError } from './error.ts';
import { quote } from './quote.ts';
import { type Comparator, type Operator, whyNot } from './rules.ts';
import { formatVersion, parseVersion, type Version } from './version.ts';

export interface Constraint {
  check(version: Version): boolean;
  /** Why the version does not satisfy it, one reason for each comparison that fails; none when it does. Go's Validate. */
  reasons(version: Version): string[];
  /** The comparisons in their plain form, groups joined by ` || `: Go's String(). */
  readonly text: string;
}

const maxLength = 512;
const maxGroups = 32;

/**
 * `>=1.2 <3 || ^4.0.0`, `1.2 - 1.4`, `~1.x, !=1.3.x`: groups of comparisons that all have to hold.
 * @throws SemverError
 */
export function parseConstraint(text: string): Constraint {
  if (Buffer.byteLength(text) > maxLength) {
    throw new SemverError(`constraint string is too long (max ${maxLength} bytes)`);
  }
  const alternatives = rewriteRanges(text).split('||');
  if (alternatives.length > maxGroups) throw new SemverError(`too many constraint groups (max ${maxGroups})`);
  const groups = alternatives.map(parseGroup);
  return Object.freeze({
    check: (version: Version) => groups.some((group) => isSatisfied(group, version)),
    reasons: (version: Version) => reasonsOf(groups, version),
    text: groups.map(({ all }) => all.map(({ operator, text }) => `${operator}${text}`).join(' ')).join(' || '),
  });
}

interface Group {
  readonly all: readonly Comparator[];
  /** Prereleases satisfy only a group that names one. */
  readonly hasPrerelease: boolean;
}

// Go's \s, which is ASCII
const blank = '[\\t\\n\\f\\r ]';
const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const number = '[0-9|xX*]+';
const range = `v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(-${identifiers})?(?:\\+${identifiers})?`;
const hyphenRange = new RegExp(`${blank}*(${range})${blank}+-${blank}+(${range})${blank}*`, 'g');

/** `1.2 - 1.4` → `>= 1.2, <= 1.4` */
function rewriteRanges(text: string): string {
  let rewritten = text;
  for (const match of text.matchAll(hyphenRange)) {
    rewritten = rewritten.replace(match[0], () => `>= ${match[1]}, <= ${match[6]} `);
  }
  return rewritten;
}

const blanks = new RegExp(`${blank}*`, 'y');
const separator = new RegExp(`${blank}*,${blank}*|${blank}+`, 'y');
const comparison = new RegExp(`(!=|[<>]=?|=[<>]?|~>?|\\^|)${blank}*(${range})`, 'y');

/** Piece by piece, as one expression over the whole group would try all ways to share out its blanks. */
function parseGroup(text: string): Group {
  const matches: RegExpExecArray[] = [];
  let position = 0;
  const take = (expression: RegExp) => {
    expression.lastIndex = position;
    const match = expression.exec(text);
    if (match) position += match[0].length;
    return match;
  };
  take(blanks);
  for (;;) {
    const match = take(comparison);
    if (!match) throw improper(text);
    matches.push(match);
    const between = take(separator);
    if (position === text.length && !between?.[0].includes(',')) break;
    if (!between) throw improper(text);
  }
  const all = matches.map(readComparator);
  return { all, hasPrerelease: all.some(({ version }) => version.prerelease !== '') };
}

function improper(text: string): SemverError {
  return new SemverError(`improper constraint: ${quote(text)}`);
}

function readComparator([
  ,
  operator,
  text = '',
  major = '',
  minor,
  patch,
  prerelease = '',
]: RegExpExecArray): Comparator {
  const isMajorOpen = isOpen(major);
  const isMinorOpen = !isMajorOpen && isOpen(minor);
  const isPatchOpen = !isMajorOpen && !isMinorOpen && isOpen(patch);
  const full = isMajorOpen
    ? `0.0.0${prerelease}`
    : isMinorOpen
      ? `${major}.0.0${prerelease}`
      : isPatchOpen
        ? `${major}.${minor}.0${prerelease}`
        : text;
  return {
    operator: operator as Operator,
    version: readBound(full),
    text,
    isMinorOpen,
    isPatchOpen,
    isOpen: isMajorOpen || isMinorOpen || isPatchOpen,
  };
}

function isOpen(number: string | undefined): boolean {
  return number === undefined || number === 'x' || number === 'X' || number === '*';
}

function readBound(text: string): Version {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof SemverError) throw new SemverError('constraint parser error');
    throw error;
  }
}

function isSatisfied({ all, hasPrerelease }: Group, version: Version): boolean {
  if (version.prerelease !== '' && !hasPrerelease) return false;
  return all.every((comparator) => whyNot(comparator, version) === undefined);
}

function reasonsOf(groups: readonly Group[], version: Version): string[] {
  const failures: string[] = [];
  let isPrereleaseTold = false;
  for (const group of groups) {
    if (version.prerelease !== '' && !group.hasPrerelease) {
      const reason = 'is a prerelease version and the constraint is only looking for release versions';
      if (!isPrereleaseTold) failures.push(`"${formatVersion(version)}" ${reason}`);
      isPrereleaseTold = true;
      continue;
    }
    const found = group.all.map((comparator) => whyNot(comparator, version)).filter((reason) => reason !== undefined);
    if (found.length === 0) return [];
    failures.push(...found);
  }
  return failures;
}
