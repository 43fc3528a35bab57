import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterFolder, look } from '../../../src/devcluster/index.ts';
import { readPids } from '../../../src/devcluster/pid-file.ts';
import { commandLine } from '../../../src/process-table.ts';
import { eventually } from '../../support/eventually.ts';
import { allGone, describe, devWorld, startSleeper } from './dev-world.ts';
import { holdBack } from './hold-back.ts';
import { UpProcess } from './up-process.ts';

const it = suite('a dev cluster in trouble');

const small = ['--count', '1', '--no-registry'];

it('a second up of a running cluster starts nothing, says so and prints the same line', async () => {
  await using world = await devWorld();
  await world.up(...small.slice(0, 2));
  const pids = world.pids();
  const { pid } = await world.standing();
  const second = await world.up();
  assert.match(second.stderr, `the cluster runs already, as process ${pid}`);
  assert.equal(world.pids(), pids);
});

it('of two ups at the same time one starts the cluster, and both wait for it', async () => {
  await using world = await devWorld();
  const words = ['up', '--count', '1', `--registry-port=${world.registryPort}`];
  const both = await Promise.all([world.dev(...words), world.dev(...words)]);
  for (const run of both) assert.is(run.stdout, `export KUBECONFIG=${world.kubeconfig}\n`, describe(run));
  assert.is((await world.standing()).standing, 'running');
  const all = ['supervisor', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'registry'];
  const running = world.programs().map(({ name }) => name);
  assert.equal(running.sort(), all.sort());
});

it('a supervisor that is killed leaves no process; as after a restart of the machine, up brings the data back', async () => {
  await using world = await devWorld();
  await world.up('--count', '1');
  await world.kubectl('create', 'configmap', 'kept');
  const pids = world.pids();
  const { pid } = await world.standing();
  const folder = join(world.sync, 'control-plane');
  const stale = readFileSync(join(folder, 'pids'), 'utf8');
  process.kill(pid as number, 'SIGKILL');
  await allGone([...pids, pid as number]);
  assert.is((await world.standing()).standing, 'interrupted');

  // After a restart the numbers may belong to others.
  const stranger = startSleeper('/elsewhere');
  try {
    writeFileSync(join(folder, 'pids'), `${stale}${stranger} etcd\n`);
    const lock = join(world.sync, 'lock');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(/"pid":\d+/, `"pid":${stranger}`));
    assert.is((await world.standing()).standing, 'interrupted');
    await world.up();
    assert.match(await world.kubectl('get', 'configmaps', '-o', 'name'), 'configmap/kept');
    assert.match(commandLine(stranger) ?? '', '/elsewhere');
  } finally {
    process.kill(-stranger, 'SIGKILL');
  }
});

it('a part that dies ends the cluster, which says why, and up starts it again', async () => {
  await using world = await devWorld();
  await world.up(...small);
  const { pid } = await world.standing();
  const pids = [...world.pids(), pid as number];
  const scheduler = readPids(join(world.sync, 'control-plane')).find(({ name }) => name === 'kube-scheduler');
  process.kill(scheduler?.pid as number, 'SIGKILL');
  await eventually(async () => assert.is((await world.standing()).standing, 'failed'), { timeoutMs: 60_000 });
  assert.match((await world.standing()).error ?? '', 'the cluster broke: kube-scheduler was ended by SIGKILL');
  await allGone(pids);
  await world.up('--no-registry');
});

it('Ctrl-C as soon as there is a supervisor stops it, and nothing comes up later', async () => {
  await using world = await devWorld();
  using _hold = await holdBack(world, 'etcd');
  await using up = new UpProcess(world, small);
  await eventually(() => assert.ok(world.programs().some(({ name }) => name === 'supervisor')), { everyMs: 5 });
  up.kill('SIGINT');
  assert.is(await up.exited, 1, up.stderr);
  assert.equal(world.programs(), []);
  assert.match(up.stderr, 'what was started is stopped');
});

it('Ctrl-C in the one of two ups that came second does not stop the cluster of the first', async () => {
  await using world = await devWorld();
  using hold = await holdBack(world, 'kube-apiserver');
  await using one = new UpProcess(world, small);
  await using two = new UpProcess(world, small);
  const pid = await eventually(async () => {
    const holder = look(clusterFolder(world.sync)).pid;
    assert.ok(holder);
    return holder;
  });
  const first = parentOf(pid) === one.pid ? one : two;
  const second = first === one ? two : one;
  await eventually(() => assert.match(second.stderr, /kube-apiserver/));
  second.kill('SIGINT');
  assert.is(await second.exited, 1, second.stderr);
  assert.match(second.stderr, `another command has started the cluster (process ${pid}), which goes on`);
  hold[Symbol.dispose]();
  assert.is(await first.exited, 0, first.stderr);
  assert.is((await world.standing()).standing, 'running');
});

it('Ctrl-C while it starts stops what was started', async () => {
  await using world = await devWorld();
  using hold = await holdBack(world, 'kube-apiserver');
  await using up = new UpProcess(world, small);
  await eventually(() => assert.match(up.stderr, /kube-apiserver/));
  up.kill('SIGINT');
  assert.is(await up.exited, 1, up.stderr);
  assert.match(up.stderr, 'stopped by Ctrl-C');
  assert.is(up.stdout, '');
  assert.equal(world.pids(), []);
  hold[Symbol.dispose]();
  await world.up(...small);
});

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

it.run();
