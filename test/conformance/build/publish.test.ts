import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildRecord } from '../../../src/build/index.ts';
import { buildEnv, runBuild } from '../../build/run-build.ts';
import { type ScratchProject, scratchProject } from '../../build/scratch-project.ts';
import { capstan } from '../../cli/support.ts';
import { binary } from '../../support/binaries.ts';
import { type RunningRegistry, startRegistry } from '../../support/registry.ts';
import { scratchFolder } from '../../support/scratch.ts';

const it = suite('publish, beside the real registry and crane');
const run = promisify(execFile);

/** A release of two architectures; its program is not started here. */
const release = scratchProject({
  'build.yaml': `name: shop
repository: acme/shop
components:
  - { name: web, files: [{ from: web/, to: /app/ }], command: [/app/main] }
  - { name: empty, files: [{ from: LICENSE, to: /LICENSE }] }
`,
});

let registry: RunningRegistry;

it.before(async () => {
  registry = await startRegistry();
  const { code, stderr } = await runBuild(release, ['--release', 'image']);
  if (code !== 0) throw new Error(stderr);
});

it.after(() => registry.stop());

async function crane(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(await binary('crane'), words);
  return stdout.trim();
}

function publishScript(project: ScratchProject, env: Readonly<Record<string, string>>, words: readonly string[] = []) {
  const path = process.env['PATH'] ?? '';
  return run(join(project.folder, 'bin/images/publish.sh'), words, { cwd: '/', env: buildEnv({ PATH: path, ...env }) });
}

function digestOf(folder: string, component: string, arch: string): string | undefined {
  const text = readFileSync(join(folder, 'bin/images/release/images.json'), 'utf8');
  const built = (JSON.parse(text) as BuildRecord).components.find(({ name }) => name === component);
  return built?.images.find((image) => image.arch === arch)?.digest;
}

it('003.6: publish.sh pushes each architecture and a list that shows both, where it is told to', async () => {
  await publishScript(release, { IMAGE_REGISTRY: registry.host, REPOSITORY: 'mine/shop' });
  const tag = `v1.2.3-${release.hash()}`;
  const place = `${registry.host}/mine/shop`;
  for (const component of ['web', 'empty']) {
    const tags = (await crane('ls', `${place}/${component}`)).split('\n');
    assert.equal(tags.filter((one) => !one.startsWith('sha256-')).sort(), [tag, `${tag}-amd64`, `${tag}-arm64`]);
    const list = JSON.parse(await crane('manifest', `${place}/${component}:${tag}`)) as {
      manifests: { digest: string; platform: { architecture: string; os: string } }[];
    };
    assert.equal(list.manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`).sort(), [
      'linux/amd64',
      'linux/arm64',
    ]);
    for (const { digest, platform } of list.manifests) {
      assert.is(digest, digestOf(release.folder, component, platform.architecture));
      assert.is(await crane('digest', `${place}/${component}:${tag}-${platform.architecture}`), digest);
    }
  }
});

it('003.6: what crane pulls is what was built, for each platform', async () => {
  const reference = `${registry.host}/mine/shop/web:v1.2.3-${release.hash()}`;
  for (const arch of ['amd64', 'arm64']) {
    const config = JSON.parse(await crane('config', '--platform', `linux/${arch}`, reference)) as {
      architecture: string;
      config: { Entrypoint: string[] };
    };
    assert.is(config.architecture, arch);
    assert.equal(config.config.Entrypoint, ['/app/main']);
    const archive = join(scratchFolder(), 'files.tar');
    await crane('export', '--platform', `linux/${arch}`, reference, archive);
    const { stdout } = await run('tar', ['-xOf', archive, 'app/main.js']);
    assert.is(stdout, readFileSync(join(release.folder, 'web/main.js'), 'utf8'));
    await crane('validate', '--remote', reference);
  }
});

it('003.6: registry and repository of the build are the defaults', async () => {
  const { stdout } = await publishScript(release, {}, ['--dry-run']);
  assert.match(stdout, `would push ghcr.io/acme/shop/web:v1.2.3-${release.hash()}-arm64 (arm64)\n`);
  assert.match(stdout, `would push ghcr.io/acme/shop/web:v1.2.3-${release.hash()} (arm64, amd64)\n`);
});

it('003.7: IMAGE_REGISTRY and REPOSITORY=git://origin of the build are baked in', async () => {
  const project = scratchProject();
  project.git('remote', 'add', 'origin', 'ssh://git@github.com/fork/shop.git');
  const env = { IMAGE_REGISTRY: registry.host, REPOSITORY: 'git://origin' };
  const built = await runBuild(project, ['--release', 'image', '--component', 'empty'], env);
  assert.is(built.code, 0, built.stderr);
  const { stdout } = await publishScript(project, {});
  assert.match(stdout, `pushed ${registry.host}/fork/shop/empty:v1.2.3-${project.hash()}@sha256:`);
});

it('003.7: capstan publish reads git remotes, too', async () => {
  const project = scratchProject();
  project.git('remote', 'add', 'fork', 'https://github.com/fork/shop.git');
  await runBuild(project, ['image', '--component', 'empty']);
  const env = buildEnv({ IMAGE_REGISTRY: registry.host, REPOSITORY: 'git://fork' });
  const { code, stdout, stderr } = await capstan(['publish', '-o', 'json'], { cwd: project.folder, env });
  assert.is(code, 0, stderr);
  const { images } = JSON.parse(stdout) as { images: { reference: string; digest: string }[] };
  assert.equal(
    images.map(({ reference }) => reference),
    [`${registry.host}/fork/shop/empty:v1.2.3-${project.hash()}-local`],
  );
  assert.is(await crane('digest', images[0]?.reference ?? ''), images[0]?.digest);
});

it('003.6: a user of config.json may push, nobody else', async () => {
  const guarded = await startRegistry({ name: 'me', password: 'secret' });
  try {
    const words = ['--component', 'empty'];
    const config = scratchFolder();
    const env = { IMAGE_REGISTRY: guarded.host, DOCKER_CONFIG: config };
    const refused = await publishScript(release, env, words).catch((error: { code: number; stderr: string }) => error);
    assert.is((refused as { code: number }).code, 1);
    assert.match(refused.stderr, /401|unauthorized|authentication/i);
    const auth = Buffer.from('me:secret').toString('base64');
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [guarded.host]: { auth } } }));
    const { stdout } = await publishScript(release, env, words);
    assert.match(stdout, /^pushed .*\/acme\/shop\/empty:.*@sha256:/m);
  } finally {
    await guarded.stop();
  }
});

it('a registry that answers 500 is told, and nothing is said to be pushed', async () => {
  const broken = createServer((_, response) => response.writeHead(500).end('no disk'));
  const host = await listen(broken);
  try {
    const failed = await publishScript(release, { IMAGE_REGISTRY: host }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    assert.is((failed as { code: number }).code, 1);
    assert.is(failed.stdout, '');
    assert.match(failed.stderr, /500/);
  } finally {
    broken.close();
  }
});

it('a local build does not know where it goes', async () => {
  const project = scratchProject();
  await runBuild(project, ['image', '--component', 'empty']);
  const { code, stderr } = await capstan(['publish'], { cwd: project.folder, env: buildEnv() });
  assert.is(code, 1);
  assert.match(stderr, /a local build knows no registry of its own/);
  const script = await publishScript(project, {}).catch((error: { stderr: string }) => error);
  assert.match(script.stderr, /a local build knows no registry of its own.*IMAGE_REGISTRY/s);
  const flag = ['--registry', registry.host, '--dry-run'];
  assert.match((await publishScript(project, {}, flag)).stdout, `would push ${registry.host}/local/empty:`);
});

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

it.run();
