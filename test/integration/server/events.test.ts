import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { states } from '../../../src/workflow/index.ts';
import { api, type CloudApp, cloudApp } from '../../support/cloud-app.ts';
import { eventually } from '../../support/eventually.ts';
import { type Postgres, startPostgres } from '../../support/postgres.ts';
import { readEvents, readUntil, type SentEvent } from '../../support/server-sent-events.ts';

const it = suite('server-sent events');

let postgres: Postgres;
let cloud: CloudApp;
let server: RunningServer;
const listening = new Set<object>();

it.before(async () => {
  postgres = await startPostgres();
  cloud = await cloudApp({}, { database: postgres.uri });
  const { onChange } = cloud.store;
  Object.assign(cloud.store, {
    onChange: (listener: Parameters<typeof onChange>[0]) => {
      const one = {};
      listening.add(one);
      const stop = onChange(listener);
      return () => {
        listening.delete(one);
        stop();
      };
    },
  });
  await cloud.offer('hello', { limits: { deployments: 1_000 } });
  server = await startServer({ app: cloud.app, host: '127.0.0.1', port: 0 });
});

it.after(async () => {
  cloud.stop.abort();
  await server.close();
  await cloud[Symbol.asyncDispose]();
});

async function install(user = 'someuser'): Promise<number> {
  const { body } = await cloud.ask(user, 'POST', `${api}/service/command`, {
    offering: 'hello',
    user,
    phase: 'install',
  });
  return body.id;
}

async function listen(user: string, path: string, lastId?: string): Promise<AsyncGenerator<SentEvent, void>> {
  const headers = {
    authorization: `ApiKey ${user}:${cloud.keys[user]}`,
    ...(lastId ? { 'last-event-id': lastId } : {}),
  };
  const answer = await fetch(`${server.url}${api}${path}`, { headers });
  assert.is(answer.status, 200);
  return readEvents(answer);
}

/** What a worker writes. */
async function addTask(command: number): Promise<number> {
  const { db } = cloud.store;
  const { deployment_id } = await db
    .selectFrom('commands')
    .selectAll()
    .where('id', '=', command)
    .executeTakeFirstOrThrow();
  const task = {
    command_id: command,
    deployment_id,
    position: 1,
    step: 1,
    name: 'run',
    phase: 'install' as const,
    params: 'echo',
  };
  return (
    await db
      .insertInto('tasks')
      .values({ ...task, status: states.PENDING })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
}

async function print(task: number, from: number, ...texts: readonly string[]): Promise<void> {
  const lines = texts.map((text, index) => ({
    task_id: task,
    seq: from + index,
    attempt: 1,
    stream: 'out' as const,
    at: new Date(),
    text,
  }));
  await cloud.store.db.insertInto('output_chunks').values(lines).execute();
}

async function setState(command: number, status: (typeof states)[keyof typeof states]): Promise<void> {
  await cloud.store.db.updateTable('commands').set({ status }).where('id', '=', command).execute();
}

function textsOf(events: readonly SentEvent[]): string[] {
  return events
    .filter(({ event }) => event === 'output')
    .flatMap(({ data }) => data.lines.map(({ text }: { text: string }) => text));
}

it('002.3: a command is followed: its state, its tasks, each line, and its end after the last line', async () => {
  const id = await install();
  const events = await listen('someuser', `/service/command/${id}/events`);
  const [first] = await readUntil(events, ({ event }) => event === 'command');
  assert.equal([first?.data.id, first?.data.status], [id, '0']);
  const task = await addTask(id);
  await setState(id, states.PENDING);
  await print(task, 1, 'one', 'two');
  const seen = await readUntil(events, (event) => textsOf([event]).includes('two'));
  assert.ok(seen.some(({ event, data }) => event === 'task' && data.id === task && data.status_name === 'PENDING'));
  await print(task, 3, 'three');
  await setState(id, states.COMPLETED);
  const rest = await readUntil(events, ({ event }) => event === 'end');
  assert.equal(textsOf(rest), ['three']);
  assert.equal(rest.at(-1)?.data, { status: '5', status_name: 'COMPLETED' });
  assert.is((await events.next()).done, true, 'the stream ends with the command');
});

it('who comes back with the id of the last line misses none and gets none twice', async () => {
  const id = await install();
  const task = await addTask(id);
  await print(task, 1, 'one', 'two');
  const before = await readUntil(
    await listen('someuser', `/service/command/${id}/events`),
    ({ event }) => event === 'output',
  );
  await print(task, 3, 'three', 'four');
  await setState(id, states.FAILED);
  const again = await listen('someuser', `/service/command/${id}/events`, before.at(-1)?.id ?? '');
  assert.equal(textsOf(await readUntil(again, ({ event }) => event === 'end')), ['three', 'four']);
});

it('an id that no line has is none: all lines come, and the end', async () => {
  const id = await install();
  await print(await addTask(id), 1, 'one');
  await setState(id, states.COMPLETED);
  const events = await listen('someuser', `/service/command/${id}/events`, '999999999999999');
  assert.equal(textsOf(await readUntil(events, ({ event }) => event === 'end')), ['one']);
});

for (const [what, lastId] of [
  ['away for long', new Date(Date.now() - 11 * 60_000).toISOString()],
  ['here tomorrow', new Date(Date.now() + 24 * 3_600_000).toISOString()],
] as const) {
  it(`who was ${what} is told what changes from now on, not all of the past`, async () => {
    const past = await install();
    const events = await listen('someuser', '/events', lastId);
    const [ready] = await readUntil(events, ({ event }) => event === 'ready');
    assert.is(ready?.event, 'ready');
    const id = await install();
    const seen = await readUntil(events, ({ event, data }) => event === 'command' && data.id === id);
    assert.not.ok(seen.some(({ event, data }) => event === 'command' && data.id <= past));
  });
}

it('ten thousand lines come in order, each once', async () => {
  const id = await install();
  const task = await addTask(id);
  const texts = Array.from({ length: 10_000 }, (_, index) => `line ${index}`);
  for (let from = 0; from < texts.length; from += 1_000)
    await print(task, from + 1, ...texts.slice(from, from + 1_000));
  await setState(id, states.COMPLETED);
  const events = await readUntil(
    await listen('someuser', `/service/command/${id}/events`),
    ({ event }) => event === 'end',
  );
  assert.equal(textsOf(events), texts);
  const whole = await cloud.ask('someuser', 'GET', `${api}/service/task/${task}/output?format=text`);
  assert.is(whole.text, texts.map((text) => `${text}\n`).join(''));
});

it('everything one may see: each change as a GET gives it, nothing of others', async () => {
  const own = await listen('someuser', '/events');
  const all = await listen('admin', '/events');
  await readUntil(own, ({ event }) => event === 'ready');
  await readUntil(all, ({ event }) => event === 'ready');
  const others = await install('otheruser');
  const id = await install('someuser');
  await setState(id, states.PENDING);
  const isMine = ({ event, data }: SentEvent) =>
    event === 'command' && data.id === id && data.status_name === 'PENDING';
  const mine = await readUntil(own, isMine);
  const [last] = mine.slice(-1);
  const { tasks: _, ...read } = (await cloud.ask('someuser', 'GET', `${api}/service/command/${id}`)).body;
  assert.equal(last?.data, read);
  assert.ok(mine.every(({ data }) => data.user === undefined || data.user === 'someuser'));
  assert.ok(mine.some(({ event, data }) => event === 'deployment' && data.user === 'someuser'));
  const theirs = await readUntil(all, isMine);
  assert.ok(theirs.some(({ event, data }) => event === 'command' && data.id === others));
});

it('who comes back is told again what has changed meanwhile', async () => {
  const events = await listen('someuser', '/events');
  await readUntil(events, ({ event }) => event === 'ready');
  const first = await install();
  const seen = await readUntil(events, ({ event, data }) => event === 'command' && data.id === first);
  await events.return();
  const missed = await install();
  const again = await listen('someuser', '/events', seen.at(-1)?.id ?? '');
  await readUntil(again, ({ event, data }) => event === 'command' && data.id === missed);
});

it('a plan that is offered anew, or no more, is told', async () => {
  const events = await listen('someuser', '/events');
  await readUntil(events, ({ event }) => event === 'ready');
  await cloud.offer('passing');
  const [told] = (await readUntil(events, ({ event }) => event === 'plan')).slice(-1);
  assert.is(told?.data.name, 'passing');
  await cloud.ask('admin', 'DELETE', `${api}/service/plan/passing`);
  const [gone] = (await readUntil(events, ({ event }) => event === 'gone')).slice(-1);
  assert.equal(gone?.data, { kind: 'plan', id: told?.data.id });
});

it('a connection that listens for changes, lost, is come back to, and what was missed is told', async () => {
  const events = await listen('admin', '/events');
  await readUntil(events, ({ event }) => event === 'ready');
  await cloud.ask('admin', 'GET', `${api}/service/plan`);
  const { db } = cloud.store;
  const { sql } = await import('kysely');
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`.execute(db);
  const id = await install();
  await readUntil(events, ({ event, data }) => event === 'command' && data.id === id);
});

it('who has gone costs nothing any more', async () => {
  const before = new Set(listening); // some of other tests may end meanwhile
  const events = await listen('someuser', '/events');
  await readUntil(events, ({ event }) => event === 'ready');
  const own = listening.difference(before);
  assert.is(own.size, 1);
  await events.return();
  await eventually(() => assert.ok(listening.isDisjointFrom(own)));
});

it('the end of the server ends the streams, so that it can end itself', async () => {
  const own = await cloudApp({}, { database: postgres.uri.replace('/knit', '/postgres') });
  const port = await startServer({ app: own.app, host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${port.url}${api}/events`, {
    headers: { authorization: `ApiKey admin:${own.keys['admin']}` },
  });
  const events = readEvents(answer);
  await readUntil(events, ({ event }) => event === 'ready');
  own.stop.abort();
  await port.close();
  assert.is((await events.next()).done, true);
  await own[Symbol.asyncDispose]();
});

it('a database that goes away answers 503; the server lives', async () => {
  await postgres[Symbol.asyncDispose]();
  const reply = await cloud.ask('someuser', 'GET', `${api}/service/plan`);
  assert.equal([reply.status, reply.body.code], [503, 'STORE_UNREACHABLE']);
  assert.is(reply.headers.get('retry-after'), '5');
  assert.is((await cloud.ask('', 'GET', '/readyz')).status, 503);
  assert.is((await cloud.ask('', 'GET', '/healthz')).status, 200);
});

it.run();
