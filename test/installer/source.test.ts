import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import {
  decideSource,
  imageRepositoryOf,
  rootOf,
  type Source,
  sourceText,
} from '../../src/installer/settings/index.ts';
import { parseSource } from '../../src/installer/settings/source.ts';

const it = suite('installer sources');

const remembered: Source = {
  chartVersion: 'v1.0.0',
  chartRepositoryRoot: 'file:///charts',
  repository: 'shop/knitfab',
  branch: 'next',
  imageRepositoryHost: 'registry.example.com:5000',
  pullSecret: 'pull',
  tls: true,
};

for (const [what, said, before, checkout, want] of [
  [
    'nothing is said: the project’s own places',
    {},
    undefined,
    {},
    'undefined https://raw.githubusercontent.com/opst/knitfab/main/charts/release ghcr.io/opst/knitfab',
  ],
  [
    '003.7: CHART_VERSION, REPOSITORY, BRANCH and IMAGE_REPOSITORY_HOST',
    { chartVersion: 'v2', repository: 'me/knit', branch: 'feature/a', imageRepositoryHost: 'quay.io/' },
    undefined,
    {},
    'v2 https://raw.githubusercontent.com/me/knit/feature/a/charts/release quay.io/me/knit',
  ],
  [
    'CHART_REPOSITORY_ROOT wins over REPOSITORY and BRANCH',
    { repository: 'me/knit', chartRepositoryRoot: 'http://127.0.0.1:80/charts/' },
    undefined,
    {},
    'undefined http://127.0.0.1:80/charts ghcr.io/me/knit',
  ],
  [
    'a checkout: its version and its charts',
    {},
    undefined,
    { version: 'v0.1.0', charts: 'file:///checkout/charts/release' },
    'v0.1.0 file:///checkout/charts/release ghcr.io/opst/knitfab',
  ],
  [
    'a repository that is named wins over the checkout’s charts',
    { repository: 'me/knit' },
    undefined,
    { version: 'v0.1.0', charts: 'file:///checkout/charts/release' },
    'v0.1.0 https://raw.githubusercontent.com/me/knit/main/charts/release ghcr.io/me/knit',
  ],
  ['what is remembered', {}, remembered, {}, 'v1.0.0 file:///charts registry.example.com:5000/shop/knitfab'],
  [
    'a version that is said wins over the remembered one',
    { chartVersion: 'v1.1.0' },
    remembered,
    {},
    'v1.1.0 file:///charts registry.example.com:5000/shop/knitfab',
  ],
  [
    'the remembered repository said again changes nothing',
    { repository: 'shop/knitfab', branch: 'next' },
    remembered,
    {},
    'v1.0.0 file:///charts registry.example.com:5000/shop/knitfab',
  ],
  [
    'another repository is where its charts are',
    { repository: 'me/knit' },
    remembered,
    {},
    'v1.0.0 https://raw.githubusercontent.com/me/knit/next/charts/release registry.example.com:5000/me/knit',
  ],
] as const) {
  it(what, () => {
    const source = decideSource(said, before, checkout, true);
    const images = imageRepositoryOf({ ...source, chartVersion: '' });
    assert.is(`${source.chartVersion} ${rootOf(source)} ${images}`, want);
  });
}

for (const [what, said] of [
  ['REPOSITORY', { repository: 'git://origin' }],
  ['REPOSITORY', { repository: 'a/b/../c' }],
  ['BRANCH', { branch: 'fix#12' }],
  ['CHART_REPOSITORY_ROOT', { chartRepositoryRoot: '/charts' }],
  ['IMAGE_REPOSITORY_HOST', { imageRepositoryHost: 'https://ghcr.io' }],
  ['PULL_SECRET', { pullSecret: 'My Secret' }],
] as const) {
  it(`${what} cannot be ${Object.values(said)[0]}`, () => {
    try {
      decideSource(said, undefined, {}, true);
      assert.unreachable();
    } catch (error) {
      assert.ok(isCapstanError(error, 'USAGE'));
      assert.match(error.message, new RegExp(`^${what} cannot be`));
    }
  });
}

for (const said of [
  { chartRepositoryRoot: 'ftp://me:s3cr3t@charts.example.com/a' },
  { chartRepositoryRoot: 'http://me:s3cr3t@charts example' },
  { repository: 'https://me:s3cr3t@github.com/a/b' },
  { imageRepositoryHost: 'me:s3cr3t@ghcr.io' },
]) {
  it(`a password in ${JSON.stringify(said)} is not told on`, () => {
    try {
      decideSource(said, undefined, {}, true);
      assert.unreachable();
    } catch (error) {
      assert.ok(isCapstanError(error, 'USAGE'));
      assert.not.match(error.message, 's3cr3t');
      assert.match(error.message, 'me:xxxxx@');
    }
  });
}

it('release.yaml is read as it was written', () => {
  assert.equal(parseSource(sourceText(remembered), 'release.yaml'), remembered);
});

for (const [what, text] of [
  ['a list', '- a\n'],
  ['no YAML', 'a: ['],
  ['a key is missing', sourceText(remembered).replace(/^branch:.*\n/m, '')],
  ['tls is no yes or no', sourceText(remembered).replace('tls: true', 'tls: perhaps')],
] as const) {
  it(`release.yaml is refused: ${what}`, () => {
    assert.throws(
      () => parseSource(text, 'release.yaml'),
      (error: unknown) => isCapstanError(error, 'SETTINGS_INVALID'),
    );
  });
}

it.run();
