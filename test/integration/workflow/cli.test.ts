import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliResult, capstan, startCapstan } from '../../cli/support.ts';
import { eventually } from '../../support/eventually.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('cloudmgr');
const folder = scratchFolder();
const home = join(folder, 'home');
const data = join(folder, 'data');
const env = { HOME: folder, CLOUDMGR_HOME: home, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };

function cloud(...words: readonly string[]): Promise<CliResult> {
  return capstan(['cloud', ...words, '--data', data], { cwd: folder, env });
}

it("init makes a home of one's own, and leaves a folder alone that has something in it", async () => {
  const { code, stdout } = await capstan(['cloud', 'init', home], { cwd: folder, env });
  assert.is(code, 0);
  assert.match(stdout, `cloudmgr up --home ${home}`);
  assert.ok(existsSync(join(home, 'services/hello-service.yml')));
  const again = await capstan(['cloud', 'init', home], { cwd: folder, env });
  assert.is(again.code, 1);
  assert.match(again.stderr, 'not empty');
});

it('002.8: createservice takes the customary path and either ending, and listservices lists it', async () => {
  const created = await cloud('createservice', '--specs', '/data/cloudmgr/resources/services/hello-service.yaml');
  assert.is(created.code, 0, created.stderr);
  assert.is(created.stdout, 'hello created\n');
  const listed = await cloud('listservices', '-o', 'json');
  assert.equal(
    (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name),
    ['hello'],
  );
});

it('a file that describes no service is refused with its place, and nothing is registered', async () => {
  const file = writeText(join(folder, 'bad.yml'), '- plan: good\n  steps: [{task: run, params: a}]\n- plan: bad\n');
  const { code, stderr } = await cloud('createservice', '--specs', file);
  assert.is(code, 1);
  assert.match(stderr, 'entry 2');
  assert.not.match((await cloud('listservices')).stdout, 'good');
});

it('002.8: deployservice without a server runs the command, shows what it prints, and says Done.', async () => {
  const words = ['--phase', 'install', '--service', 'hello', '--user', 'someuser'];
  const { code, stdout, stderr } = await cloud('deployservice', ...words, '--params', 'greeting=$(id),times=2');
  assert.is(code, 0, stderr);
  assert.match(stderr, 'user someuser created');
  assert.match(stdout, 'phase: install\nuser: someuser\ndeployment: hello.someuser\nparams: greeting=$(id),times=2\n');
  assert.match(stdout, '$(id), someuser\n$(id), someuser\n');
  assert.ok(stdout.endsWith('Done.\n'));
});

it('002.17: a service that fails makes the exit code 1, and a limit that is reached too', async () => {
  const failed = await cloud(
    'deployservice',
    '--phase',
    'update',
    '--service',
    'hello',
    '--user',
    'someuser',
    '--params',
    'fail=true',
  );
  assert.is(failed.code, 1);
  assert.match(failed.stderr, 'failing, as asked');
  assert.match(failed.stderr, 'return code 1');
  const once = writeText(join(folder, 'once.yml'), "- plan: once\n  steps: [{task: run, params: 'true'}]\n");
  assert.is((await cloud('createservice', '--specs', once)).code, 0);
  const install = ['deployservice', '--phase', 'install', '--service', 'once', '--user', 'someuser'];
  assert.is((await cloud(...install)).code, 0);
  const again = await cloud(...install);
  assert.is(again.code, 1);
  assert.match(again.stderr, 'someuser may have 1 of once');
});

it('a user is made by an install that nothing else is wrong with', async () => {
  for (const [phase, service] of [
    ['install', 'nothing'],
    ['remove', 'hello'],
  ] as const) {
    const { code, stderr } = await cloud('deployservice', '--phase', phase, '--service', service, '--user', 'newcomer');
    assert.is(code, 1);
    assert.not.match(stderr, 'created');
  }
  assert.not.match((await cloud('user', 'list')).stdout, 'newcomer');
});

it('malformed words are refused before anything is opened', async () => {
  const elsewhere = join(folder, 'elsewhere');
  for (const words of [
    ['deployservice', '--phase', 'upgrade', '--service', 'hello', '--user', 'a'],
    ['deployservice', '--phase', 'install', '--service', 'hello', '--user', 'a', '--params', 'size'],
    ['commands', 'x'],
    ['worker'],
    ['createservice', '--specs', 'nowhere.yml'],
  ]) {
    const { code, stderr } = await capstan(['cloud', ...words, '--data', elsewhere], { cwd: folder, env });
    assert.is(code, 1, words.join(' '));
    assert.match(stderr, /^error: /);
  }
  assert.not.ok(existsSync(elsewhere));
});

it('002.25: up prints the page and a key; commands of this folder go to it, the key outlives a kill, and nothing is lost', async () => {
  const first = await startUp();
  try {
    const shown = await cloud('commands', '-o', 'json');
    assert.is((JSON.parse(shown.stdout) as unknown[]).length, 3, 'what was done without a server');
    assert.is(statSync(join(data, 'server.json')).mode & 0o777, 0o600);
    assert.is((await fetch(`${first.url}/admin/api/v2/service/plan`)).status, 401);
    assert.is((await fetch(`${first.url}/admin/api/v2/service/plan`, { headers: first.headers })).status, 200);
    const second = await cloud('up', '--port', '0');
    assert.is(second.code, 1);
    assert.match(second.stderr, `is open in process ${first.pid}`);
    const added = await cloud('user', 'add', 'ann');
    assert.match(added.stdout, /^Authorization: ApiKey ann:\S+\n$/);
  } finally {
    await first.end('SIGKILL');
  }
  const next = await startUp();
  try {
    assert.equal(next.headers, first.headers);
    assert.match((await cloud('user', 'list')).stdout, /^ann +user/m);
    const removed = await cloud('deployservice', '--phase', 'uninstall', '--service', 'hello', '--user', 'someuser');
    assert.is(removed.code, 0, removed.stderr);
    assert.match(removed.stdout, 'phase: uninstall');
  } finally {
    assert.is(await next.end('SIGTERM'), 0);
  }
});

it('002.8: manage.py is the same by its older name', async () => {
  const program = new URL('../../../cloudmgr/manage.py', import.meta.url).pathname;
  const child = spawn('python3', [program, 'listservices', '--data', data], {
    env: { ...env, PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  assert.is(code, 0);
  assert.match(said, /^hello +1000 /m);
});

it('cloudmgr and om are names of the same program', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const main = new URL('../../../src/cli/main.ts', import.meta.url).pathname;
  for (const [name, usage] of [
    ['cloudmgr', 'Usage: cloudmgr [options] <command>'],
    ['om', 'Usage: om [options] <command>'],
  ] as const) {
    const file = writeText(join(bin, `${name}.ts`), `import ${JSON.stringify(main)};\n`);
    const { stdout, status } = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' });
    assert.equal([status, stdout.split('\n')[0]], [0, usage]);
  }
});

async function startUp() {
  const child = startCapstan(['cloud', 'up', '--sample', '--port', '0', '--data', data], { cwd: folder, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [, url = '', header = ''] = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${said}`);
      const match = /^(http:\/\/127\.0\.0\.1:\d+)\nAuthorization: (ApiKey omadmin:\S+)\n/m.exec(said);
      assert.ok(match, said);
      return match as RegExpExecArray;
    },
    { timeoutMs: 120_000 },
  );
  return {
    url,
    pid: child.pid,
    headers: { authorization: header },
    async end(signal: NodeJS.Signals): Promise<number | null> {
      const ended = once(child, 'close') as Promise<[number | null]>;
      child.kill(signal);
      return (await ended)[0];
    },
  };
}

it.run();
