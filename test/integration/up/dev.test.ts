import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPids } from '../../../src/devcluster/pid-file.ts';
import { commandLine } from '../../../src/process-table.ts';
import { binary } from '../../support/binaries.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeCheckout } from './checkout.ts';
import { UpProcess } from './session.ts';

const it = suite('capstan up with a control plane of its own');
const run = promisify(execFile);

/** The cache that everybody else uses, and a home folder without anything in it. */
function surroundings() {
  const cwd = fakeCheckout();
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return { cwd, env: { HOME: cwd, XDG_CACHE_HOME: cache, KUBEBUILDER_ASSETS: process.env['KUBEBUILDER_ASSETS'] } };
}

function pidsOf(cwd: string): number[] {
  const folder = join(cwd, '.capstan/dev');
  return [...readPids(folder), ...readPids(join(folder, 'operator'))].map(({ pid }) => pid);
}

async function allGone(pids: readonly number[]): Promise<void> {
  await eventually(() =>
    assert.equal(
      pids.map(commandLine),
      pids.map(() => undefined),
    ),
  );
}

it('acceptance items 3, 5 and 6: the sample becomes exactly four pods, minio unready at first, and Ctrl-C ends all of it', async () => {
  const around = surroundings();
  await using up = new UpProcess(['--namespace', 'demo', '--sample'], around);
  await up.settled();
  const kubeconfig = /^export KUBECONFIG=(.+)$/m.exec(up.stdout)?.[1];
  assert.is(kubeconfig, join(around.cwd, '.capstan/dev/kubeconfig'));
  assert.match(up.stderr, /Watching resource {2}.*kind=Runtime {2}.*namespace=demo/);

  const kubectl = await binary('kubectl');
  const env = { KUBECONFIG: kubeconfig, HOME: around.cwd };
  const inDemo = async (...words: readonly string[]) => (await run(kubectl, ['-n', 'demo', ...words], { env })).stdout;
  // It starts as its probe has it; then it is held, as 20 s may be too short for what is to be seen.
  const phase = ['get', 'pod', 'kre-minio-0', '-o', 'jsonpath={.status.phase}'];
  await eventually(async () => assert.is(await inDemo(...phase), 'Running'), { everyMs: 50 });
  await inDemo('label', 'pod', 'kre-minio-0', 'capstan.dev/test-pod=hangs');
  await eventually(async () => {
    const rows = (await inDemo('get', 'pods', '--no-headers')).trim().split('\n');
    assert.equal(
      rows.map((row) => row.split(/ +/).slice(0, 3).join(' ')),
      ['kre-minio-0 0/1 Running', 'kre-mongo-0 1/1 Running', 'kre-nats-0 1/1 Running', 'kre-nats-1 1/1 Running'],
      up.output,
    );
  });

  await using second = new UpProcess(['--namespace', 'other'], around);
  assert.is(await second.exited, 1);
  assert.match(second.stderr, /another `capstan up` runs here already, as process \d+/);

  const pids = pidsOf(around.cwd);
  assert.is(pids.length, 6);
  up.kill('SIGINT');
  assert.is(await up.exited, 0, up.output);
  await allGone(pids);
  for (const name of ['etcd', 'kubeconfig', 'tokens.csv'])
    assert.not(existsSync(join(around.cwd, '.capstan/dev', name)));
});

it('when it is killed nothing survives it, and the next one starts from nothing', async () => {
  const around = surroundings();
  const first = new UpProcess(['--namespace', 'demo'], around);
  await first.settled();
  const pids = pidsOf(around.cwd);
  assert.is(pids.length, 6);
  first.kill('SIGKILL');
  await first.exited;
  await allGone(pids);
  // The shell of the first has its KUBECONFIG still.
  const env = { ...around.env, KUBECONFIG: join(around.cwd, '.capstan/dev/kubeconfig') };
  await using next = new UpProcess(['--namespace', 'other'], { ...around, env });
  await next.settled();
  const { stdout } = await run(await binary('kubectl'), ['get', 'namespaces', '-o', 'name'], { env });
  assert.match(stdout, 'namespace/other');
  assert.not.match(stdout, 'namespace/demo');
});

it('a part of the control plane that dies ends it, with the end of its log', async () => {
  const around = surroundings();
  await using up = new UpProcess(['--namespace', 'demo'], around);
  await up.settled();
  const pids = pidsOf(around.cwd);
  const scheduler = readPids(join(around.cwd, '.capstan/dev')).find(({ name }) => name === 'kube-scheduler');
  process.kill(scheduler?.pid as number, 'SIGKILL');
  assert.is(await up.exited, 1, up.output);
  assert.match(up.stderr, /error: the control plane broke: kube-scheduler was ended by SIGKILL/);
  await allGone(pids);
});

it('Ctrl-C while it starts ends it cleanly, and a second one at once', async () => {
  const around = surroundings();
  await using up = new UpProcess(['--namespace', 'demo'], around);
  await eventually(() => assert.match(up.stderr, 'control plane: kube-apiserver'), { timeoutMs: 90_000 });
  up.kill('SIGINT');
  assert.is(await up.exited, 0, up.output);
  assert.equal(pidsOf(around.cwd), []);

  await using again = new UpProcess(['--namespace', 'demo'], around);
  await again.settled();
  const pids = pidsOf(around.cwd);
  again.kill('SIGINT');
  await eventually(() => assert.match(again.stderr, 'Ctrl-C again'));
  again.kill('SIGINT');
  await again.exited;
  await allGone(pids);
});

it.run();
