import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildRecord } from '../../src/build/index.ts';
import { readLayout } from '../../src/image/index.ts';
import { runBuild } from './run-build.ts';
import { type ScratchProject, scratchProject } from './scratch-project.ts';

const it = suite('local builds');

function recordOf({ folder }: ScratchProject, mode = 'local'): BuildRecord {
  return JSON.parse(readFileSync(join(folder, 'bin/images', mode, 'images.json'), 'utf8')) as BuildRecord;
}

async function namesOf({ folder }: ScratchProject, mode = 'local'): Promise<string[]> {
  return (await readLayout(join(folder, 'bin/images', mode, 'layout'))).map(({ name }) => name);
}

async function configOf({ folder }: ScratchProject, mode: string, component: string): Promise<ImageConfig> {
  const layout = join(folder, 'bin/images', mode, 'layout');
  const named = (await readLayout(layout)).find(({ name }) => name.startsWith(`${component}:`));
  const digest = named?.images[0]?.config.digest.replace('sha256:', '') ?? '';
  return JSON.parse(readFileSync(join(layout, 'blobs/sha256', digest), 'utf8')) as ImageConfig;
}

interface ImageConfig {
  readonly config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly ExposedPorts: object;
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

it('003.2, 003.3: without a flag images are local, and called by version and commit', async () => {
  const project = scratchProject();
  const { code, stdout, stderr } = await runBuild(project, ['image']);
  assert.is(code, 0, stderr);
  const tag = `v1.2.3-${project.hash()}-local`;
  assert.equal(await namesOf(project), [`web:${tag}`, `empty:${tag}`]);
  assert.match(stdout, `web:${tag}`);
  const { components, appVersion } = recordOf(project);
  assert.is(appVersion, tag);
  assert.equal(
    components.map(({ name }) => name),
    ['web', 'empty'],
  );
  assert.is(readFileSync(join(project.folder, 'charts/local/images/index'), 'utf8'), `web:${tag}\nempty:${tag}\n`);
});

it('003.3: what the build has written makes the copy no dirtier, and the same is built once more', async () => {
  const project = scratchProject();
  await runBuild(project, ['image', '--component', 'empty']);
  const [first] = recordOf(project).components;
  await runBuild(project, ['image', '--component', 'empty']);
  assert.equal(recordOf(project).components[0], first);
});

it('003.3: a dirty copy is marked by the time: the next build has another tag, and the same image', async () => {
  const project = scratchProject();
  project.git('remote', 'add', 'origin', 'git@example.com:acme/shop.git');
  project.write('LICENSE', 'changed\n');
  const { code, stderr } = await runBuild(project, ['image', '--component', 'empty']);
  assert.is(code, 0, stderr);
  const pattern = new RegExp(`^empty:v1\\.2\\.3-${project.hash()}-local-diff-\\d{14}$`);
  const [first] = await readLayout(join(project.folder, 'bin/images/local/layout'));
  assert.match(first?.name ?? '', pattern);

  await setTimeout(1_100); // tags tell seconds
  project.git('remote', 'set-url', 'origin', 'https://me:secret@example.com/acme/shop');
  await runBuild(project, ['image', '--component', 'empty']);
  const [second] = await readLayout(join(project.folder, 'bin/images/local/layout'));
  assert.match(second?.name ?? '', pattern);
  assert.is.not(second?.name, first?.name);
  assert.is(second?.images[0]?.manifest.digest, first?.images[0]?.manifest.digest);
  const { config } = await configOf(project, 'local', 'empty');
  assert.is(config.Labels['org.opencontainers.image.source'], 'https://example.com/acme/shop');
  assert.is(config.Labels['org.opencontainers.image.version'], `v1.2.3-${project.hash()}-local`);
});

it('003.3: RELEASE_BUILD leaves the hash out', async () => {
  const project = scratchProject();
  await runBuild(project, ['image', '--component', 'empty'], { RELEASE_BUILD: '1' });
  assert.equal(await namesOf(project), ['empty:v1.2.3-local']);
});

it('003.2: --test builds beside the local ones', async () => {
  const project = scratchProject();
  await runBuild(project, ['image', '--component', 'empty'], { CHART_VERSION: 'v0.0.0' });
  const { code, stderr } = await runBuild(project, ['--test', 'image', '--component', 'empty'], {
    CHART_VERSION: 'v0.0.0',
  });
  assert.is(code, 0, stderr);
  assert.equal(await namesOf(project, 'test'), [`empty:v0.0.0-${project.hash()}-test`]);
  assert.equal(await namesOf(project), [`empty:v0.0.0-${project.hash()}-local`]);
});

it('003.8: --debug starts programs under a debugger, and marks them', async () => {
  const project = scratchProject();
  const { code, stderr } = await runBuild(project, ['--debug', 'image', '--component', 'web']);
  assert.is(code, 0, stderr);
  assert.equal(await namesOf(project), [`web:v1.2.3-${project.hash()}-local-debug`]);
  const { config } = await configOf(project, 'local', 'web');
  assert.equal(config.Entrypoint, ['/usr/local/bin/node', '--inspect=0.0.0.0:19999', '/app/main.js']);
  assert.ok('19999/tcp' in config.ExposedPorts);
});

it('images are of nobody, and say what they are made of', async () => {
  const project = scratchProject();
  await runBuild(project, ['image', '--component', 'web']);
  const { config } = await configOf(project, 'local', 'web');
  assert.match(config.User, /^65532(:0)?$/);
  assert.equal(config.Entrypoint, ['/usr/local/bin/node', '/app/main.js']);
  assert.is(config.Labels['org.opencontainers.image.revision'], project.git('rev-parse', 'HEAD').trim());
});

it('a change of one line moves one layer', async () => {
  const project = scratchProject();
  await runBuild(project, ['image', '--component', 'web']);
  const before = (await configOf(project, 'local', 'web')).rootfs.diff_ids;
  project.write('web/main.js', "console.log(require('/app/lib/words.js').hello + '!');\n");
  await runBuild(project, ['image', '--component', 'web']);
  const after = (await configOf(project, 'local', 'web')).rootfs.diff_ids;
  assert.is(after.length, before.length);
  assert.equal(
    after.filter((id, index) => id !== before[index]),
    after.slice(-1),
  );
});

it('commands run once for all or for each architecture, and are told for what', async () => {
  const script = 'printf %s "$COMPONENT $VERSION $MODE ${ARCH:-all} ${DEBUG:-plain} $1" > "$OUT/told"; echo x >> runs';
  const project = scratchProject({
    'tell.sh': `#!/bin/sh\n${script}\n`,
    '.gitignore': 'node_modules\nruns\n',
    'build.yaml': `name: shop
components:
  - { name: each, build: [sh, tell.sh, '\${ARCH}'], perArch: true, files: [{ from: '\${OUT}/', to: /each/ }] }
  - { name: once, build: [sh, tell.sh, '\${APP_VERSION}'], files: [{ from: '\${OUT}/told', to: /told }] }
`,
  });
  const { code, stderr } = await runBuild(project, ['image'], { ARCH: 'amd64 arm64', APP_VERSION: 'mine' });
  assert.is(code, 0, stderr);
  assert.is(readFileSync(join(project.folder, 'runs'), 'utf8'), 'x\nx\nx\n');
  const named = await readLayout(join(project.folder, 'bin/images/local/layout'));
  const each = named.find(({ name }) => name === 'each:mine-local');
  const [one, other] = each?.images.map(({ layers }) => layers.at(-1)?.digest) ?? [];
  assert.is.not(one, other);
  const once = named.find(({ name }) => name === 'once:mine-local');
  assert.is(new Set(once?.images.map(({ layers }) => layers.at(-1)?.digest)).size, 1);
  assert.equal(named.map(({ name }) => name).sort(), ['each:mine', 'each:mine-local', 'once:mine', 'once:mine-local']);
});

it('a project of a folder without git is built under a name of its own', async () => {
  const project = scratchProject();
  execFileSync('rm', ['-r', join(project.folder, '.git')]);
  const { code, stderr } = await runBuild(project, ['image', '--component', 'empty'], { APP_VERSION: 'mine' });
  assert.is(code, 0, stderr);
  assert.equal(await namesOf(project), ['empty:mine-local', 'empty:mine']);
  project.git('init', '--quiet');
  const withoutCommit = await runBuild(project, ['image', '--component', 'empty'], { APP_VERSION: 'mine' });
  assert.is(withoutCommit.code, 0, withoutCommit.stderr);
});

it('--out puts all of it somewhere else', async () => {
  const project = scratchProject();
  const out = join(project.folder, 'node_modules-of-nobody');
  await runBuild(project, ['image', '--component', 'empty', '--out', out]);
  assert.ok(existsSync(join(out, 'bin/images/publish.sh')));
  assert.not.ok(existsSync(join(project.folder, 'bin')));
});

it('--dry-run writes nothing, and -o json is the plan', async () => {
  const project = scratchProject();
  const { stdout } = await runBuild(project, ['--dry-run', '-o', 'json']);
  const { images, writes } = JSON.parse(stdout) as { images: { list: string }[]; writes: string[] };
  assert.is(images[0]?.list, `v1.2.3-${project.hash()}-local`);
  assert.ok(writes.includes('bin/images/publish.sh'));
  assert.not.ok(existsSync(join(project.folder, 'bin')));
});

it('003.8: --ide vscode prints how to attach to both ports, also without a project', async () => {
  const { code, stdout } = await runBuild({ ...scratchProject(), folder: '/' }, ['--ide', 'vscode']);
  assert.is(code, 0);
  const { configurations } = JSON.parse(stdout) as { configurations: Readonly<Record<string, unknown>>[] };
  assert.equal(
    configurations.map(({ port, type, request }) => [port, type, request]),
    [
      [30_990, 'node', 'attach'],
      [30_991, 'node', 'attach'],
    ],
  );
});

it.run();
