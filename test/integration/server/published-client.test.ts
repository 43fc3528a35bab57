import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { states } from '../../../src/workflow/index.ts';
import { type CloudApp, cloudApp } from '../../support/cloud-app.ts';

const it = suite('the published client');

let cloud: CloudApp;
let server: RunningServer;

it.before(async () => {
  cloud = await cloudApp();
  await cloud.offer('mongodb', { limits: { deployments: 100 } });
  server = await startServer({ app: cloud.app, host: '127.0.0.1', port: 0 });
});
it.after(async () => {
  await server.close();
  await cloud[Symbol.asyncDispose]();
});

interface Options {
  readonly base: string;
  readonly phase: string;
  readonly onPoll?: (poll: number, id: number) => Promise<void>;
}

/**
 * What that client does, step by step: it posts JSON with its two headers, goes to the Location, reads `resource_uri` and
 * `status` there, and asks again for as long as int(status) is at most 1. It is content with "5" and nothing else.
 */
async function command({
  base,
  phase,
  onPoll = async () => {},
}: Options): Promise<{ statuses: string[]; isDone: boolean }> {
  const headers = { authorization: `ApiKey someuser:${cloud.keys['someuser']}`, qualifier: 'default' };
  const posted = await fetch(`${base}/admin/api/v2/service/command`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ offering: 'mongodb', user: 'someuser', phase, params: 'size=1,node-type=small,provider=' }),
  });
  assert.is(posted.status, 201, await posted.clone().text());
  const location = posted.headers.get('location') ?? '';
  const first = await fetch(location.startsWith('http') ? location : base + location, { headers });
  assert.is(first.status, 200);
  let state = (await first.json()) as { id: number; resource_uri: string; status: string };
  const statuses: string[] = [];
  for (let poll = 0; ; poll += 1) {
    assert.type(state.status, 'string');
    statuses.push(state.status);
    if (Number.parseInt(state.status, 10) > 1) return { statuses, isDone: state.status === '5' };
    await onPoll(poll, state.id);
    await sleep(10); // a second, in the original
    state = (await (await fetch(base + state.resource_uri, { headers })).json()) as typeof state;
  }
}

async function setState(id: number, status: (typeof states)[keyof typeof states]): Promise<void> {
  await cloud.store.db.updateTable('commands').set({ status }).where('id', '=', id).execute();
}

it('002.1: sees a command wait, run and be complete', async () => {
  const run = await command({
    base: server.url,
    phase: 'install',
    onPoll: async (poll, id) => setState(id, poll === 0 ? states.PENDING : states.COMPLETED),
  });
  assert.equal(run, { statuses: ['0', '1', '5'], isDone: true });
});

it('002.17: sees one fail', async () => {
  const run = await command({
    base: server.url,
    phase: 'install',
    onPoll: async (_poll, id) => setState(id, states.FAILED),
  });
  assert.equal(run, { statuses: ['0', '9'], isDone: false });
});

it('says uninstall where others say remove', async () => {
  await cloud.store.db.updateTable('deployments').set({ status: states.COMPLETED, installed: true }).execute();
  const { body } = await cloud.ask('someuser', 'GET', '/admin/api/v2/service/deployment');
  const [first, ...others] = body.objects as { name: string }[];
  assert.ok(first);
  for (const { name } of others) {
    await cloud.store.db
      .updateTable('deployments')
      .set({ status: states.REMOVED, installed: false })
      .where('name', '=', name)
      .execute();
  }
  const run = await command({
    base: server.url,
    phase: 'uninstall',
    onPoll: async (_poll, id) => setState(id, states.COMPLETED),
  });
  assert.is(run.isDone, true);
});

for (const [what, init, status] of [
  ['no key', { headers: {} }, 401],
  ['a wrong key', { headers: { authorization: 'ApiKey someuser:x', qualifier: 'default' } }, 401],
  ['a method that does not fit', { method: 'PATCH' }, 405],
] as const) {
  it(`${what} answers ${status}`, async () => {
    const headers = { authorization: `ApiKey someuser:${cloud.keys['someuser']}` };
    const answer = await fetch(`${server.url}/admin/api/v2/service/command`, { headers, ...init });
    assert.is(answer.status, status);
    await answer.body?.cancel();
  });
}

it.run();
