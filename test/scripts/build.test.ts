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
  assert.ok(text.length < 1_400_000, `${text.length} bytes`);
});

it.run();
