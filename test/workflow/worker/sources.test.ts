import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cancelCommand, states } from '../../../src/workflow/index.ts';
import { eventually } from '../../support/eventually.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { serveRepository } from './git-server.ts';
import { type WorkerStage, workerStage } from './stage.ts';

const it = suite('worker: sources of tasks');
let stage: WorkerStage;
const remote = join(scratchFolder(), 'remote');
const url = `file://${remote}`;

it.before(async () => {
  makeRemote();
  stage = await workerStage();
  stage.startWorker();
});
it.after(async () => await stage[Symbol.asyncDispose]());

function git(...words: readonly string[]): string {
  const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', remote, ...own, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Two commits on main, a tag on the first. */
function makeRemote(): void {
  writeText(join(remote, 'deploy/run.sh'), '#!/bin/sh\necho "old $DEPLOY_PHASE"\n', 0o755);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', remote]);
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  git('tag', 'v1');
  writeText(
    join(remote, 'deploy/run.sh'),
    '#!/bin/sh\necho "new $DEPLOY_PHASE for $DEPLOY_USER"; printf "[%s]\\n" "$@"; git -C "$(dirname "$0")" rev-list --count HEAD\n',
    0o755,
  );
  writeText(join(remote, 'no-bit.py'), '#!/usr/bin/env python3\nimport sys\nprint("py", sys.argv[1:])\n');
  writeText(join(remote, 'text.txt'), 'text\n');
  execFileSync('ln', ['-s', '/bin/echo', join(remote, 'out')]);
  git('add', '.');
  git('commit', '--quiet', '-m', 'two');
}

async function run(
  plan: string,
  step: string | object,
  params = '',
): Promise<{ status: number; message: string; lines: string[] }> {
  await stage.offer(plan, [step]);
  const id = await stage.submit(plan, 'install', { params });
  const { status, status_message } = await stage.ended(id);
  return { status, message: status_message, lines: await stage.printed(id) };
}

it('002.6: a local script', async () => {
  writeText(join(stage.home, 'scripts/local.sh'), '. utils/env.sh\necho "$greeting $DEPLOY_PARAMS"\n');
  writeText(join(stage.home, 'scripts/utils/env.sh'), 'greeting=hello\n');
  const { status, lines } = await run('local', 'bash /data/cloudmgr/scripts/local.sh', 'who=you');
  assert.is(status, states.COMPLETED);
  assert.is(lines.at(-1), 'hello who=you');
});

it('002.6: a script of a git repository: one commit is fetched, the arguments reach it as they are', async () => {
  const params = `${url} deploy/run.sh '$(touch x)' "two words" plain`;
  const { status, lines } = await run('git-head', { task: 'git', params });
  assert.is(status, states.COMPLETED, lines.join('\n'));
  const fetched = lines.indexOf(`fetched ${url}`);
  assert.equal(lines.slice(fetched + 1), ['new install for ann', '[$(touch x)]', '[two words]', '[plain]', '1']);
});

it('002.6: a script of a git repository over https, with a password', async () => {
  await using server = await serveRepository(remote, { user: 'ann', password: 's e@cret' });
  writeText(join(stage.home, '.gitconfig'), `[http "${server.url}"]\n  sslCAInfo = ${server.caFile}\n`);
  const address = (login: string) => `${server.url.replace('//', `//${login}@`)}/remote/.git deploy/run.sh over`;
  const { status, lines } = await run('git-https', { task: 'git', params: address('ann:s%20e%40cret') });
  assert.is(status, states.COMPLETED, lines.join('\n'));
  assert.equal(lines.slice(-3), ['new install for ann', '[over]', '1']);
  const refused = await run('git-https-refused', { task: 'git', params: address('ann:wrong') });
  assert.is(refused.status, states.FAILED);
  assert.match(refused.lines.join('\n'), /could not be fetched/);
  assert.not.match(refused.lines.join('\n'), /wrong/);
});

it('002.6: a tag, a branch and a commit of a git repository', async () => {
  for (const [ref, want] of [
    ['v1', 'old install'],
    ['main', 'new install for ann'],
    [git('rev-parse', 'v1'), 'old install'],
  ] as const) {
    const { status, lines } = await run(`git-${ref}`, { task: 'git', params: `${url}#${ref} deploy/run.sh` });
    assert.is(status, states.COMPLETED, lines.join('\n'));
    assert.ok(lines.includes(want), lines.join('\n'));
  }
});

it('002.6: a script that was committed without its bit runs by its first line', async () => {
  const { status, lines } = await run('git-py', { task: 'git', params: `${url} no-bit.py a 'b c'` });
  assert.is(status, states.COMPLETED, lines.join('\n'));
  assert.is(lines.at(-1), "py ['a', 'b c']");
});

for (const [what, params, reason] of [
  ['a transport that runs programs', 'ext::sh%20-c%20touch%20x run.sh', /none that is fetched from/],
  ['a repository that is not there', 'file:///no/such/repository run.sh', /could not be fetched/],
  ['a branch that is not there', `${url}#nowhere run.sh`, /could not be fetched/],
  ['a file that is not there', `${url} nowhere.sh`, /the repository has no file nowhere\.sh/],
  ['a file that is no program', `${url} text.txt`, /text\.txt of the repository cannot be executed/],
  ['a link that leads out', `${url} out hello`, /a link that leads out of the repository/],
] as const) {
  it(`${what}: the task fails and says why`, async () => {
    const { status, lines } = await run(`bad-${what.replaceAll(/\W+/g, '-')}`, { task: 'git', params });
    assert.is(status, states.FAILED);
    assert.match(lines.join('\n'), reason);
    assert.not.ok(existsSync('x'));
  });
}

it('002.6: a function of a TypeScript module', async () => {
  writeText(
    join(stage.home, 'tasks/deploy.ts'),
    `interface Task { phase: string; params: Record<string, string>; user: string; env: Record<string, string>; log(...values: unknown[]): void }
export default async function deploy({ phase, params, user, env, log }: Task): Promise<void> {
  log(phase, user, params);
  console.log(env.DEPLOY_NAME);
  setInterval(() => {}, 1_000); // what it leaves open does not hold the task up
}`,
  );
  const { status, lines } = await run('ts', { task: 'module', params: 'tasks/deploy.ts' }, 'a=1,b=x=y');
  assert.is(status, states.COMPLETED, lines.join('\n'));
  assert.match(lines.join('\n'), /install ann .*\{ a: '1', b: 'x=y' \}\nts\.ann$/);
});

for (const [what, text, target, reason] of [
  ['that throws', 'export function f() { throw new Error("no luck"); }', 'f', /Error: no luck/],
  ['that is not there', 'export const g = 1;', 'f', /exports no function f; it exports: g/],
  ['of a file with a fault', 'export function f( {', 'f', /SyntaxError|ERR_INVALID_TYPESCRIPT_SYNTAX/],
] as const) {
  it(`a function ${what}: the task fails and says why`, async () => {
    writeText(join(stage.home, 'tasks/bad.ts'), text);
    const { status, message, lines } = await run('bad-module', { task: 'module', params: `tasks/bad.ts#${target}` });
    assert.is(status, states.FAILED);
    assert.is(message, 'step 1 (module) failed: return code 1');
    assert.match(lines.join('\n'), reason);
  });
}

for (const [what, path] of [
  ['of the machine', join(scratchFolder(), 'out.mjs')],
  ['that a link of the home leads to', 'tasks/link.mjs'],
] as const) {
  it(`a module ${what} is none of the home: the task fails and says so`, async () => {
    const outside = path.startsWith('/') ? path : join(scratchFolder(), 'linked.mjs');
    writeText(outside, 'export default () => console.log("outside ran");');
    writeText(join(stage.home, 'tasks/empty.js'), '');
    if (!path.startsWith('/')) execFileSync('ln', ['-s', outside, join(stage.home, path)]);
    const { status, lines } = await run('outside', { task: 'module', params: path });
    assert.is(status, states.FAILED);
    assert.match(lines.join('\n'), /lies outside of the home/);
    assert.not.ok(lines.includes('outside ran'));
  });
}

it('user and password of a repository are shown to nobody, and stand on no command line', async () => {
  const bin = join(stage.home, 'bin');
  writeText(join(bin, 'git'), '#!/bin/sh\necho "$*" >> $CLOUDMGR_HOME/argv\nenv >> $CLOUDMGR_HOME/env\n', 0o755);
  const step = { task: 'git', params: 'https://ann:se@cret@example.com/b run.sh https://x:cret2@example.com/' };
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  await stage.offer('login', [step], { configuration: { env } });
  const id = await stage.submit('login', 'install');
  const { tasks, status_message } = await stage.ended(id);
  const shown = JSON.stringify([tasks, status_message, await stage.printed(id)]);
  assert.match(shown, /example\.com/);
  assert.not.match(shown, /cret/);
  const argv = readFileSync(join(stage.home, 'argv'), 'utf8');
  assert.match(argv, /fetch .* -- https:\/\/example\.com\/b HEAD/);
  assert.not.match(argv, /cret/);
  const header = `Authorization: Basic ${Buffer.from('ann:se@cret').toString('base64')}`;
  assert.ok(readFileSync(join(stage.home, 'env'), 'utf8').includes(`GIT_CONFIG_VALUE_0=${header}\n`));
});

it('a function hears that it is cancelled', async () => {
  writeText(
    join(stage.home, 'tasks/wait.js'),
    `export function wait({ signal, log }) {
  log('up');
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(log('bye'))));
}`,
  );
  await stage.offer('wait', [{ task: 'module', params: 'tasks/wait.js#wait' }]);
  const id = await stage.submit('wait', 'install');
  await eventually(async () => assert.ok((await stage.printed(id)).includes('up')));
  await cancelCommand(stage.store, id, 'ann');
  assert.is((await stage.ended(id)).status_message, 'cancelled by ann');
  assert.ok((await stage.printed(id)).includes('bye'));
});

it('the folder of a task is gone when it ends', async () => {
  const { lines } = await run('folder', 'sh -c "pwd; touch left; echo $TMPDIR"');
  const [folder = '', temporary = ''] = lines.slice(1);
  await eventually(() => assert.not.ok(existsSync(folder) || existsSync(temporary)));
});

it.run();
