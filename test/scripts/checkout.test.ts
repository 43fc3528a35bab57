import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scratchFolder, writeScript } from '../support/scratch.ts';

const it = suite('scripts in a checkout whose path has a blank');

const root = join(import.meta.dirname, '../..');
const scratch = realpathSync(scratchFolder());
const checkout = join(scratch, 'a checkout');
mkdirSync(checkout);
for (const name of ['scripts', 'src', 'deploy', 'node_modules', 'package.json'])
  symlinkSync(join(root, name), join(checkout, name));
const programs = join(scratch, 'bin');
writeScript(join(programs, 'docker'), 'pwd');

function run(script: string, ...words: readonly string[]) {
  const flags = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const env = { PATH: `${programs}:${process.env['PATH']}`, HOME: scratch, TAG: 'v1' };
  const options = { cwd: scratch, env, encoding: 'utf8' as const };
  return spawnSync(process.execPath, [...flags, join(checkout, 'scripts', script), ...words], options);
}

it('an image is built in the checkout', () => {
  const { status, stdout, stderr } = run('image.ts', 'build');
  assert.is(status, 0, stderr);
  assert.ok(stdout.split('\n').includes(checkout), stdout);
});

it('the manifests that are deployed are found, and what is missing is the cluster', () => {
  const { status, stderr } = run('deploy.ts', '--kubeconfig', '/nowhere/kubeconfig');
  assert.is(status, 1);
  assert.match(stderr, '/nowhere/kubeconfig');
});

it.run();
