import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { readLayout } from '../../src/image/index.ts';
import { runBuild } from './run-build.ts';
import { type ScratchProject, scratchProject } from './scratch-project.ts';

const it = suite('release builds');

interface Index {
  readonly entries: Readonly<
    Record<string, readonly { version: string; appVersion: string; digest: string; urls: readonly string[] }[]>
  >;
}

/** A project whose release takes no time: its CLI is a script. */
const env = { OS: 'darwin' };

function indexOf({ folder }: ScratchProject): Index {
  return parse(readFileSync(join(folder, 'charts/release/index.yaml'), 'utf8')) as Index;
}

it('003.4: a release of a clean copy makes all of it, and says what is left to do', async () => {
  const project = scratchProject();
  const { code, stdout, stderr } = await runBuild(project, ['--release'], env);
  assert.is(code, 0, stderr);
  const { folder } = project;
  const tag = `v1.2.3-${project.hash()}`;

  const named = await readLayout(join(folder, 'bin/images/release/layout'));
  const platforms = named.map(({ name, images }) => `${name} ${images.map(({ platform }) => platform.architecture)}`);
  assert.equal(platforms.sort(), [
    `empty:${tag} arm64,amd64`,
    `empty:${tag}-amd64 amd64`,
    `empty:${tag}-arm64 arm64`,
    `web:${tag} arm64,amd64`,
    `web:${tag}-amd64 amd64`,
    `web:${tag}-arm64 arm64`,
  ]);
  assert.ok(existsSync(join(folder, 'bin/images/publish.sh')));

  assert.equal(readdirSync(join(folder, 'bin/clis')), ['shop-darwin-amd64', 'shop-darwin-arm64']);

  const archive = readFileSync(join(folder, 'charts/release/v1.2.3/shop-app-v1.2.3.tgz'));
  assert.equal(
    indexOf(project).entries['shop-app']?.map(({ created, ...entry }: { created?: string } & object) => entry),
    [
      {
        apiVersion: 'v2',
        appVersion: tag,
        digest: createHash('sha256').update(archive).digest('hex'),
        name: 'shop-app',
        urls: ['v1.2.3/shop-app-v1.2.3.tgz'],
        version: 'v1.2.3',
      },
    ],
  );

  const tools = execFileSync('tar', ['-tzf', join(folder, 'bin/admin-tools.tar.gz')], { encoding: 'utf8' });
  assert.match(tools, /^tools\/backup\.sh$/m);

  assert.match(stdout, `web:${tag}-arm64`);
  assert.match(stderr, 'This was a release build of v1.2.3');
  for (const step of [
    './bin/images/publish.sh',
    'merge it into main',
    'git tag v1.2.3',
    'CHART_VERSION=v1.2.3 REPOSITORY=acme/shop BRANCH=main',
  ]) {
    assert.ok(stderr.includes(step), `no word of ${step}`);
  }
});

it('003.4: the next version joins the index, and what the last one wrote is no difference', async () => {
  const project = scratchProject();
  const first = await runBuild(project, ['--release', 'chart']);
  assert.is(first.code, 0, first.stderr);
  const before = indexOf(project).entries['shop-app']?.[0];
  project.write('VERSION', 'v1.3.0\n');
  project.commit();
  const second = await runBuild(project, ['--release', 'chart']);
  assert.is(second.code, 0, second.stderr);
  const entries = indexOf(project).entries['shop-app'] ?? [];
  assert.equal(
    entries.map(({ version }) => version),
    ['v1.3.0', 'v1.2.3'],
  );
  assert.equal(entries[1], before);
  assert.ok(existsSync(join(project.folder, 'charts/release/v1.2.3/shop-app-v1.2.3.tgz')));
});

it('003.7: CHART_VERSION, BRANCH and RELEASE_BUILD reach charts and instructions', async () => {
  const project = scratchProject();
  const custom = { CHART_VERSION: 'v9.0.0', BRANCH: 'mine', REPOSITORY: 'me/shop', RELEASE_BUILD: '1' };
  const { code, stderr } = await runBuild(project, ['--release', 'chart'], custom);
  assert.is(code, 0, stderr);
  assert.is(indexOf(project).entries['shop-app']?.[0]?.appVersion, 'v9.0.0');
  assert.match(stderr, 'merge it into mine');
  assert.match(stderr, 'CHART_VERSION=v9.0.0 REPOSITORY=me/shop BRANCH=mine ./installer/installer.sh --prepare');
});

it('003.18: a release of a fork tells how it is installed: version, charts, and images from its registry', async () => {
  const project = scratchProject();
  project.git('remote', 'add', 'origin', 'git@github.com:Me/Shop.git');
  const fork = { CHART_VERSION: 'v1.2.3-mine', REPOSITORY: 'git://origin', BRANCH: 'mine' };
  const settings = 'CHART_VERSION=v1.2.3-mine REPOSITORY=me/shop BRANCH=mine';
  for (const [registry, host] of [
    ['', ''],
    ['ghcr.io', ''],
    ['r.example.com:5000', ' IMAGE_REPOSITORY_HOST=r.example.com:5000'],
  ] as const) {
    const { code, stderr } = await runBuild(project, ['--release', 'chart'], { ...fork, IMAGE_REGISTRY: registry });
    assert.is(code, 0, stderr);
    for (const step of ['--prepare', '--install']) {
      assert.ok(stderr.includes(`    ${settings}${host} ./installer/installer.sh ${step}\n`), stderr);
    }
  }
});

it('003.2: local and test builds have charts of their own', async () => {
  const project = scratchProject();
  await runBuild(project, ['chart', '--debug']);
  const { code, stderr } = await runBuild(project, ['chart', '--test']);
  assert.is(code, 0, stderr);
  const { folder } = project;
  assert.is(readFileSync(join(folder, 'charts/local/CHART_VERSION'), 'utf8'), 'v1.2.3\n');
  for (const [mode, tag] of [
    ['local', 'local-debug'],
    ['test', 'test'],
  ] as const) {
    const index = parse(readFileSync(join(folder, 'charts', mode, 'index.yaml'), 'utf8')) as Index;
    assert.is(index.entries['shop-app']?.[0]?.appVersion, `v1.2.3-${project.hash()}-${tag}`);
  }
  assert.not.ok(existsSync(join(folder, 'charts/release')));
});

it('a chart that cannot be published is refused before anything is written', async () => {
  const project = scratchProject();
  project.write('charts/src/shop-app/templates/config.yaml.eta', 'a: <%= new Date() %>\n');
  const { code, stderr } = await runBuild(project, ['image', 'chart']);
  assert.is(code, 1);
  assert.match(stderr, /config\.yaml\.eta:1/);
  assert.not.ok(existsSync(join(project.folder, 'bin')));
  assert.not.ok(existsSync(join(project.folder, 'charts/local')));
});

it('003.1: build.sh is the same, from anywhere and by a link', async () => {
  const script = new URL('../../build/build.sh', import.meta.url).pathname;
  const project = scratchProject();
  const link = join(project.folder, 'build-link');
  execFileSync('ln', ['-s', script, link]);
  for (const file of [script, link]) {
    const told = execFileSync(file, ['--ide', 'vscode'], { cwd: '/', encoding: 'utf8' });
    assert.equal(
      (JSON.parse(told) as { configurations: { port: number }[] }).configurations.map(({ port }) => port),
      [30_990, 30_991],
    );
  }
  const ignored = readFileSync(new URL('../../.gitignore', import.meta.url), 'utf8').split('\n');
  for (const path of ['/bin/', '/charts/local/', '/charts/test/']) assert.ok(ignored.includes(path), path);
});

it.run();
