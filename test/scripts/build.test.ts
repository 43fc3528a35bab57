import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const it = suite('bundle');
const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'capstan-build-'));
const bundle = join(folder, 'out/capstan.js');
it.after(() => rmSync(folder, { recursive: true, force: true }));

function start(words: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  return spawnSync(process.execPath, [bundle, ...words], { cwd: folder, env, encoding: 'utf8' });
}

it('is built, and says how large it is', () => {
  const said = execFileSync(process.execPath, ['scripts/build.ts', bundle], { cwd: root, encoding: 'utf8' });
  assert.match(said, /^ *\d+ kB {2}.*capstan\.js and what it loads, of which\n/);
  assert.ok(statSync(bundle).mode & 0o100, 'it can be started by its name');
});

it('comes with a list of the packages in it, each with licence and hash, the same every time', () => {
  const text = readFileSync(join(folder, 'out/sbom.cdx.json'), 'utf8');
  const { bomFormat, specVersion, components } = JSON.parse(text) as Sbom;
  assert.equal([bomFormat, specVersion], ['CycloneDX', '1.6']);
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
  const names = components.map(({ name }) => name);
  for (const name of ['commander', 'undici', '@kubernetes/client-node', 'yaml', 'minipass'])
    assert.ok(names.includes(name), name);
  for (const name of ['esbuild', 'typescript', 'uvu', 'fast-check']) assert.not.ok(names.includes(name), name);
  for (const { name, version, purl, licenses, hashes } of components) {
    const locked = packages[`node_modules/${name}`];
    assert.is(version, locked?.version, name);
    assert.is(purl, `pkg:npm/${name.replace('@', '%40')}@${version}`);
    assert.ok(licenses?.length, `${name} has no licence`);
    const [hash] = hashes ?? [];
    assert.is(hash?.alg, 'SHA-512');
    assert.is(`sha512-${Buffer.from(hash?.content ?? '', 'hex').toString('base64')}`, locked?.integrity, name);
  }
  const again = join(folder, 'again/capstan.js');
  execFileSync(process.execPath, ['scripts/build.ts', again], { cwd: root });
  assert.is(readFileSync(join(folder, 'again/sbom.cdx.json'), 'utf8'), text);
});

interface Sbom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses?: readonly object[];
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity?: string }>>;
}

it('knows the version of package.json, wherever it lies', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const { status, stdout } = start(['version', '-o', 'json']);
  assert.is(status, 0);
  assert.is((JSON.parse(stdout) as { version: string }).version, version);
});

it('renders a chart', () => {
  const { status, stdout, stderr } = start(['template', 'demo', join(root, 'helm-charts/kre-chart')]);
  assert.is(status, 0, stderr);
  assert.match(stdout, 'kind: StatefulSet');
});

it('runs the operator up to the point where it needs a cluster', () => {
  const { status, stderr } = start(['run', '--watches-file', join(root, 'watches.yaml')]);
  assert.is(status, 1);
  assert.match(stderr, /error: .*CONNECTION_CONFIG\n/);
});

it('leaves out what nobody uses: the models of client-node', () => {
  const text = readFileSync(join(folder, 'out/packages/kubernetes-client-node.js'), 'utf8');
  assert.not.match(text, 'V1PodSecurityContext');
  assert.ok(text.length < 1_500_000, `${text.length} bytes`);
});

it('reads for a short command a third of it all', () => {
  const text = readFileSync(join(folder, 'out/program.js'), 'utf8');
  assert.ok(text.length < 2_500_000, `${text.length} bytes`);
});

it.run();
