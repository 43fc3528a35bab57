import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPlaces } from '../../../src/cli/cloud/places.ts';
import { work } from '../../../src/cli/cloud/work.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { type CloudApp, cloudApp } from '../../support/cloud-app.ts';
import { scratchFolder, writeScript } from '../../support/scratch.ts';

const it = suite('om cloud');
const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

let cloud: CloudApp;
let server: RunningServer;
let working: Promise<void>;
const folder = scratchFolder();
const gate = join(folder, 'gate');

it.before(async () => {
  const home = join(folder, 'home');
  const script = writeScript(
    join(home, 'scripts/hello.sh'),
    'echo "$DEPLOY_PHASE of $DEPLOY_NAME: $DEPLOY_PARAMS"\ncase "$DEPLOY_PARAMS" in *fail*) echo "no room left" >&2; exit 3;; esac',
  );
  const slow = writeScript(join(home, 'scripts/slow.sh'), `echo waiting\nwhile ! test -e ${gate}; do sleep 0.1; done`);
  cloud = await cloudApp();
  await cloud.offer('hello', { steps: [{ task: 'run', params: script }] });
  await cloud.offer('slow', { steps: [{ task: 'run', params: slow }] });
  const flags = { home, deployments: join(folder, 'deployments'), data: join(folder, 'data') };
  const places = readPlaces(flags, { HOME: folder });
  working = work(cloud.store, places, {}, silentLogger, cloud.stop.signal);
  server = await startServer({ app: cloud.app, host: '127.0.0.1', port: 0 });
});

it.after(async () => {
  cloud.stop.abort();
  await working;
  await server.close();
  await cloud[Symbol.asyncDispose]();
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function om(words: readonly string[], env: Record<string, string> = access(), input = ''): Promise<Run> {
  const child = spawn(process.execPath, [main, 'om', 'cloud', ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
  });
  child.stdin.end(input);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code: code ?? 1, ...said }));
  });
}

function access(): Record<string, string> {
  return {
    OMEGA_RESTAPI_URL: server.url,
    OMEGA_USERID: 'someuser',
    OMEGA_APIKEY: cloud.keys['someuser'] ?? '',
    OMEGA_QUALIFIER: 'default',
  };
}

async function lastParams(): Promise<string> {
  return (await cloud.ask('someuser', 'GET', '/admin/api/v2/service/command?limit=1')).body.objects[0].params;
}

it('002.17: login stores who one is, once the server has taken the key', async () => {
  const wrong = await om(['login', 'someuser', '--apiurl', server.url], {}, 'not the key\n');
  assert.is(wrong.code, 1);
  assert.match(wrong.stderr, 'not right');
  const right = await om(['login', 'someuser', '--apiurl', server.url], {}, `${cloud.keys['someuser']}\n`);
  assert.is(right.code, 0, right.stderr);
  assert.match(right.stdout, /Done\.\n$/);
  const file = join(folder, '.omegaml/config.yml');
  assert.is(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, 'utf8'), `OMEGA_APIKEY: ${cloud.keys['someuser']}`);
  const shown = await om(['config', 'show'], {});
  assert.match(shown.stdout, 'OMEGA_USERID: someuser');
  assert.not.match(shown.stdout, cloud.keys['someuser'] ?? '');
});

it('002.17: add, update and remove say how they go on, and Done.', async () => {
  const added = await om(['add', 'hello', '--specs', 'cluster-name=blue,size=2']);
  assert.is(added.code, 0, added.stderr);
  assert.is(added.stdout, 'Done.\n');
  assert.match(added.stderr, /command \d+: install of hello\.someuser\n/);
  assert.match(added.stderr, 'COMPLETED');
  assert.is(await lastParams(), 'cluster-name=blue,size=2');
  assert.is((await om(['update', 'hello', '--specs', 'size=3'])).stdout, 'Done.\n');
  const status = await om(['status'], {}); // as login stored it
  assert.is(status.code, 0, status.stderr);
  assert.match(status.stdout, /^hello\.someuser +hello +COMPLETED/m);
  assert.is((await om(['remove', 'hello'])).stdout, 'Done.\n');
  assert.is(await lastParams(), 'size=1,node-type=small,provider=', 'what is asked for where nothing is said');
  const { stdout } = await om(['status', '-o', 'json']);
  assert.equal(
    JSON.parse(stdout).map(({ name, status_name }: { name: string; status_name: string }) => [name, status_name]),
    [['hello.someuser', 'REMOVED']],
  );
});

it('002.17: what fails says why, and ends with 1', async () => {
  const failed = await om(['add', 'hello', '--specs', 'fail=1']);
  assert.is(failed.code, 1);
  assert.is(failed.stdout, '');
  assert.match(failed.stderr, 'no room left');
  assert.match(failed.stderr, /SERVICE_FAILED/);
  for (const [words, reason] of [
    [['add', 'nothing'], 'no service "nothing" is offered'],
    [['add', 'hello', '--specs', 'x'], 'no `=`'],
    [['update', 'slow'], 'slow'],
    [['explode', 'hello'], "unknown command 'explode'"],
  ] as const) {
    const refused = await om(words);
    assert.is(refused.code, 1, words.join(' '));
    assert.match(refused.stderr, reason);
    assert.not.match(refused.stdout, 'Done');
  }
});

it('a server that is not there, or a user nobody knows, is said in plain words', async () => {
  const nowhere = await om(['add', 'hello'], { ...access(), OMEGA_RESTAPI_URL: 'http://127.0.0.1:1' });
  assert.is(nowhere.code, 1);
  assert.match(nowhere.stderr, 'http://127.0.0.1:1 does not answer');
  const stranger = await om(['add', 'hello'], { ...access(), OMEGA_USERID: 'stranger' });
  assert.match(stranger.stderr, 'not right');
  const unknown = await om(['status', '--config', join(folder, 'none.yml')], {});
  assert.match(unknown.stderr, 'om cloud login');
});

it('002.25: the API answers while a task runs for long', async () => {
  const added = om(['add', 'slow']);
  for (;;) {
    const { body } = await cloud.ask('someuser', 'GET', '/admin/api/v2/service/task?status=PENDING');
    if (body.objects.some(({ kind }: { kind: string }) => kind === 'run')) break;
  }
  const { body } = await cloud.ask('someuser', 'GET', '/admin/api/v2/service/command?status=PENDING');
  assert.is(body.objects[0].offering, 'slow');
  writeScript(gate, '');
  assert.is((await added).stdout, 'Done.\n');
});

it.run();
