import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../../src/errors/index.ts';
import {
  authenticate,
  cancelCommand,
  changedSince,
  getCommand,
  getPlan,
  listCommands,
  listConfigurations,
  listDeployments,
  listPlans,
  makeKey,
  makeUser,
  parseServiceFile,
  readOutput,
  registerPlan,
  restartCommand,
  restartTask,
  type State,
  type Store,
  type Submission,
  states,
  submitCommand,
  withdrawPlan,
} from '../../../src/workflow/index.ts';
import { openStores, type StoreUnderTest } from './stores.ts';

const page = { limit: 100, offset: 0 };
const stores = await openStores();

const services = `
- plan: one
  steps: [{task: run, params: a}]
- plan: typed
  limits: {deployments: 9}
  parameters:
    - {name: name, required: true}
    - {name: size, type: integer}
    - {name: 'on', type: boolean}
    - {name: kind, type: choice, choices: [a, b]}
  steps: [{task: run, params: a}]
- plan: many
  limits: {deployments: 5}
  steps: [{task: run, params: a}]
- plan: three
  limits: {deployments: 3}
  steps: [{task: run, params: a}, {task: run, params: b}]
`;

const all = suite('commands');

for (const under of stores) test(under);

function test({ name, store, again }: StoreUnderTest): void {
  const it = (what: string, check: () => Promise<void>) => all(`${what}, ${name}`, check);

  all.before(async () => {
    for (const entry of parseServiceFile(services, 'x.yml')) await registerPlan(store, entry, undefined);
    for (const user of ['admin', 'ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus']) {
      await makeUser(store, { name: user, role: user === 'admin' ? 'admin' : 'user' }, undefined);
    }
  });
  all.after(async () => {
    await stores.find((one) => one.name === name)?.[Symbol.asyncDispose]();
  });

  it('002.1: a submission is there with its job, its deployment and a note of who gave it', async () => {
    const { command, isReplay } = await submit(store, { user: 'ann', params: 'size=1,k=$(id)' });
    assert.equal(
      [
        command.offering,
        command.user,
        command.phase,
        command.params,
        command.status,
        command.deployment,
        command.by,
        isReplay,
      ],
      ['one', 'ann', 'install', 'size=1,k=$(id)', states.INITIATED, 'one.ann', 'admin', false],
    );
    const { tasks, ...read } = (await getCommand(store, command.id)) ?? {};
    assert.equal([read, tasks], [command, []]);
    assert.equal(await jobsFor(store, command.id), 1);
    const notes = await store.db
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', `command ${command.id}`)
      .execute();
    assert.equal(
      notes.map(({ actor, action }) => [actor, action]),
      [['admin', 'command.submit']],
    );
    assert.not.match(JSON.stringify(notes), '$(id)');
  });

  for (const [what, wrong, code] of [
    ['an unknown offering', { offering: 'none' }, 'OFFERING_UNKNOWN'],
    ['an unknown user', { user: 'nobody' }, 'USER_UNKNOWN'],
    ['an unknown giver', { by: 'nobody' }, 'USER_UNKNOWN'],
    ['an unknown phase', { phase: 'upgrade' }, 'PHASE_UNKNOWN'],
    ['a word of every object as a phase', { phase: 'constructor' }, 'PHASE_UNKNOWN'],
    ['malformed params', { params: 'size' }, 'PARAMS_INVALID'],
    ['an update of nothing', { phase: 'update' }, 'NOT_DEPLOYED'],
    ['a removal of nothing', { phase: 'remove' }, 'NOT_DEPLOYED'],
    ['a deployment that never was', { deployment: 'one.ann' }, 'NOT_DEPLOYED'],
  ] as const) {
    it(`002.1: ${what} is refused, and leaves nothing behind`, async () => {
      const before = await countAll(store);
      assert.is(await codeOf(submit(store, { user: 'bob', ...wrong })), code);
      assert.equal(await countAll(store), before);
    });
  }

  it('002.4: a second install is refused at the limit, whatever state the first is in', async () => {
    const { command } = await submit(store, { user: 'cid' });
    assert.is(await codeOf(submit(store, { user: 'cid' })), 'LIMIT_REACHED');
    await end(store, command.id, states.COMPLETED);
    assert.is(await codeOf(submit(store, { user: 'cid' })), 'LIMIT_REACHED');
  });

  it('002.4: of many installs at once as many are taken as the plan allows', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => codeOf(submit(store, { offering: 'three', user: 'cid' }))),
    );
    assert.equal(answers.filter((code) => code === undefined).length, 3);
    assert.equal(answers.filter((code) => code === 'LIMIT_REACHED').length, 5);
    const { objects } = await listDeployments(store, { user: 'cid', offering: 'three' }, page);
    assert.equal(
      objects.map((one) => one.name),
      ['three.cid.3', 'three.cid.2', 'three.cid'],
    );
  });

  it('002.1: of installs that come at once each is written, refused or failed for itself', async () => {
    const run = (...statements: readonly string[]) =>
      statements.reduce((before, one) => before.then(() => sql.raw(one).execute(store.db)), Promise.resolve({}));
    await run(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no place for it'; END $$`,
      `CREATE TRIGGER refuse BEFORE INSERT ON commands FOR EACH ROW WHEN (NEW.params = 'bad=1') EXECUTE FUNCTION refuse()`,
    );
    const given: readonly Partial<Submission>[] = [
      ...['ann', 'bob', 'ann', 'fay'].map((user) => ({ offering: 'many', user, params: `name=${user}` })),
      { offering: 'nothing' },
      { offering: 'many', user: 'nobody' },
      { offering: 'many', user: 'fay', params: 'half=\ud800' },
      { offering: 'many', user: 'fay', params: 'bad=1' },
      { offering: 'many', user: 'fay', params: 'name=last' },
    ];
    const taken: string[] = [];
    const failed: string[] = [];
    const give = async (one: Partial<Submission>) => {
      const { command } = await submit(store, one);
      const kept = await getCommand(store, command.id);
      assert.equal([kept?.user, kept?.params], [one.user, one.params?.replace('\ud800', '\ufffd')]);
      assert.is(await jobsFor(store, command.id), 1);
      taken.push(command.deployment ?? '');
    };
    await Promise.all(given.map((one) => give(one).catch((error: Error) => failed.push(error.message))));
    await run('DROP TRIGGER refuse ON commands', 'DROP FUNCTION refuse');
    assert.equal(taken.sort(), ['many.ann', 'many.ann.2', 'many.bob', 'many.fay', 'many.fay.2', 'many.fay.3']);
    assert.equal(failed.sort(), ['no place for it', 'no service "nothing" is offered', 'there is no user "nobody"']);
  });

  it('002.4: update and removal act on the deployment; of several on the first, unless another is named', async () => {
    const update = { offering: 'three', user: 'cid', phase: 'update' };
    const first = await submit(store, update);
    assert.is(first.command.deployment, 'three.cid');
    await end(store, first.command.id, states.COMPLETED, states.COMPLETED);
    const { command } = await submit(store, { ...update, deployment: 'three.cid.2' });
    assert.is(command.deployment, 'three.cid.2');
    assert.is(await codeOf(submit(store, { ...update, user: 'dan', deployment: 'three.cid.2' })), 'NOT_DEPLOYED');
  });

  it('002.4: what is removed makes room, and its number is given again', async () => {
    const { command } = await submit(store, {
      offering: 'three',
      user: 'cid',
      phase: 'uninstall',
      deployment: 'three.cid.2',
    });
    const late = { offering: 'three', user: 'cid', phase: 'update', deployment: 'three.cid.2' };
    assert.is(await codeOf(submit(store, late)), 'STATE_CONFLICT', 'it is being removed');
    await end(store, command.id, states.COMPLETED, states.REMOVED);
    assert.is(await codeOf(submit(store, late)), 'NOT_DEPLOYED');
    assert.is((await submit(store, { offering: 'three', user: 'cid' })).command.deployment, 'three.cid.2');
    assert.is(await codeOf(submit(store, { offering: 'three', user: 'cid' })), 'LIMIT_REACHED');
  });

  it('002.4: an install that failed may be given again in its place, one that was complete once may not', async () => {
    const { command } = await submit(store, { user: 'dan' });
    await end(store, command.id, states.FAILED);
    const second = await submit(store, { user: 'dan' });
    assert.is(second.command.deployment, 'one.dan');
    await end(store, second.command.id, states.COMPLETED);
    const update = await submit(store, { user: 'dan', phase: 'update' });
    await end(store, update.command.id, states.FAILED);
    assert.is(await codeOf(submit(store, { user: 'dan' })), 'LIMIT_REACHED');
  });

  it("002.4: a user who is called like another's second deployment has one too", async () => {
    for (const user of ['hal', 'hal.2']) await makeUser(store, { name: user, role: 'user' }, undefined);
    const names = [];
    for (const user of ['hal', 'hal', 'hal.2', 'hal']) {
      names.push((await submit(store, { offering: 'three', user })).command.deployment);
    }
    assert.equal(names, ['three.hal', 'three.hal.2', 'three.hal.2', 'three.hal.3']);
    const { objects } = await listDeployments(store, { name: 'three.hal.2' }, page);
    assert.equal(objects.map(({ user }) => user).sort(), ['hal', 'hal.2']);
    const removal = { offering: 'three', user: 'hal.2', phase: 'remove' };
    const { command } = await submit(store, { ...removal, deployment: 'three.hal.2' });
    assert.equal([command.user, command.deployment], ['hal.2', 'three.hal.2']);
    assert.is(await codeOf(submit(store, { ...removal, deployment: 'three.hal' })), 'NOT_DEPLOYED');
  });

  it('002.4: what an install never completed cannot be updated; while the install is under way it can', async () => {
    const { command } = await submit(store, { offering: 'three', user: 'dan' });
    const update = { offering: 'three', user: 'dan', phase: 'update' };
    const early = (await submit(store, update)).command;
    await end(store, command.id, states.FAILED);
    await end(store, early.id, states.FAILED);
    assert.is(await codeOf(submit(store, update)), 'NOT_DEPLOYED');
    await submit(store, { ...update, phase: 'remove' });
  });

  for (const [params, phase, code] of [
    ['name=x,size=3,on=true,kind=b,other=1', 'install', undefined],
    ['name=x,size=,on=,kind=', 'install', undefined],
    ['size=1', 'install', 'name'],
    ['name=', 'install', 'name'],
    ['name=x,size=three', 'install', 'size'],
    ['name=x,size=1.5', 'install', 'size'],
    ['name=x,on=perhaps', 'install', 'on'],
    ['name=x,kind=c', 'install', 'kind'],
    ['kind=c', 'update', 'kind'],
    ['size=2', 'update', undefined],
    ['kind=c', 'remove', undefined],
  ] as const) {
    it(`002.1: ${phase} with ${params}: ${code === undefined ? 'is taken' : `${code} is refused by its name`}`, async () => {
      const error = await submit(store, { offering: 'typed', user: 'ann', phase, params }).catch((thrown) => thrown);
      const found = isCapstanError(error) ? [error.code, error.message.split(' ')[2]] : [undefined, undefined];
      assert.equal(found, code === undefined ? [undefined, undefined] : ['PARAMS_INVALID', code]);
    });
  }

  it('what waits behind a command that is cancelled has its turn', async () => {
    const given = [];
    for (const phase of ['install', 'update']) {
      given.push((await submit(store, { offering: 'three', user: 'bob', phase })).command.id);
    }
    const [install = 0, update = 0] = given;
    await store.db.updateTable('commands').set({ held: true }).where('id', '=', update).execute();
    const before = await jobsFor(store, update);
    await cancelCommand(store, install, 'bob');
    assert.is(await jobsFor(store, update), before + 1);
    const row = store.db.selectFrom('commands').select('held').where('id', '=', update);
    assert.is((await row.executeTakeFirstOrThrow()).held, false);
  });

  it('002.7: a failed command is restarted from the step that failed, and not when a later one was given', async () => {
    const { command } = await submit(store, { offering: 'three', user: 'eve' });
    assert.is(await codeOf(restartCommand(store, command.id, 'eve')), 'STATE_CONFLICT', 'it has not failed');
    const tasks = await writeTasks(store, command.id, [
      states.COMPLETED,
      states.COMPLETED,
      states.COMPLETED,
      states.FAILED,
    ]);
    await end(store, command.id, states.FAILED);
    assert.is(await codeOf(restartTask(store, tasks[0] as number, 'eve')), 'STATE_CONFLICT', 'that task is complete');
    const again = await restartTask(store, tasks[3] as number, 'eve');
    assert.equal([again.status, again.attempt], [states.INITIATED, 2]);
    assert.equal(
      again.tasks?.map(({ status, attempt }) => [status, attempt]),
      [
        [states.COMPLETED, 1],
        [states.COMPLETED, 1],
        [states.INITIATED, 2],
        [states.INITIATED, 2],
      ],
    );
    assert.is(await jobsFor(store, command.id), 2);
    await end(store, command.id, states.FAILED);
    await submit(store, { offering: 'three', user: 'eve', phase: 'remove' });
    assert.is(await codeOf(restartCommand(store, command.id, 'eve')), 'STATE_CONFLICT', 'a removal came later');
    assert.is(await codeOf(restartCommand(store, 999_999, 'eve')), 'ITEM_UNKNOWN');
  });

  it('a command that waits is cancelled at once, one that runs is asked to end, one that is over is not', async () => {
    const waiting = (await submit(store, { user: 'fay' })).command;
    const cancelled = await cancelCommand(store, waiting.id, 'fay');
    assert.equal([cancelled.status, cancelled.status_message], [states.FAILED, 'cancelled by fay before it began']);
    assert.is(await codeOf(cancelCommand(store, waiting.id, 'fay')), 'STATE_CONFLICT');
    const restarted = await restartCommand(store, waiting.id, 'fay');
    assert.equal([restarted.status, restarted.cancel_requested], [states.INITIATED, null]);
    await end(store, waiting.id, states.PENDING);
    const asked = await cancelCommand(store, waiting.id, 'fay');
    assert.is(asked.status, states.PENDING);
    assert.instance(asked.cancel_requested, Date);
    assert.equal((await cancelCommand(store, waiting.id, 'fay')).cancel_requested, asked.cancel_requested);
  });

  it('the same request with the same key is one command, at once too; another request with it is refused', async () => {
    const idempotency = { key: 'k1', fingerprint: 'f1' };
    const twice = await Promise.all([1, 2].map(() => submit(store, { offering: 'three', user: 'gus', idempotency })));
    assert.is(twice[0]?.command.id, twice[1]?.command.id);
    assert.equal(twice.map(({ isReplay }) => isReplay).sort(), [false, true]);
    const other = submit(store, { offering: 'three', user: 'gus', idempotency: { key: 'k1', fingerprint: 'f2' } });
    assert.is(await codeOf(other), 'IDEMPOTENCY_KEY_REUSED');
    const ofAnother = await submit(store, { offering: 'three', user: 'gus', by: 'bob', idempotency });
    assert.not.ok(ofAnother.isReplay);
  });

  it('002.16: lists are of one user, offering, status, phase or deployment, in pages, the newest first', async () => {
    const all = await listCommands(store, { user: 'cid' }, page);
    assert.ok(all.objects.every(({ user }) => user === 'cid'));
    assert.is(all.total, all.objects.length);
    const second = await listCommands(store, { user: 'cid' }, { limit: 2, offset: 2 });
    assert.equal([second.objects, second.total], [all.objects.slice(2, 4), all.total]);
    assert.equal(
      all.objects.map(({ id }) => id),
      all.objects.map(({ id }) => id).sort((a, b) => b - a),
    );
    const updates = await listCommands(store, { user: 'cid', offering: 'three', phase: 'update' }, page);
    assert.equal(
      updates.objects.map(({ deployment }) => deployment),
      ['three.cid.2', 'three.cid'],
    );
    assert.is((await listCommands(store, { deployment: 'one.cid' }, page)).total, 1);
    assert.is((await listCommands(store, { user: 'nobody' }, page)).total, 0);
    assert.ok(
      (await listCommands(store, { status: states.FAILED }, page)).objects.every(
        ({ status }) => status === states.FAILED,
      ),
    );
  });

  it('a plan that is registered anew has a new version, and commands keep the one they were given with', async () => {
    const [entry] = parseServiceFile('- plan: changing\n  steps: [{task: run, params: a}]', 'x.yml');
    const register = (params: string) =>
      registerPlan(store, { ...(entry as NonNullable<typeof entry>), steps: [{ task: 'run', params }] }, 'admin');
    assert.equal([(await register('a')).plan.version, (await register('a')).plan.version], [1, 1]);
    const { command } = await submit(store, { offering: 'changing', user: 'bob' });
    assert.equal([(await register('b')).plan.version, (await register('b')).isNew], [2, false]);
    const { objects } = await listConfigurations(store, { plan: 'changing' }, page);
    assert.equal(
      objects.map(({ version, is_current, steps }) => [version, is_current, steps[0]?.params]),
      [
        [2, true, 'b'],
        [1, false, 'a'],
      ],
    );
    const row = store.db.selectFrom('commands').select('configuration_id').where('id', '=', command.id);
    assert.is((await row.executeTakeFirstOrThrow()).configuration_id, objects[1]?.id);
  });

  it('a plan is withdrawn when nobody has it, and may be offered again', async () => {
    assert.is(await codeOf(withdrawPlan(store, 'changing', 'admin')), 'STATE_CONFLICT');
    const [last] = (await listCommands(store, { deployment: 'changing.bob' }, page)).objects;
    await end(store, last?.id as number, states.COMPLETED);
    const { command } = await submit(store, { offering: 'changing', user: 'bob', phase: 'remove' });
    await end(store, command.id, states.COMPLETED, states.REMOVED);
    await withdrawPlan(store, 'changing', 'admin');
    assert.is(await getPlan(store, 'changing'), undefined);
    assert.not.ok((await listPlans(store, page)).objects.some((plan) => plan.name === 'changing'));
    assert.is(await codeOf(submit(store, { offering: 'changing', user: 'bob' })), 'OFFERING_UNKNOWN');
    assert.is(await codeOf(withdrawPlan(store, 'changing', 'admin')), 'OFFERING_UNKNOWN');
    const [entry] = parseServiceFile('- plan: changing\n  steps: [{task: run, params: b}]', 'x.yml');
    const { plan, isNew } = await registerPlan(store, entry as NonNullable<typeof entry>, 'admin');
    assert.equal([isNew, plan.version], [true, 2]);
  });

  it('a key is good for its user alone, and the store has its hash alone', async () => {
    const { key } = await makeKey(store, 'ann', 'admin');
    assert.equal((await authenticate(store, 'ann', key))?.role, 'user');
    assert.is(await authenticate(store, 'bob', key), undefined);
    assert.is(await authenticate(store, 'ann', `${key}x`), undefined);
    const rows = await store.db.selectFrom('api_keys').selectAll().execute();
    assert.not.match(JSON.stringify(rows), key);
    assert.is(await codeOf(makeKey(store, 'nobody', 'admin')), 'USER_UNKNOWN');
    assert.is(await codeOf(makeUser(store, { name: 'ann', role: 'admin' }, 'admin')), 'STATE_CONFLICT');
    assert.is(await codeOf(makeUser(store, { name: '../ann', role: 'user' }, 'admin')), 'USER_INVALID');
  });

  it('a listener hears of every change, of which command and of whom, and a late one what it missed', async () => {
    const since = new Date(Date.now() - 1_000);
    const heard: unknown[] = [];
    const { promise: isListening, resolve } = Promise.withResolvers<void>();
    const { promise: isOver, resolve: over } = Promise.withResolvers<void>();
    const other = await again?.();
    const stop = (other ?? store).onChange((change) => {
      if (change === 'missed') return resolve();
      heard.push(change);
      if (change.kind === 'output') over();
    });
    await isListening;
    const { command } = await submit(store, { offering: 'three', user: 'fay' });
    const [task] = (await writeTasks(store, command.id, [states.PENDING])) as [number];
    const line = { task_id: task, attempt: 1, stream: 'out', at: new Date() } as const;
    const lines = [1, 2].map((seq) => ({ ...line, seq, text: `line ${seq}` }));
    for (let time = 0; time < 2; time += 1) {
      await store.db
        .insertInto('output_chunks')
        .values(lines)
        .onConflict((conflict) => conflict.columns(['task_id', 'seq']).doNothing())
        .execute();
    }
    await isOver;
    stop();
    await other?.close();
    const fay = { command: command.id, user: 'fay' };
    const [deployment] = (await listDeployments(store, { user: 'fay', offering: 'three' }, page)).objects;
    assert.equal(heard.slice(0, 4), [
      { kind: 'deployment', id: deployment?.id, command: null, user: 'fay' },
      { kind: 'command', id: command.id, ...fay },
      { kind: 'task', id: task, ...fay },
      { kind: 'output', id: task, ...fay },
    ]);
    const texts = async (after: number) =>
      (await readOutput(store, { command: command.id }, after, 10)).map(({ text }) => text);
    assert.equal(await texts(0), ['line 1', 'line 2']);
    const [firstLine] = await readOutput(store, { task }, 0, 1);
    assert.equal(await texts(firstLine?.id as number), ['line 2']);
    const missed = await changedSince(store, since, { user: 'fay' });
    assert.ok(missed.tasks.some(({ id }) => id === task) && missed.commands.every(({ user }) => user === 'fay'));
  });
}

function submit(store: Store, over: Partial<Submission>) {
  return submitCommand(store, { offering: 'one', user: 'ann', phase: 'install', params: '', by: 'admin', ...over });
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isCapstanError(error)) return error.code;
    throw error;
  }
}

/** What a worker writes at the end. */
async function end(store: Store, id: number, status: State, deployment: State = status): Promise<void> {
  const { db } = store;
  await db.updateTable('commands').set({ status }).where('id', '=', id).execute();
  const { deployment_id } = await db
    .selectFrom('commands')
    .select('deployment_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const installed = status === states.COMPLETED ? { installed: deployment !== states.REMOVED } : {};
  await db
    .updateTable('deployments')
    .set({ status: deployment, ...installed })
    .where('id', '=', deployment_id)
    .execute();
}

/** Two tasks for each step, in the given states. */
async function writeTasks({ db }: Store, command: number, given: readonly State[]): Promise<readonly number[]> {
  const row = await db
    .selectFrom('commands')
    .select('deployment_id')
    .where('id', '=', command)
    .executeTakeFirstOrThrow();
  const values = given.map((status, index) => ({
    command_id: command,
    deployment_id: row.deployment_id,
    position: index + 1,
    step: Math.floor(index / 2) + 1,
    name: index % 2 === 0 ? 'dispatch' : 'run',
    phase: 'install' as const,
    params: '',
    status,
  }));
  const made = await db.insertInto('tasks').values(values).returning('id').execute();
  return made.map(({ id }) => id);
}

async function jobsFor({ boss }: Store, command: number): Promise<number> {
  return (await boss.findJobs('cloud-commands', { data: { command }, queued: true })).length;
}

async function countAll({ db, boss }: Store): Promise<readonly unknown[]> {
  const counts = (['commands', 'deployments', 'audit', 'idempotency_keys'] as const).map((table) =>
    db
      .selectFrom(table)
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  );
  return [...(await Promise.all(counts)), (await boss.findJobs('cloud-commands', { queued: true, data: {} })).length];
}

all.run();
