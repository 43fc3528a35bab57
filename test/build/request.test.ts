import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BuildRequest, type BuildWords, type Env, readRequest } from '../../src/build/plan/index.ts';
import { CapstanError } from '../../src/errors/index.ts';
import { caught } from '../support/code-of.ts';

const it = suite('build request');

const plain: BuildRequest = { mode: 'local', isDebug: false, builder: 'capstan', branch: 'main', isWithoutHash: false };

const accepted: readonly (readonly [
  what: string,
  words: Partial<BuildWords>,
  env: Env,
  want: Partial<BuildRequest>,
])[] = [
  ['nothing', {}, {}, {}],
  ['--test', { test: true }, {}, { mode: 'test' }],
  ['--release', { release: true }, {}, { mode: 'release' }],
  ['--debug', { debug: true }, {}, { isDebug: true }],
  ['--debug --test', { debug: true, test: true }, {}, { isDebug: true, mode: 'test' }],
  ['chart image', { targets: ['chart', 'image', 'chart'] }, {}, { targets: ['image', 'chart'] }],
  ['--component a a', { components: ['a', 'a'] }, {}, { components: ['a'] }],
  ['--builder podman', { builder: 'podman' }, {}, { builder: 'podman' }],
  ['ARCH', {}, { ARCH: 'amd64 arm64' }, { arches: ['arm64', 'amd64'] }],
  ['ARCH=local', {}, { ARCH: 'local' }, {}],
  ['ARCH=test', { test: true }, { ARCH: 'test' }, { mode: 'test' }],
  ['OS', {}, { OS: 'linux darwin' }, { systems: ['linux', 'darwin'] }],
  ['IMAGE_REGISTRY', {}, { IMAGE_REGISTRY: 'r.example.com' }, { imageRegistry: 'r.example.com' }],
  ['REPOSITORY', {}, { REPOSITORY: 'git://origin' }, { repository: 'git://origin' }],
  ['CHART_VERSION', {}, { CHART_VERSION: 'v9.9.9' }, { chartVersion: 'v9.9.9' }],
  ['APP_VERSION', {}, { APP_VERSION: 'mine' }, { appVersion: 'mine' }],
  ['BRANCH', {}, { BRANCH: 'feat/x' }, { branch: 'feat/x' }],
  ['RELEASE_BUILD', {}, { RELEASE_BUILD: '0' }, { isWithoutHash: true }],
  ['empty variables', {}, { RELEASE_BUILD: '', BRANCH: '', ARCH: ' ', REPOSITORY: '', CHART_VERSION: '' }, {}],
];

for (const [what, words, env, want] of accepted) {
  it(`003.2, 003.7: ${what}`, () => {
    assert.equal(readRequest({ targets: [], ...words }, env), { ...plain, ...want });
  });
}

const refused: readonly (readonly [what: string, words: Partial<BuildWords>, env: Env, because: RegExp])[] = [
  ['--release --test', { release: true, test: true }, {}, /--release and --test exclude each other: \w/],
  ['--release --debug', { release: true, debug: true }, {}, /--release and --debug exclude each other: \w/],
  ['all three', { release: true, debug: true, test: true }, {}, /exclude each other/],
  ['a target that is none', { targets: ['images'] }, {}, /"images" is not known/],
  ['a builder that is none', { builder: 'kaniko' }, {}, /"kaniko" is not known/],
  ['an architecture that is none', {}, { ARCH: 'amd64 sparc' }, /ARCH: "sparc"/],
  ['ARCH=local in a release', { release: true }, { ARCH: 'local' }, /ARCH: "local"/],
  ['ARCH=test in a local build', {}, { ARCH: 'test' }, /ARCH: "test"/],
  ['a system that is none', {}, { OS: 'plan9' }, /OS: "plan9"/],
  ['a branch with #', {}, { BRANCH: 'fix/#12' }, /BRANCH is "fix\/#12"/],
];

for (const [what, words, env, because] of refused) {
  it(`003.2: ${what} is refused, with a reason`, () => {
    try {
      readRequest({ targets: [], ...words }, env);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CapstanError);
      assert.is((error as CapstanError).code, 'USAGE');
      assert.match((error as CapstanError).message, because);
    }
  });
}

for (const [env, hint] of [
  [
    { OS: 'Windows_NT' },
    'OS is a variable of the environment: unset it, or write into it some of linux, windows, darwin',
  ],
  [{ ARCH: 'x86_64' }, 'ARCH is a variable of the environment: unset it, or write into it some of arm64, amd64'],
] as const) {
  it(`${JSON.stringify(env)}, as shells have it, is refused with what it may be`, () => {
    assert.is(caught(() => readRequest({ targets: [] }, env)).hint, hint);
  });
}

it.run();
