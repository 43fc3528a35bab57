import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type BuildPlan,
  type BuildWords,
  type Env,
  planBuild,
  readRequest,
  type Surroundings,
} from '../../src/build/plan/index.ts';
import { parseProject } from '../../src/build/project/index.ts';
import { CapstanError } from '../../src/errors/index.ts';

const it = suite('build plan');

const project = parseProject(
  `name: shop
repository: acme/shop
components: [{name: web}, {name: db}]
charts: {from: src/charts}
clis: [{name: shop, entry: src/cli.ts}]
adminTools: {files: [{from: tools/, to: ./}]}
`,
  'build.yaml',
);

const clean: Surroundings = {
  workingCopy: {
    commit: 'abc1234'.padEnd(40, '0'),
    hash: 'abc1234',
    committedAt: new Date('2026-01-01T00:00:00Z'),
    changes: [],
    remotes: new Map([['origin', 'git@github.com:fork/shop.git']]),
  },
  versionFile: 'v1.2.3\nwhat follows does not count\n',
  machine: { arch: 'amd64', system: 'linux' },
  charts: ['shop-app', 'shop-db'],
  now: new Date('2026-02-03T04:05:06Z'),
};
const dirty: Surroundings = { ...clean, workingCopy: { ...clean.workingCopy, changes: ['src/a.ts', 'src/b.ts'] } };

function plan(words: Partial<BuildWords>, env: Env = {}, around = clean): BuildPlan {
  return planBuild(readRequest({ targets: [], ...words }, env), project, around);
}

it('003.2: without a flag it is all for this machine', () => {
  const { mode, version, appVersion, registry, repository, targets, images, clis, charts, adminTools } = plan({});
  assert.equal(
    { mode, version, appVersion, registry, repository },
    {
      mode: 'local',
      version: 'v1.2.3',
      appVersion: 'v1.2.3-abc1234-local',
      registry: '',
      repository: 'local',
    },
  );
  assert.equal(targets, ['image', 'cli', 'chart', 'admin-tools']);
  const image = { images: [{ tag: 'v1.2.3-abc1234-local', arches: ['amd64'] }], list: 'v1.2.3-abc1234-local' };
  assert.equal(images, [
    { component: 'web', ...image },
    { component: 'db', ...image },
  ]);
  assert.equal(
    clis.map(({ path }) => path),
    ['bin/clis/shop-linux-amd64'],
  );
  assert.equal(charts?.packages, ['charts/local/v1.2.3/shop-app-v1.2.3.tgz', 'charts/local/v1.2.3/shop-db-v1.2.3.tgz']);
  assert.is(adminTools, 'bin/admin-tools.tar.gz');
});

it('003.3: a dirty copy is marked with the time, in images and in what charts pull', () => {
  const { appVersion, images, isDirty } = plan({ debug: true }, {}, dirty);
  assert.ok(isDirty);
  assert.is(appVersion, 'v1.2.3-abc1234-local-debug-diff-20260203040506');
  assert.is(images[0]?.list, appVersion);
});

it('003.4: --release is for all architectures and systems, and says so in every part', () => {
  const { appVersion, registry, repository, images, clis, charts } = plan({ release: true });
  assert.equal(
    { appVersion, registry, repository },
    { appVersion: 'v1.2.3-abc1234', registry: 'ghcr.io', repository: 'acme/shop' },
  );
  assert.equal(images[0], {
    component: 'web',
    images: [
      { tag: 'v1.2.3-abc1234-arm64', arches: ['arm64'] },
      { tag: 'v1.2.3-abc1234-amd64', arches: ['amd64'] },
    ],
    list: 'v1.2.3-abc1234',
  });
  assert.equal(
    clis.map(({ path, form }) => `${path} ${form}`),
    [
      'bin/clis/shop-linux-arm64 program',
      'bin/clis/shop-linux-amd64 program',
      'bin/clis/shop-windows-arm64.exe program',
      'bin/clis/shop-windows-amd64.exe program',
      'bin/clis/shop-darwin-arm64 launcher',
      'bin/clis/shop-darwin-amd64 launcher',
    ],
  );
  assert.is(charts?.index, 'charts/release/index.yaml');
});

it('003.4: --release of a dirty copy is refused, and names what differs', () => {
  const refused = failure(() => plan({ release: true }, {}, dirty));
  assert.is(refused.code, 'TREE_DIRTY');
  assert.match(refused.message, /src\/a\.ts, src\/b\.ts/);
});

it('what a file is called does nothing to a terminal', () => {
  const changes = ['f\u001b]0;pwn\u0007', 'n\u009bew\n'];
  const { message } = failure(() =>
    plan({ release: true }, {}, { ...clean, workingCopy: { ...clean.workingCopy, changes } }),
  );
  assert.match(message, /: f\\x1b\]0;pwn\\x07, n\\x9bew\\x0a$/);
});

it('a registry or a repository of build.yaml is called that', () => {
  for (const [text, because] of [
    ['registry: ghcr.io/acme\nrepository: acme/shop', '"registry" in build.yaml is "ghcr.io/acme", which is no host'],
    ['registry: r.io\nrepository: Acme', '"repository" in build.yaml is "Acme", which is no path in a registry'],
    ['repository: git://fork', '"repository" in build.yaml is git://fork, and git knows no remote "fork"'],
  ] as const) {
    const wrong = parseProject(`name: shop\n${text}`, 'build.yaml');
    const { message } = failure(() => planBuild(readRequest({ targets: [], release: true }, {}), wrong, clean));
    assert.match(message, because);
  }
});

it('003.3: RELEASE_BUILD leaves the hash out, of images and of what charts pull', () => {
  const { appVersion, images } = plan({ release: true }, { RELEASE_BUILD: 'yes' });
  assert.is(appVersion, 'v1.2.3');
  assert.equal(
    images[0]?.images.map(({ tag }) => tag),
    ['v1.2.3-arm64', 'v1.2.3-amd64'],
  );
});

it('003.7: variables take the place of defaults', () => {
  const env = {
    IMAGE_REGISTRY: 'r.example.com:5000',
    CHART_VERSION: 'v9.0.0',
    REPOSITORY: 'git://origin',
    BRANCH: 'next',
  };
  const { registry, repository, version, branch, charts, images } = plan({ release: true }, { ...env, ARCH: 'amd64' });
  assert.equal(
    { registry, repository, version, branch },
    {
      registry: 'r.example.com:5000',
      repository: 'fork/shop',
      version: 'v9.0.0',
      branch: 'next',
    },
  );
  assert.equal(charts?.packages[0], 'charts/release/v9.0.0/shop-app-v9.0.0.tgz');
  assert.equal(images[0]?.images, [{ tag: 'v9.0.0-abc1234-amd64', arches: ['amd64'] }]);
});

it('003.7: APP_VERSION stands for version and hash', () => {
  const { appVersion, version, images } = plan({}, { APP_VERSION: 'mine' });
  assert.equal({ appVersion, version }, { appVersion: 'mine', version: 'v1.2.3' });
  assert.equal(images[0], { component: 'web', images: [{ tag: 'mine-local', arches: ['amd64'] }], list: 'mine' });
});

it('a local build for several architectures is one tag', () => {
  const { images } = plan({}, { ARCH: 'arm64 amd64' });
  assert.equal(images[0]?.images, [{ tag: 'v1.2.3-abc1234-local', arches: ['arm64', 'amd64'] }]);
});

it('003.7: ARCH and OS, in whatever order, that name all are the release that names none', () => {
  const all = plan({ release: true });
  assert.equal(plan({ release: true }, { ARCH: 'amd64 arm64', OS: 'darwin windows linux' }), all);
  assert.equal(plan({ release: true }, { ARCH: 'arm64,amd64', OS: 'linux darwin windows' }), all);
});

it('targets and components leave the rest out', () => {
  const { images, clis, charts, adminTools, writes } = plan({ targets: ['image'], components: ['db'] });
  assert.equal(
    images.map(({ component }) => component),
    ['db'],
  );
  assert.equal([clis, charts, adminTools], [[], undefined, undefined]);
  assert.equal(writes, [
    'bin/images/local/layout/',
    'bin/images/local/images.json',
    'bin/images/publish.sh',
    'charts/local/images/index',
  ]);
});

const refused: readonly (readonly [
  what: string,
  words: Partial<BuildWords>,
  env: Env,
  around: Surroundings,
  because: RegExp,
])[] = [
  ['a component that is not there', { components: ['wbe'] }, {}, clean, /no component "wbe"/],
  ['no version', {}, {}, { ...clean, versionFile: undefined }, /no file VERSION/],
  ['an empty VERSION', {}, {}, { ...clean, versionFile: '\nv1.2.3\n' }, /first line of VERSION is empty/],
  ['a VERSION that is none', {}, {}, { ...clean, versionFile: 'next' }, /VERSION is "next", which is no version/],
  ['a CHART_VERSION that is none', {}, { CHART_VERSION: '1.2' }, clean, /CHART_VERSION is "1.2", which is no version/],
  ['a version with a leading zero', {}, { CHART_VERSION: 'v01.2.3' }, clean, /"v01.2.3", which is no version/],
  ['a version with build data', {}, { CHART_VERSION: 'v1.0.0+x' }, clean, /tags of images have no "\+"/],
  ['an APP_VERSION that no tag can have', {}, { APP_VERSION: 'a b' }, clean, /APP_VERSION is "a b"/],
  ['a registry that is no host', { release: true }, { IMAGE_REGISTRY: 'ghcr.io/acme' }, clean, /IMAGE_REGISTRY/],
  ['a repository in capitals', { release: true }, { REPOSITORY: 'Acme/Shop' }, clean, /REPOSITORY is "Acme\/Shop"/],
  ['a remote that is not there', {}, { REPOSITORY: 'git://fork' }, clean, /no remote "fork"/],
];

for (const [what, words, env, around, because] of refused) {
  it(`refuses ${what}`, () => {
    const { code, message } = failure(() => plan(words, env, around));
    assert.is(code, 'USAGE');
    assert.match(message, because);
  });
}

it('refuses a target that build.yaml has nothing for', () => {
  const empty = parseProject('name: shop', 'build.yaml');
  for (const target of ['image', 'cli', 'chart', 'admin-tools']) {
    const { code, message } = failure(() => planBuild(readRequest({ targets: [target] }, {}), empty, clean));
    assert.is(code, 'USAGE');
    assert.match(message, new RegExp(`^${target}: build.yaml has no `));
  }
  assert.equal(planBuild(readRequest({ targets: [] }, {}), empty, clean).writes, []);
});

for (const [where, yaml] of [
  ['the command of the project', 'build: make ${NOPE}\ncomponents: [{name: web}]'],
  ['the command of a component', 'components: [{name: web, build: "make ${NOPE}"}]'],
  ['ARCH in a command that runs once', 'components: [{name: web, build: "make ${ARCH}"}]'],
  ['a base', 'components: [{name: web, base: "host/${NOPE}:1"}]'],
  ['a file', 'components: [{name: web, files: [{from: "${NOPE}/", to: /app}]}]'],
  ['a variable', 'components: [{name: web, env: {A: "${NOPE}"}}]'],
  ['a word of the program', 'components: [{name: web, command: ["/x", "${NOPE}"]}]'],
  ['a label', 'components: [{name: web, labels: {a: "${NOPE}"}}]'],
  ['the command of the tools', 'adminTools: {build: "make ${OUT}", files: [{from: a, to: a}]}'],
] as const) {
  it(`a name that means nothing is refused before anything runs, in ${where}`, () => {
    const named = parseProject(`name: shop\n${yaml}\n`, 'build.yaml');
    const { code, message } = failure(() => planBuild(readRequest({ targets: [] }, {}), named, clean));
    assert.is(code, 'PROJECT_INVALID');
    assert.match(message, /\$\{(?:NOPE|ARCH|OUT)\} in ".*" means nothing/);
  });
}

it('names that mean something are left to the build, and what is not built is not looked at', () => {
  const yaml = `name: shop
build: make \${VERSION}
components:
  - { name: web, build: 'make \${OUT} \${ARCH}', perArch: true, files: [{ from: '\${OUT}/\${ARCH}', to: /app }], args: $$HOME }
  - { name: bad, build: 'make \${NOPE}' }
`;
  const named = parseProject(yaml, 'build.yaml');
  const { images } = planBuild(readRequest({ targets: ['image'], components: ['web'] }, {}), named, clean);
  assert.is(images.length, 1);
});

function failure(call: () => unknown): CapstanError {
  try {
    call();
  } catch (error) {
    if (error instanceof CapstanError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

it.run();
