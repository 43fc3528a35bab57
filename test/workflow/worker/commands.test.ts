import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  cancelCommand,
  getDeployment,
  listDeployments,
  readOutput,
  restartCommand,
  states,
  type TaskView,
} from '../../../src/workflow/index.ts';
import { eventually } from '../../support/eventually.ts';
import { writeScript, writeText } from '../../support/scratch.ts';
import { type WorkerStage, workerStage } from './stage.ts';

const it = suite('worker: commands');
let stage: WorkerStage;
it.before(async () => {
  stage = await workerStage();
  stage.startWorker({ capacity: 4, perUser: 3 });
});
it.after(async () => await stage[Symbol.asyncDispose]());

/** A shell's loop until a file of the home is there. */
const until = (file: string) => `while [ ! -e $CLOUDMGR_HOME/${file} ]; do sleep 0.02; done`;
const waitFor = (file: string) => `sh -c "${until(file)}"`;
const rows = (tasks: readonly TaskView[] = []) =>
  tasks.map(({ name, status, status_message }) => `${name} ${status} ${status_message}`);

it('002.3: a command becomes a dispatch and a run for each step, in order, each depending on the last', async () => {
  await stage.offer('two', ['printf one', 'sh -c "echo two"']);
  const id = await stage.submit('two', 'install');
  const command = await stage.ended(id);
  assert.is(command.status, states.COMPLETED);
  const tasks = command.tasks ?? [];
  assert.equal(rows(tasks), [
    'dispatch 5 dispatched',
    'run 5 return code 0',
    'dispatch 5 dispatched',
    'run 5 return code 0',
  ]);
  assert.equal(
    tasks.map(({ depends_on }) => depends_on),
    [null, ...tasks.slice(0, -1).map(({ id }) => id)],
  );
  assert.equal(
    tasks.map(({ return_code }) => return_code),
    [0, 0, 0, 0],
  );
  assert.equal(await stage.printed(id), [
    'step 1 of 2, run: printf one',
    'one',
    'step 2 of 2, run: sh -c "echo two"',
    'two',
  ]);
  assert.ok(tasks.every(({ started, ended }) => started && ended && started <= ended));
  assert.ok((tasks[1]?.ended ?? 0) <= (tasks[2]?.started ?? 0));
});

it('002.3: a step that fails stops the rest; the command has failed, its return code is kept', async () => {
  await stage.offer('bad', ['sh -c "echo oh >&2; exit 7"', 'touch never']);
  const id = await stage.submit('bad', 'install');
  const { status, status_message, tasks } = await stage.ended(id);
  assert.is(status, states.FAILED);
  assert.is(status_message, 'step 1 (run) failed: return code 7');
  assert.equal(rows(tasks), ['dispatch 5 dispatched', 'run 9 return code 7', 'dispatch 0 ', 'run 0 ']);
  assert.is(tasks?.[1]?.return_code, 7);
  const { objects } = await listDeployments(stage.store, { offering: 'bad' }, { limit: 10, offset: 0 });
  assert.equal(
    objects.map((one) => [one.name, one.status, one.installed]),
    [['bad.ann', states.FAILED, false]],
  );
});

it('002.3: removed, a deployment is REMOVED; until then it is PENDING', async () => {
  await stage.offer('gone', [waitFor('go')]);
  writeText(join(stage.home, 'go'), '');
  await stage.ended(await stage.submit('gone', 'install', { params: 'a=1,b=2' }));
  rmSync(join(stage.home, 'go'));
  const id = await stage.submit('gone', 'remove');
  const deployment = async () =>
    (await listDeployments(stage.store, { offering: 'gone' }, { limit: 1, offset: 0 })).objects[0];
  await eventually(async () => assert.is((await deployment())?.status, states.PENDING));
  writeText(join(stage.home, 'go'), '');
  assert.is((await stage.ended(id)).status, states.COMPLETED);
  assert.is((await deployment())?.status, states.REMOVED);
  assert.is((await deployment())?.installed, false);
});

it('002.4: an update is merged into what a deployment knows of its parameters', async () => {
  await stage.offer('params', ['true']);
  await stage.ended(await stage.submit('params', 'install', { params: 'a=1,b=2' }));
  await stage.ended(await stage.submit('params', 'update', { params: 'b=3,c=x\\,y' }));
  const { objects } = await listDeployments(stage.store, { offering: 'params' }, { limit: 1, offset: 0 });
  const found = await getDeployment(stage.store, objects[0]?.id ?? 0);
  assert.is(found?.params, 'a=1,b=3,c=x\\,y');
  assert.is(found?.status, states.COMPLETED);
});

it('002.5: one command whose steps do several things, of every kind', async () => {
  writeScript(join(stage.home, 'scripts/part.sh'), 'echo "part $1 for $DEPLOY_USER"');
  writeText(
    join(stage.home, 'part.ts'),
    'export const third = ({ user, log }: { user: string; log: (line: string) => void }) => log(`part 3 for ${user}`);',
  );
  const module = { task: 'module', params: 'part.ts#third' };
  const origin = { task: 'paasdeploy.tasks.run', params: 'scripts/part.sh 2' };
  await stage.offer('complex', ['/data/cloudmgr/scripts/part.sh 1', origin, module]);
  const id = await stage.submit('complex', 'install');
  assert.is((await stage.ended(id)).status, states.COMPLETED);
  const parts = (await stage.printed(id)).filter((line) => line.startsWith('part'));
  assert.equal(parts, ['part 1 for ann', 'part 2 for ann', 'part 3 for ann']);
});

it('002.10: a process gets the configuration and the command, and nothing else of the worker', async () => {
  await stage.offer('env', ['env'], { configuration: { env: { CLUSTER_PREFIX: 'om', NUMBER: 1 } } });
  const id = await stage.submit('env', 'install', { params: 'cluster-name=x,empty=,eq=a=b' });
  await stage.ended(id);
  const env = Object.fromEntries(
    (await stage.printed(id)).filter((line) => !line.startsWith('step')).map((line) => line.split(/=(.*)/s)),
  );
  const { PATH, PWD, TMPDIR, ...rest } = env;
  assert.ok(PATH && PWD && TMPDIR);
  const base = join(stage.home, 'deployments/ann/cluster/om-k8s-ann');
  assert.equal(rest, {
    CLOUDMGR_DEPLOYMENTS: join(stage.home, 'deployments'),
    CLOUDMGR_HOME: stage.home,
    CLUSTER_BASE: base,
    CLUSTER_PREFIX: 'om',
    CLUSTER_PROVIDER: 'k8s',
    COMPONENT_BASE: join(base, 'env'),
    DEPLOY_NAME: 'env.ann',
    DEPLOY_PARAMS: 'cluster-name=x,empty=,eq=a=b',
    DEPLOY_PHASE: 'install',
    DEPLOY_SERVICE: 'env',
    DEPLOY_USER: 'ann',
    HOME: stage.home,
    LANG: 'C.UTF-8',
    NUMBER: '1',
  });
});

it('002.20: values of parameters are text: no shell ever reads them', async () => {
  writeScript(join(stage.home, 'scripts/say.sh'), 'printf "%s\\n" "$DEPLOY_PARAMS"; ls');
  await stage.offer('text', ['scripts/say.sh $(touch y) `touch y` ; touch y']);
  const params = 'k=$(touch x),l=`touch x`,m=; touch x,n=\' " && touch x';
  const id = await stage.submit('text', 'install', { params });
  assert.is((await stage.ended(id)).status, states.COMPLETED);
  assert.equal((await stage.printed(id)).slice(1), [params, 'utils']);
});

it('002.24: any executable is a task; one that is not there says so, and what to do', async () => {
  writeText(join(stage.home, 'scripts/plain.py'), '#!/usr/bin/env python3\nprint("plain")\n', 0o755);
  writeText(join(stage.home, 'scripts/no-bit.sh'), 'echo no\n');
  await stage.offer('py', ['scripts/plain.py']);
  await stage.offer('absent', ['no-such-program a b']);
  await stage.offer('nobit', ['scripts/no-bit.sh']);
  await stage.offer('quote', ["echo 'oh"]);
  const py = await stage.submit('py', 'install');
  await stage.ended(py);
  assert.is((await stage.printed(py)).at(-1), 'plain');
  for (const [plan, reason] of [
    ['absent', /the program no-such-program is in none of the folders of PATH/],
    ['nobit', /scripts\/no-bit\.sh cannot be executed/],
    ['quote', /quote ' that is not closed/],
  ] as const) {
    const id = await stage.submit(plan, 'install');
    const { status, tasks } = await stage.ended(id);
    assert.is(status, states.FAILED);
    assert.equal(
      tasks?.map((task) => task.status),
      [states.FAILED, states.INITIATED],
    );
    assert.match((await stage.printed(id)).join('\n'), reason);
  }
});

it('lines of output come with time and stream while the task runs', async () => {
  await stage.offer('live', [`sh -c "echo a; echo b >&2; ${until('live')}; echo c"`]);
  const id = await stage.submit('live', 'install');
  const lines = async () =>
    (await readOutput(stage.store, { command: id }, 0, 100)).filter(({ stream }) => stream !== 'note');
  await eventually(async () => assert.is((await lines()).length, 2));
  writeText(join(stage.home, 'live'), '');
  await stage.ended(id);
  const all = await lines();
  assert.equal(all.map(({ stream, text }) => `${stream} ${text}`).sort(), ['err b', 'out a', 'out c']);
  assert.ok(all.every(({ at }) => at instanceof Date && Math.abs(Date.now() - at.getTime()) < 120_000));
});

it('a step that takes too long is ended', async () => {
  await stage.offer('slow', ['sleep 600'], { timeout: 1 });
  const { status, status_message } = await stage.ended(await stage.submit('slow', 'install'));
  assert.is(status, states.FAILED);
  assert.is(status_message, 'step 1 (run) failed: timed out after 1 s');
});

it('cancelled, a command ends, says by whom, and can be restarted', async () => {
  await stage.offer('long', ['sh -c "echo up; [ -e $CLOUDMGR_HOME/long ] || exec sleep 600"']);
  const id = await stage.submit('long', 'install');
  await eventually(async () => assert.ok((await stage.printed(id)).includes('up')));
  await cancelCommand(stage.store, id, 'ann');
  const { status, status_message, tasks } = await stage.ended(id);
  assert.is(status, states.FAILED);
  assert.is(status_message, 'cancelled by ann');
  assert.is(tasks?.[1]?.status_message, 'cancelled by ann');
  writeText(join(stage.home, 'long'), '');
  await restartCommand(stage.store, id, 'ann');
  assert.is((await stage.ended(id)).status, states.COMPLETED);
});

it('002.18: a restart goes on with the step that failed; what it printed before is kept', async () => {
  writeScript(join(stage.home, 'scripts/count.sh'), 'echo run >> $CLOUDMGR_HOME/count-$1; echo "$1 again"');
  await stage.offer('again', [
    'scripts/count.sh first',
    'sh -c "echo try; test -e $CLOUDMGR_HOME/mended"',
    'scripts/count.sh last',
  ]);
  const id = await stage.submit('again', 'install');
  assert.is((await stage.ended(id)).status, states.FAILED);
  assert.not.ok(existsSync(join(stage.home, 'count-last')));
  writeText(join(stage.home, 'mended'), '');
  await restartCommand(stage.store, id, 'ann');
  const { status, tasks } = await stage.ended(id);
  assert.is(status, states.COMPLETED);
  assert.equal(
    tasks?.map(({ attempt }) => attempt),
    [1, 1, 2, 2, 2, 2],
  );
  const printed = await stage.printed(id);
  assert.is(printed.filter((line) => line === 'first again').length, 1);
  assert.is(printed.filter((line) => line === 'try').length, 2);
});

it('002.19: of a plan as many commands run at once as it allows, of a user as many as the worker does', async () => {
  await stage.offer('few', [waitFor('free')], { limits: { concurrency: 1 } });
  await stage.offer('many', [waitFor('free')], { limits: { deployments: 9 } });
  const few = [await stage.submit('few', 'install'), await stage.submit('few', 'install', { user: 'bob' })];
  const many: number[] = [];
  for (let n = 0; n < 4; n += 1) many.push(await stage.submit('many', 'install'));
  const running = async () => {
    const rows = await stage.store.db
      .selectFrom('commands')
      .select(['id', 'held', 'status'])
      .where('id', 'in', [...few, ...many])
      .execute();
    return rows
      .sort((a, b) => a.id - b.id)
      .map(({ held, status }) => (held ? 'held' : status === states.PENDING ? 'runs' : 'waits'));
  };
  // ann has three places, the plan few has one
  await eventually(async () => assert.equal(await running(), ['runs', 'held', 'runs', 'runs', 'held', 'held']));
  writeText(join(stage.home, 'free'), '');
  for (const id of [...few, ...many]) assert.is((await stage.ended(id)).status, states.COMPLETED);
});

it('commands of one deployment run one after the other, in their order', async () => {
  const note = (word: string) => `echo ${word} >> $CLOUDMGR_HOME/serial`;
  await stage.offer('serial', [`sh -c "${note('$DEPLOY_PHASE')}; sleep 0.1; ${note('end')}"`]);
  await stage.ended(await stage.submit('serial', 'install'));
  const ids: number[] = [];
  for (const phase of ['update', 'update', 'uninstall']) ids.push(await stage.submit('serial', phase));
  for (const id of ids) assert.is((await stage.ended(id)).status, states.COMPLETED);
  const words = readFileSync(join(stage.home, 'serial'), 'utf8').trim().split('\n');
  assert.equal(words, ['install', 'end', 'update', 'end', 'update', 'end', 'uninstall', 'end']);
});

it('002.12: a deployment stays on the cluster that it was installed on, whatever the user has besides', async () => {
  const step = 'sh -c "mkdir -p $COMPONENT_BASE; echo $CLUSTER_PROVIDER $(basename $CLUSTER_BASE) $DEPLOY_PARAMS"';
  for (const plan of ['prov', 'elsewhere']) await stage.offer(plan, [step]);
  const run = async (plan: string, phase: string, params: string) => {
    const id = await stage.submit(plan, phase, { user: 'bob', params });
    assert.is((await stage.ended(id)).status, states.COMPLETED);
    return (await stage.printed(id)).at(-1);
  };
  assert.is(await run('prov', 'install', 'provider=aws'), 'aws om-aws-bob provider=aws');
  assert.is(await run('elsewhere', 'install', 'provider=exo'), 'exo om-exo-bob provider=exo');
  const sent = 'size=1,node-type=small,provider=';
  assert.is(await run('prov', 'update', sent), `aws om-aws-bob ${sent}`);
  const [deployment] = (await listDeployments(stage.store, { name: 'prov.bob' }, { limit: 1, offset: 0 })).objects;
  assert.equal(deployment?.settings, { provider: 'aws' });
  assert.is(await run('prov', 'update', 'provider=azu'), 'azu om-azu-bob provider=azu');
  assert.is(await run('prov', 'remove', sent), `azu om-azu-bob ${sent}`);
});

it('updates whose parameters are long together go well, and what they come to is kept', async () => {
  await stage.offer('lengthy', ['true']);
  for (const [phase, key] of [
    ['install', 'a'],
    ['update', 'b'],
    ['update', 'c'],
  ] as const) {
    const id = await stage.submit('lengthy', phase, { params: `${key}=${'x'.repeat(40_000)}` });
    assert.is((await stage.ended(id)).status, states.COMPLETED);
  }
  const [deployment] = (await listDeployments(stage.store, { name: 'lengthy.ann' }, { limit: 1, offset: 0 })).objects;
  assert.match(deployment?.params ?? '', /^a=x{40000},b=x{40000},c=x{40000}$/);
});

it('an update that waited for an install which failed fails, and does nothing', async () => {
  await stage.offer('never', [waitFor('never-go'), `sh -c "echo $DEPLOY_PHASE >> $CLOUDMGR_HOME/never-ran; exit 1"`]);
  const install = await stage.submit('never', 'install');
  const update = await stage.submit('never', 'update');
  writeText(join(stage.home, 'never-go'), '');
  assert.is((await stage.ended(install)).status, states.FAILED);
  const { status, status_message } = await stage.ended(update);
  assert.equal([status, status_message], [states.FAILED, 'the install of never.ann was never complete']);
  assert.is(readFileSync(join(stage.home, 'never-ran'), 'utf8'), 'install\n');
});

it.run();
