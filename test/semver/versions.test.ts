import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compareVersions,
  formatVersion,
  incMajor,
  incMinor,
  incPatch,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  SemverError,
  setMetadata,
  setPrerelease,
} from '../../src/semver/index.ts';
import { recordedRows } from '../chart/recorded.ts';

const it = suite('semver');

interface Row {
  readonly version: string;
  readonly constraint: string;
  readonly text?: string;
  readonly versionError?: string;
  readonly strictError?: string;
  readonly constraintText?: string;
  readonly constraintError?: string;
  readonly check?: boolean;
  readonly reasons?: readonly string[];
}

for (const row of recordedRows<Row>('semver/versions.json')) {
  it(`${JSON.stringify(row.version)} against ${JSON.stringify(row.constraint)}`, () => {
    const version = attempt(() => parseVersion(row.version));
    const constraint = attempt(() => parseConstraint(row.constraint));
    assert.is(failureOf(version), row.versionError);
    assert.is(failureOf(attempt(() => parseStrictVersion(row.version))), row.strictError);
    assert.is(failureOf(constraint), row.constraintError);
    if (typeof version !== 'string') assert.is(formatVersion(version), row.text);
    if (typeof constraint === 'string') return;
    assert.is(constraint.text, row.constraintText);
    if (typeof version === 'string') return;
    assert.is(constraint.check(version), row.check);
    assert.equal(constraint.reasons(version), row.reasons);
  });
}

it('orders versions by the standard, metadata aside', () => {
  const ordered = [
    '0.9',
    '1.0.0-1',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    'v1',
    '1.0.1',
    '1.10',
  ];
  const versions = ordered.map(parseVersion);
  const shuffled = versions.toReversed().toSorted(compareVersions);
  assert.equal(
    shuffled.map(({ original }) => original),
    ordered,
  );
  assert.is(compareVersions(parseVersion('1.0.0+a'), parseVersion('1+b')), 0);
});

for (const [what, next, from, want] of [
  ['patch', incPatch, 'v1.2.3', 'v1.2.4'],
  ['patch of a prerelease', incPatch, '1.2.3-rc.1+b', '1.2.3'],
  ['minor', incMinor, '1.2.3-rc.1', '1.3.0'],
  ['major', incMajor, 'v1.2', 'v2.0.0'],
] as const) {
  it(`the next ${what} of ${from} is ${want}`, () => assert.is(next(parseVersion(from)).original, want));
}

it('does not count beyond 64 bits', () => {
  assert.throws(
    () => incMajor(parseVersion('18446744073709551615.0.0')),
    /major version increment would overflow uint64/,
  );
});

it('takes another prerelease and other metadata, if they are any', () => {
  assert.is(setPrerelease(parseVersion('v1.2.3'), 'rc.1').original, 'v1.2.3-rc.1');
  assert.is(setMetadata(parseVersion('1.2.3-a'), 'b').original, '1.2.3-a+b');
  assert.throws(() => setPrerelease(parseVersion('1.2.3'), 'a..b'), /invalid prerelease string/);
  assert.throws(() => setMetadata(parseVersion('1.2.3'), 'é'), /invalid metadata string/);
});

it('reads a constraint of many blanks in no time', () => {
  const start = performance.now();
  assert.throws(() => parseConstraint(`${'1      '.repeat(60)}!`), /improper constraint/);
  assert.ok(performance.now() - start < 200);
});

function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof SemverError) return error.message;
    throw error;
  }
}

function failureOf(result: unknown): string | undefined {
  return typeof result === 'string' ? result : undefined;
}

it.run();
