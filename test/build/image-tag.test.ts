import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { imageTag, type TagFacts, versionTag, withoutTime } from '../../src/build/plan/index.ts';

const it = suite('image tag');

const local: TagFacts = {
  version: 'v1.3.1',
  hash: 'abc1234',
  isWithoutHash: false,
  arch: 'local',
  isDebug: false,
};
const diffAt = new Date('2026-03-04T05:06:07.890Z');

const table: readonly (readonly [what: string, facts: Partial<TagFacts>, want: string])[] = [
  ['a local build', {}, 'v1.3.1-abc1234-local'],
  ['a local build for a debugger', { isDebug: true }, 'v1.3.1-abc1234-local-debug'],
  ['a local build of a dirty copy', { diffAt }, 'v1.3.1-abc1234-local-diff-20260304050607'],
  ['both', { isDebug: true, diffAt }, 'v1.3.1-abc1234-local-debug-diff-20260304050607'],
  ['a test build', { arch: 'test' }, 'v1.3.1-abc1234-test'],
  ['a release for amd64', { arch: 'amd64' }, 'v1.3.1-abc1234-amd64'],
  ['a release for arm64', { arch: 'arm64' }, 'v1.3.1-abc1234-arm64'],
  ['a release with RELEASE_BUILD', { arch: 'arm64', isWithoutHash: true }, 'v1.3.1-arm64'],
  ['a local build with RELEASE_BUILD', { isWithoutHash: true }, 'v1.3.1-local'],
  ['a dirty one with RELEASE_BUILD', { isWithoutHash: true, diffAt }, 'v1.3.1-local-diff-20260304050607'],
  ['with APP_VERSION', { appVersion: 'mine' }, 'mine-local'],
  ['with APP_VERSION and RELEASE_BUILD', { appVersion: 'mine', isWithoutHash: true, arch: 'amd64' }, 'mine-amd64'],
  [
    'with APP_VERSION, dirty, for a debugger',
    { appVersion: 'mine', isDebug: true, diffAt },
    'mine-local-debug-diff-20260304050607',
  ],
  ['a version with a part behind', { version: 'v2.0.0-rc.1' }, 'v2.0.0-rc.1-abc1234-local'],
];

for (const [what, facts, want] of table) {
  it(`003.3: ${what} is ${want}`, () => {
    assert.is(imageTag({ ...local, ...facts }), want);
  });
}

it('003.3: the tag for all architectures has neither one nor what else is behind it', () => {
  assert.is(versionTag({ ...local, isDebug: true, diffAt }), 'v1.3.1-abc1234');
  assert.is(versionTag({ ...local, isWithoutHash: true }), 'v1.3.1');
});

it('003.3: without the time, builds of the same files are called the same', () => {
  const later = new Date('2027-01-01T00:00:00Z');
  for (const isDebug of [false, true]) {
    const [one, other] = [diffAt, later].map((time) => withoutTime(imageTag({ ...local, isDebug, diffAt: time })));
    assert.is(one, imageTag({ ...local, isDebug }));
    assert.is(other, one);
  }
});

it.run();
