import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openFolder } from '../../src/execution/index.ts';
import { Home } from '../integration/execution/home.ts';
import { scratchFolder, writeScript, writeText } from '../support/scratch.ts';

const it = suite('what is kept of a deployment is its owner’s alone');
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it('folders that are open to others are closed from the user’s on, and none above', async () => {
  const root = scratchFolder();
  const deployments = join(root, 'deployments');
  const folder = join(deployments, 'kim/cluster/om-k8s-kim/web');
  mkdirSync(folder, { recursive: true });
  const parts = ['', 'kim', 'kim/cluster', 'kim/cluster/om-k8s-kim', 'kim/cluster/om-k8s-kim/web'];
  for (const part of parts) chmodSync(join(deployments, part), 0o755);
  await openFolder(folder, deployments);
  assert.equal(
    parts.map((part) => modeOf(join(deployments, part))),
    ['755', '700', '700', '700', '700'],
  );
});

it('a folder that is a link elsewhere keeps its rights', async () => {
  const root = scratchFolder();
  const other = join(root, 'other');
  mkdirSync(other);
  chmodSync(other, 0o755);
  mkdirSync(join(root, 'deployments'));
  symlinkSync(other, join(root, 'deployments/kim'));
  await openFolder(join(root, 'deployments/kim/cluster'), join(root, 'deployments'));
  assert.equal([modeOf(other), modeOf(join(other, 'cluster'))], ['755', '700']);
});

it('terraform writes its state for its owner alone, and one of old is closed', async () => {
  const stage = new Home({});
  const bin = join(stage.folder, 'bin');
  writeScript(
    join(bin, 'terraform'),
    `for word; do case $word in -state=*) state=\${word#-state=} ;; esac; done
case $1 in
apply) [ ! -e "$state" ] || cp "$state" "$state.backup"; echo '{"resources": [{}]}' > "$state"; echo x > "$state.new" ;;
output) echo '{}' ;;
esac`,
  );
  stage.write('resources/components/terraform.yml', 'box:\n  template: box\n');
  stage.write('resources/terraform/box/main.tf', '');
  const base = stage.base('kim', 'box');
  const old = writeText(join(base, 'terraform.tfstate.1.backup'), '{}', 0o644);
  const state = writeText(join(base, 'terraform.tfstate'), '{"resources": []}', 0o644);
  chmodSync(base, 0o755);
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  const umask = process.umask(0o022);
  try {
    await stage.succeed(['terraform.install', '-c', 'box', '-u', 'kim'], { env });
  } finally {
    process.umask(umask);
  }
  const files = [old, state, `${state}.backup`, `${state}.new`];
  assert.equal([...files, base, dirname(base)].map(modeOf), ['600', '600', '600', '600', '700', '700']);
});

it.run();
