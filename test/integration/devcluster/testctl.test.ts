import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describe, devWorld } from './dev-world.ts';
import { addTests, knitfabProject } from './knitfab-project.ts';

const it = suite('capstan testctl');

const checkout = new URL('../../..', import.meta.url).pathname;

it('003.13: install makes an environment apart from the dev cluster, test runs our own tests on it, uninstall removes it', async () => {
  await using world = await devWorld();
  await knitfabProject(world);
  await world.up('--count', '1');
  const own = [world.kubeconfig, join(world.sync, 'settings.json'), join(world.sync, 'control-plane/kept.json')];
  const before = own.map((file) => readFileSync(file, 'utf8'));
  const pids = world.pids();

  const installed = await world.run('testctl', 'install');
  assert.is(installed.code, 0, describe(installed));
  const file = join(world.project, '.testenv');
  assert.is(statSync(file).mode & 0o777, 0o600);
  const kubeconfig = join(world.project, '.capstan/testenv/kubeconfig/kubeconfig');
  assert.equal(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('KNIT_')),
    [`KNIT_TEST_KUBECONFIG=${kubeconfig}`, 'KNIT_TEST_KUBECTX=capstan-dev', 'KNIT_TEST_NAMESPACE=knit-test'],
  );
  assert.not.match(
    await world.kubectl('get', 'namespaces', '-o', 'name'),
    'knit-test',
    'the dev cluster has none of it',
  );
  const words = ['--kubeconfig', kubeconfig, '-n', 'knit-test', 'get'];
  assert.equal((await world.kubectl(...words, 'pvc', '-o', 'jsonpath={.items[*].status.phase}')).split(' '), [
    'Bound',
    'Bound',
    'Bound',
  ]);
  assert.is(
    await world.kubectl(...words, 'deployment', 'database-postgres', '-o', 'jsonpath={.status.readyReplicas}'),
    '1',
  );

  // One of our own test files, as it is, on the cluster of .testenv.
  addTests(world, `cd ${checkout} && exec ${process.execPath} test/run.ts "$@"`);
  const tests = await world.run('testctl', 'test', '--jobs', '1', 'test/devcluster/shared');
  assert.is(tests.code, 0, describe(tests));
  assert.match(tests.stdout, /\n\d+ passed, 0 failed\n/);
  const namespaces = await world.kubectl('--kubeconfig', kubeconfig, 'get', 'namespaces', '-o', 'name');
  assert.match(namespaces, /namespace\/test-[0-9a-f]{8}\n/, 'what the tests made is there');

  const failing = await world.run('testctl', 'test', 'no-such-file');
  assert.is(failing.code, 1, "the tests' exit code is passed on");

  const uninstalled = await world.run('testctl', 'uninstall');
  assert.is(uninstalled.code, 0, describe(uninstalled));
  assert.not(existsSync(file));
  assert.not(existsSync(join(world.project, '.capstan/testenv')));
  assert.equal(
    own.map((path) => readFileSync(path, 'utf8')),
    before,
  );
  assert.equal(world.pids(), pids, 'the dev cluster runs on as it was');
});

it('003.13: what cannot be done is said', async () => {
  await using world = await devWorld();
  await knitfabProject(world);
  const unknown = await world.run('testctl', 'reinstall');
  assert.is(unknown.code, 1);
  assert.match(unknown.stderr, "unknown command 'reinstall'");
  const none = await world.run('testctl', 'test');
  assert.is(none.code, 1);
  assert.match(none.stderr, 'there is no test environment');
  assert.match(none.stderr, 'capstan testctl install');
  writeFileSync(join(world.project, '.testenv'), 'KNIT_TEST_KUBECONFIG=/a\n');
  const half = await world.run('testctl', 'test');
  assert.is(half.code, 1);
  assert.match(half.stderr, '.testenv does not say KNIT_TEST_KUBECTX, KNIT_TEST_NAMESPACE');
  assert.is((await world.run('testctl', 'uninstall')).code, 0, 'removes what is half there');
  assert.is((await world.run('testctl', 'uninstall')).code, 0, 'a second time is no failure');
});

it.run();
