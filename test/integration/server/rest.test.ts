import { sign } from 'hono/jwt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { api, type CloudApp, cloudApp, type Reply } from '../../support/cloud-app.ts';

const it = suite('REST');
const secret = 'a secret that is long enough to be one';
let cloud: CloudApp;

it.before(async () => {
  cloud = await cloudApp({
    jwt: { secret, issuer: 'test' },
    limits: { requests: { perSecond: 1_000, burst: 1_000 }, bodyBytes: 100_000 },
  });
  await cloud.offer('hello');
  await cloud.offer('many', { limits: { deployments: 1_000 } });
});
it.after(async () => cloud[Symbol.asyncDispose]());

function command(user: string, body: unknown, headers?: Record<string, string>): Promise<Reply> {
  return cloud.ask(user, 'POST', `${api}/service/command`, body, headers);
}

/** A problem, with its reason. */
function assertProblem(reply: Reply, status: number, code: string, ...words: readonly string[]): void {
  assert.is(reply.status, status, reply.text);
  assert.is(reply.headers.get('content-type'), 'application/problem+json');
  assert.equal([reply.body.status, reply.body.code, reply.body.type], [status, code, `/docs/errors#${code}`]);
  for (const word of words) assert.match(reply.body.detail, word);
}

const good = { offering: 'many', user: 'someuser', phase: 'install', params: 'size=1,cluster-name=blue' };

it('002.1: the four fields make a command: 201, and a Location that can be read', async () => {
  const made = await command('someuser', good);
  assert.is(made.status, 201);
  const location = made.headers.get('location') ?? '';
  assert.match(location, new RegExp(`^http://cloud\\.test${api}/service/command/\\d+$`));
  const seen = await cloud.ask('someuser', 'GET', location);
  assert.is(seen.status, 200);
  const { id, status, status_name, resource_uri, offering, user, phase, params, deployment } = seen.body;
  assert.equal(
    { status, status_name, resource_uri, offering, user, phase, params, deployment },
    {
      status: '0',
      status_name: 'INITIATED',
      resource_uri: `${api}/service/command/${id}`,
      ...good,
      deployment: 'many.someuser',
    },
  );
  assert.is((await cloud.ask('someuser', 'GET', `${resource_uri}/`)).status, 200, 'a slash at the end is the same');
});

for (const [what, change, status, code, word] of [
  ['an unknown offering', { offering: 'nothing' }, 404, 'OFFERING_UNKNOWN', 'nothing'],
  ['an unknown user', { user: 'nobody' }, 404, 'USER_UNKNOWN', 'nobody'],
  ['an unknown phase', { phase: 'instal' }, 400, 'REQUEST_MALFORMED', 'phase'],
  ['params without a =', { params: 'size' }, 400, 'PARAMS_INVALID', '='],
  ['params without a key', { params: '=1' }, 400, 'PARAMS_INVALID', 'key'],
  ['params with a key that is none', { params: 'a b=1' }, 400, 'PARAMS_INVALID', 'a b'],
  ['params that are no text', { params: { size: 1 } }, 400, 'REQUEST_MALFORMED', 'params'],
  ['an offering that leads out of a folder', { offering: '../../etc' }, 400, 'REQUEST_MALFORMED', 'offering'],
  ['a user that leads out of a folder', { user: '..' }, 400, 'REQUEST_MALFORMED', 'user'],
  ['no offering', { offering: undefined }, 400, 'REQUEST_MALFORMED', 'offering'],
] as const) {
  it(`002.1: ${what} is refused with the reason, and nothing is made`, async () => {
    const before = (await cloud.ask('admin', 'GET', `${api}/service/command`)).body.meta.total;
    assertProblem(await command('admin', { ...good, ...change }), status, code, word);
    assert.is((await cloud.ask('admin', 'GET', `${api}/service/command`)).body.meta.total, before);
  });
}

for (const params of [
  '',
  'cluster-name=x',
  'a=',
  'a=b=c',
  'a=1,b=2',
  'tags.ssl=false',
  'text=one\\, two',
  'k=$(touch x)',
  'k=`id`;rm -rf /',
]) {
  it(`002.2: params "${params}" are taken and kept as they are`, async () => {
    const made = await command('someuser', { ...good, params });
    assert.is(made.status, 201, made.text);
    assert.is((await cloud.ask('someuser', 'GET', made.body.resource_uri)).body.params, params);
  });
}

it('002.4: a second install of a plan that is offered once answers 409, as does an update of nothing', async () => {
  const once = { ...good, offering: 'hello' };
  assertProblem(await command('otheruser', { ...once, user: 'otheruser', phase: 'update' }), 409, 'NOT_DEPLOYED');
  assertProblem(await command('otheruser', { ...once, user: 'otheruser', phase: 'remove' }), 409, 'NOT_DEPLOYED');
  assert.is((await command('otheruser', { ...once, user: 'otheruser' })).status, 201);
  assertProblem(await command('otheruser', { ...once, user: 'otheruser' }), 409, 'LIMIT_REACHED', 'hello');
});

it('an entry of a service file is taken as it stands there', async () => {
  const entry = {
    plan: 'as-written',
    configuration: { env: { SIZE: 1 } },
    limits: null,
    steps: [{ task: 'paasdeploy.tasks.run', params: 'echo\n' }],
  };
  assert.is((await cloud.ask('admin', 'POST', `${api}/service/plan`, entry)).status, 201);
  const { body } = await cloud.ask('admin', 'GET', `${api}/service/configuration?plan=as-written`);
  assert.equal([body.objects[0].env, body.objects[0].steps], [{ SIZE: '1' }, [{ task: 'run', params: 'echo' }]]);
});

it('the body has to be JSON, and say so', async () => {
  assertProblem(await command('someuser', '{"offering": '), 400, 'REQUEST_MALFORMED', 'JSON');
  assertProblem(
    await command('someuser', 'offering=many', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'MEDIA_TYPE_UNSUITABLE',
  );
  assertProblem(
    await command('someuser', JSON.stringify(good), { 'content-type': 'text/plain' }),
    415,
    'MEDIA_TYPE_UNSUITABLE',
  );
  assertProblem(await command('someuser', '[]'), 400, 'REQUEST_MALFORMED');
  assertProblem(await command('someuser', 'null'), 400, 'REQUEST_MALFORMED');
});

it('a body that is too long is refused, whether it says its length or not', async () => {
  const body = JSON.stringify({ ...good, params: `a=${'x'.repeat(100_000)}` });
  assertProblem(await command('someuser', body), 413, 'BODY_TOO_LARGE', '100000');
  assertProblem(await command('someuser', body, { 'content-length': String(body.length) }), 413, 'BODY_TOO_LARGE');
});

it('every field that is wrong is named', async () => {
  const reply = await command('someuser', { offering: 'a/b', phase: 1 });
  assert.equal(reply.body.errors.map(({ path }: { path: string }) => path).sort(), ['body.offering', 'body.phase']);
});

for (const [what, authorization] of [
  ['nobody', undefined],
  ['a wrong key', 'ApiKey someuser:wrong'],
  ['a user that is none', 'ApiKey nobody:wrong'],
  ['no key at all', 'ApiKey someuser'],
  ['another scheme', 'Basic c29tZXVzZXI6eA=='],
  ['a token that is none', 'Bearer abc'],
] as const) {
  it(`${what} is asked to sign in`, async () => {
    const reply = await cloud.ask(
      '',
      'GET',
      `${api}/service/command`,
      undefined,
      authorization ? { authorization } : {},
    );
    assertProblem(reply, 401, 'SIGN_IN_NEEDED');
    assert.match(reply.headers.get('www-authenticate') ?? '', 'ApiKey');
  });
}

it('the key of one user is not that of another', async () => {
  const authorization = `ApiKey admin:${cloud.keys['someuser']}`;
  assert.is((await cloud.ask('', 'GET', `${api}/service/command`, undefined, { authorization })).status, 401);
});

it('a bearer token is taken for the user that it names, with that user’s role', async () => {
  const token = (sub: string) => sign({ sub, iss: 'test', exp: Math.floor(Date.now() / 1_000) + 60 }, secret, 'HS256');
  const as = async (user: string, path: string) =>
    cloud.ask('', 'GET', `${api}${path}`, undefined, { authorization: `Bearer ${await token(user)}` });
  assert.is((await as('admin', '/service/user')).status, 200);
  assertProblem(await as('someuser', '/service/user'), 403, 'ACCESS_DENIED', 'admin');
  assertProblem(await as('nobody', '/service/command'), 401, 'SIGN_IN_NEEDED');
});

it('002.16: a user sees and commands the own things alone', async () => {
  const own = (await command('someuser', good)).body;
  const { body: deployments } = await cloud.ask('someuser', 'GET', `${api}/service/deployment`);
  for (const path of [own.resource_uri, `${own.resource_uri}/events`, deployments.objects[0].resource_uri]) {
    assert.is((await cloud.ask('otheruser', 'GET', path)).status, 404, path);
  }
  for (const act of ['restart', 'cancel']) {
    assert.is((await cloud.ask('otheruser', 'POST', `${own.resource_uri}/${act}`)).status, 404, act);
  }
  assertProblem(await command('otheruser', good), 403, 'ACCESS_DENIED', 'someuser');
  assertProblem(await cloud.ask('otheruser', 'GET', `${api}/service/command?user=someuser`), 403, 'ACCESS_DENIED');
  assertProblem(await cloud.ask('otheruser', 'POST', `${api}/service/user/someuser/key`), 403, 'ACCESS_DENIED');
  for (const list of ['command', 'deployment', 'task']) {
    const { body } = await cloud.ask('otheruser', 'GET', `${api}/service/${list}?limit=500`);
    assert.ok(
      body.objects.every(({ user }: { user: string }) => user === 'otheruser'),
      list,
    );
  }
  const all = await cloud.ask('admin', 'GET', `${api}/service/command?user=someuser&limit=500`);
  assert.ok(all.body.objects.some(({ id }: { id: number }) => id === own.id));
});

it('002.16: only an admin changes plans and users, or sees how services are done', async () => {
  const entry = { plan: 'mine', steps: [{ task: 'run', params: 'echo' }] };
  assertProblem(await cloud.ask('someuser', 'POST', `${api}/service/plan`, entry), 403, 'ACCESS_DENIED');
  assertProblem(await cloud.ask('someuser', 'DELETE', `${api}/service/plan/hello`), 403, 'ACCESS_DENIED');
  assertProblem(
    await cloud.ask('someuser', 'POST', `${api}/service/user`, { name: 'x', role: 'admin' }),
    403,
    'ACCESS_DENIED',
  );
  assertProblem(await cloud.ask('someuser', 'GET', `${api}/service/configuration`), 403, 'ACCESS_DENIED');
  assert.is((await cloud.ask('someuser', 'GET', `${api}/service/plan/hello`)).status, 200);
});

it('without a user it is oneself who gets the service', async () => {
  const { user: _, ...rest } = good;
  assert.is((await command('someuser', rest)).body.user, 'someuser');
});

it('the same idempotency key is the same command, however often it is sent', async () => {
  const headers = { 'idempotency-key': 'one' };
  const first = await command('someuser', good, headers);
  const again = await Promise.all([1, 2, 3].map(() => command('someuser', good, headers)));
  assert.equal(
    again.map(({ status, body }) => [status, body.id]),
    again.map(() => [201, first.body.id]),
  );
  assertProblem(await command('someuser', { ...good, params: 'size=2' }, headers), 422, 'IDEMPOTENCY_KEY_REUSED');
  const others = await command('otheruser', { ...good, user: 'otheruser' }, headers);
  assert.is.not(others.body.id, first.body.id, 'the keys of two users are two keys');
  assertProblem(
    await command('someuser', good, { 'idempotency-key': 'a b' }),
    400,
    'REQUEST_MALFORMED',
    'idempotency-key',
  );
});

it('002.7: a command that waits can be cancelled, and then be restarted', async () => {
  const { resource_uri } = (await command('someuser', good)).body;
  assertProblem(await cloud.ask('someuser', 'POST', `${resource_uri}/restart`), 409, 'STATE_CONFLICT', 'INITIATED');
  const cancelled = await cloud.ask('someuser', 'POST', `${resource_uri}/cancel`);
  assert.equal([cancelled.status, cancelled.body.status, cancelled.body.status_name], [200, '9', 'FAILED']);
  assertProblem(await cloud.ask('someuser', 'POST', `${resource_uri}/cancel`), 409, 'STATE_CONFLICT');
  const restarted = await cloud.ask('someuser', 'POST', `${resource_uri}/restart`);
  assert.equal([restarted.status, restarted.body.status_name], [200, 'INITIATED']);
});

it('lists are paged, the newest first, and say what follows', async () => {
  for (let i = 0; i < 5; i += 1) await command('admin', { ...good, user: 'admin' });
  const ids: number[] = [];
  let path: string | null = `${api}/service/command?user=admin&limit=2`;
  let pages = 0;
  while (path !== null) {
    const { body }: Reply = await cloud.ask('admin', 'GET', path);
    assert.is(body.meta.total, 5);
    ids.push(...body.objects.map(({ id }: { id: number }) => id));
    path = body.meta.next;
    pages += 1;
  }
  assert.is(pages, 3);
  assert.equal(
    ids,
    [...ids].sort((a, b) => b - a),
  );
  assert.is(new Set(ids).size, 5);
});

it('lists are filtered by state, by number or name, by phase, offering and deployment', async () => {
  const total = async (query: string) =>
    (await cloud.ask('admin', 'GET', `${api}/service/command?${query}`)).body.meta.total;
  assert.is(await total('status=9'), await total('status=FAILED'));
  assert.is(await total('user=admin&phase=install&offering=many&status=INITIATED'), 5);
  assert.is(await total('user=admin&phase=remove'), 0);
  assert.is(await total('deployment=many.admin.2'), 1);
});

for (const query of [
  'limit=0',
  'limit=501',
  'limit=x',
  'limit=',
  'offset=-1',
  'offset=1.5',
  'status=7',
  'phase=x',
  'user=a/b',
]) {
  it(`?${query} is refused`, async () => {
    assertProblem(
      await cloud.ask('admin', 'GET', `${api}/service/command?${query}`),
      400,
      'REQUEST_MALFORMED',
      query.split('=')[0] ?? '',
    );
  });
}

for (const id of ['0', '-1', 'x', '1.5', '99999999999', '1%2F..']) {
  it(`an id "${id}" is none`, async () => {
    const reply = await cloud.ask('admin', 'GET', `${api}/service/command/${id}`);
    assert.ok(reply.status === 400 || reply.status === 404, reply.text);
  });
}

it('an address that is none answers 404, a method that does not fit 405 with those that do', async () => {
  assertProblem(await cloud.ask('admin', 'GET', `${api}/service/nothing`), 404, 'ROUTE_UNKNOWN');
  const reply = await cloud.ask('admin', 'PUT', `${api}/service/command/1`, {});
  assertProblem(reply, 405, 'METHOD_UNSUITABLE', 'GET');
  assert.is(reply.headers.get('allow'), 'GET, HEAD');
});

it('a plan is offered, changed and withdrawn', async () => {
  const entry = {
    plan: 'new-plan',
    description: 'a new one',
    limits: { deployments: 2 },
    parameters: [{ name: 'size', type: 'integer', default: '1' }],
    configuration: { env: { CLUSTER_PREFIX: 'om' }, steps: [{ task: 'run', params: 'echo one' }] },
  };
  const made = await cloud.ask('admin', 'POST', `${api}/service/plan`, entry);
  assert.equal([made.status, made.body.name, made.body.version], [201, 'new-plan', 1]);
  assert.equal(made.body.limits, { deployments: 2, concurrency: null });
  const changed = await cloud.ask('admin', 'POST', `${api}/service/plan`, {
    ...entry,
    configuration: { env: {}, steps: [{ task: 'run', params: 'echo two' }] },
  });
  assert.equal([changed.status, changed.body.version], [200, 2]);
  const { body: versions } = await cloud.ask('admin', 'GET', `${api}/service/configuration?plan=new-plan`);
  assert.equal(
    versions.objects.map(
      ({ version, is_current, steps }: { version: number; is_current: boolean; steps: { params: string }[] }) => [
        version,
        is_current,
        steps[0]?.params,
      ],
    ),
    [
      [2, true, 'echo two'],
      [1, false, 'echo one'],
    ],
  );
  assert.is((await cloud.ask('admin', 'DELETE', `${api}/service/plan/new-plan`)).status, 204);
  assertProblem(await cloud.ask('admin', 'GET', `${api}/service/plan/new-plan`), 404, 'ITEM_UNKNOWN');
  assertProblem(await cloud.ask('admin', 'DELETE', `${api}/service/plan/many`), 409, 'STATE_CONFLICT', 'deployed');
});

for (const [what, entry, word] of [
  ['without steps', { plan: 'x' }, 'steps'],
  ['with a task that is none', { plan: 'x', steps: [{ task: 'shell', params: 'echo' }] }, 'task'],
  ['with a word that is not known', { plan: 'x', step: [], steps: [{ task: 'run', params: 'echo' }] }, 'step'],
  ['with a name that leads elsewhere', { plan: '../x', steps: [{ task: 'run', params: 'echo' }] }, 'plan'],
  [
    'with a variable that is none',
    { plan: 'x', configuration: { env: { 'a b': '1' } }, steps: [{ task: 'run', params: 'echo' }] },
    'env',
  ],
] as const) {
  it(`a plan ${what} is refused`, async () => {
    assertProblem(await cloud.ask('admin', 'POST', `${api}/service/plan`, entry), 400, 'SERVICE_INVALID', word);
  });
}

it('a user is made, gets a key that is shown once, and may use it', async () => {
  const made = await cloud.ask('admin', 'POST', `${api}/service/user`, { name: 'new.user' });
  assert.equal([made.status, made.body.name, made.body.role], [201, 'new.user', 'user']);
  assertProblem(await cloud.ask('admin', 'POST', `${api}/service/user`, { name: 'new.user' }), 409, 'STATE_CONFLICT');
  const { status, body, headers } = await cloud.ask('admin', 'POST', `${api}/service/user/new.user/key`);
  assert.is(status, 201);
  assert.is(headers.get('cache-control'), 'no-store');
  const authorization = `ApiKey new.user:${body.key}`;
  assert.is((await cloud.ask('', 'GET', `${api}/service/command`, undefined, { authorization })).status, 200);
  assert.not.match((await cloud.ask('admin', 'GET', `${api}/service/user/new.user`)).text, body.key);
});

const nul = '\0';
for (const [what, method, path, body] of [
  ['a filter by deployment', 'GET', `${api}/service/command?deployment=a%00`, undefined],
  ['a filter of tasks by deployment', 'GET', `${api}/service/task?deployment=a%00`, undefined],
  ['a filter by name', 'GET', `${api}/service/deployment?name=a%00`, undefined],
  ['a deployment', 'POST', `${api}/service/command`, { ...good, phase: 'update', deployment: `a${nul}` }],
  [
    'a description',
    'POST',
    `${api}/service/plan`,
    { plan: 'x', description: nul, steps: [{ task: 'run', params: 'a' }] },
  ],
  ['a step', 'POST', `${api}/service/plan`, { plan: 'x', steps: [{ task: 'run', params: `a${nul}` }] }],
  ['a key of a plan', 'POST', `${api}/service/plan`, { plan: 'x', [nul]: 1, steps: [{ task: 'run', params: 'a' }] }],
  ['half a character', 'POST', `${api}/service/plan`, { plan: 'x', steps: [{ task: 'run', params: 'a\ud800' }] }],
  ['a user who signs in', 'POST', '/admin/session', { user: nul, key: 'x' }],
  ['a key to sign in with', 'POST', '/admin/session', { user: 'someuser', key: `a${nul}` }],
] as const) {
  it(`${what} that no column can hold is refused`, async () => {
    assertProblem(await cloud.ask('admin', method, path, body), 400, 'REQUEST_MALFORMED');
  });
}

it('output is asked for after a line that there may be', async () => {
  const { id } = (await command('someuser', good)).body;
  const task = await cloud.store.db
    .insertInto('tasks')
    .values((row) => ({
      command_id: id,
      deployment_id: row.selectFrom('commands').select('deployment_id').where('id', '=', id),
      position: 1,
      step: 1,
      name: 'run',
      phase: 'install' as const,
      params: 'echo',
      status: 1 as const,
    }))
    .returning('id')
    .executeTakeFirstOrThrow();
  const path = `${api}/service/task/${task.id}/output`;
  assertProblem(await cloud.ask('someuser', 'GET', `${path}?after=3000000000`), 400, 'REQUEST_MALFORMED', 'after');
  assert.is((await cloud.ask('someuser', 'GET', `${path}?after=2147483647`)).status, 200);
});

/** A user with a key, both new. */
async function newcomer(name: string, role = 'user') {
  await cloud.ask('admin', 'POST', `${api}/service/user`, { name, role });
  const path = `${api}/service/user/${name}`;
  const key = async () => (await cloud.ask('admin', 'POST', `${path}/key`)).body.key as string;
  const statusWith = async (given: string) => {
    const headers = { authorization: `ApiKey ${name}:${given}` };
    return (await cloud.ask('', 'GET', `${api}/service/plan`, undefined, headers)).status;
  };
  return { path, key, statusWith };
}

it('a key that is revoked opens nothing from then on; the user’s others do', async () => {
  const { path, key, statusWith } = await newcomer('careless');
  const [lost, kept] = [await key(), await key()];
  assert.equal([await statusWith(lost), await statusWith(kept)], [200, 200]);
  const hints = (await cloud.ask('admin', 'GET', `${path}/key`)).body.objects.map(({ hint }: { hint: string }) => hint);
  assert.equal(hints, [kept.slice(0, 6), lost.slice(0, 6)]);
  assertProblem(await cloud.ask('someuser', 'GET', `${path}/key`), 403, 'ACCESS_DENIED');
  assertProblem(await cloud.ask('someuser', 'DELETE', `${path}/key/${lost.slice(0, 6)}`), 403, 'ACCESS_DENIED');
  assert.is((await cloud.ask('admin', 'DELETE', `${path}/key/${lost.slice(0, 6)}`)).status, 204);
  assert.equal([await statusWith(lost), await statusWith(kept)], [401, 200]);
  assertProblem(await cloud.ask('admin', 'DELETE', `${path}/key/${lost.slice(0, 6)}`), 404, 'ITEM_UNKNOWN', 'careless');
  assertProblem(await cloud.ask('admin', 'DELETE', `${path}/key/x`), 400, 'REQUEST_MALFORMED', 'hint');
  assert.equal((await cloud.ask('admin', 'GET', `${path}/key`)).body.objects.length, 1);
});

it('the last key of all admins is not revoked', async () => {
  const keys = `${api}/service/user/admin/key`;
  const [{ hint }] = (await cloud.ask('admin', 'GET', keys)).body.objects;
  assertProblem(await cloud.ask('admin', 'DELETE', `${keys}/${hint}`), 409, 'STATE_CONFLICT', 'no admin');
  assert.is((await cloud.ask('admin', 'GET', keys)).status, 200);
});

it('a user who is disabled opens nothing from then on, by key, token or cookie, and is let in again', async () => {
  const { path, key, statusWith } = await newcomer('former');
  const own = await key();
  const signedIn = await cloud.ask('', 'POST', '/admin/session', { user: 'former', key: own });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const authorization = `Bearer ${await sign({ sub: 'former', iss: 'test', exp: Math.floor(Date.now() / 1_000) + 60 }, secret, 'HS256')}`;
  const statuses = async () => [
    await statusWith(own),
    (await cloud.ask('', 'GET', `${api}/service/plan`, undefined, { cookie })).status,
    (await cloud.ask('', 'GET', `${api}/service/plan`, undefined, { authorization })).status,
  ];
  assert.equal(await statuses(), [200, 200, 200]);
  assertProblem(await cloud.ask('someuser', 'PATCH', path, { disabled: true }), 403, 'ACCESS_DENIED');
  const disabled = await cloud.ask('admin', 'PATCH', path, { disabled: true });
  assert.equal([disabled.status, disabled.body.disabled], [200, true]);
  assert.equal(await statuses(), [401, 401, 401]);
  assert.is((await cloud.ask('admin', 'GET', path)).body.disabled, true);
  assert.is((await cloud.ask('admin', 'PATCH', path, { disabled: false })).status, 200);
  assert.equal(await statuses(), [200, 200, 200]);
});

it('a role is changed at once; the last admin stays one; what is no user is not changed', async () => {
  const { path, key } = await newcomer('second', 'admin');
  const headers = { authorization: `ApiKey second:${await key()}` };
  const listed = async () => (await cloud.ask('', 'GET', `${api}/service/user`, undefined, headers)).status;
  assert.is(await listed(), 200);
  assert.is((await cloud.ask('admin', 'PATCH', path, { role: 'user' })).body.role, 'user');
  assert.is(await listed(), 403);
  const self = `${api}/service/user/admin`;
  for (const change of [{ role: 'user' }, { disabled: true }]) {
    assertProblem(await cloud.ask('admin', 'PATCH', self, change), 409, 'STATE_CONFLICT', 'only admin');
  }
  for (const nothing of [{}, undefined]) {
    assertProblem(await cloud.ask('admin', 'PATCH', self, nothing), 400, 'REQUEST_MALFORMED', 'nothing');
  }
  assertProblem(
    await cloud.ask('admin', 'PATCH', `${api}/service/user/nobody`, { disabled: true }),
    404,
    'ITEM_UNKNOWN',
  );
  assertProblem(await cloud.ask('admin', 'PATCH', path, { name: 'x' }), 400, 'REQUEST_MALFORMED');
});

it('who asks too much is told when to come back; others are served meanwhile', async () => {
  await using small = await cloudApp({ limits: { requests: { perSecond: 0.01, burst: 3 } } });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await small.ask('someuser', 'GET', `${api}/service/plan`)).status);
  assert.equal(statuses, [200, 200, 200, 429]);
  const refused = await small.ask('someuser', 'GET', `${api}/service/plan`);
  assertProblem(refused, 429, 'TOO_MANY_REQUESTS', 'someuser');
  const seconds = Number(refused.headers.get('retry-after'));
  assert.ok(seconds > 0 && seconds <= 100, String(seconds));
  assert.is((await small.ask('otheruser', 'GET', `${api}/service/plan`)).status, 200);
});

it('the reference says every route, and its pages need nothing from elsewhere', async () => {
  const { body } = await cloud.ask('', 'GET', `${api}/openapi.json`);
  assert.is(body.openapi, '3.1.0');
  assert.ok(body.paths[`${api}/service/command/{id}/restart`].post);
  for (const path of ['/docs', '/docs/errors']) {
    const page = await cloud.ask('', 'GET', path);
    assert.is(page.status, 200);
    assert.not.match(page.text, /<script|https?:\/\/(?!127\.0\.0\.1)/);
    const anchors = new Set([...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    assert.equal(
      links.filter((id) => !anchors.has(id)),
      [],
    );
  }
});

it('002.18: the page signs in with a cookie that only pages of the same origin can use', async () => {
  const signIn = (key: string | undefined, headers = {}) =>
    cloud.ask('', 'POST', '/admin/session', { user: 'someuser', key }, headers);
  assertProblem(await signIn('wrong'), 401, 'SIGN_IN_NEEDED');
  assertProblem(
    await signIn(cloud.keys['someuser'], { origin: 'http://evil.test', host: 'cloud.test' }),
    403,
    'ACCESS_DENIED',
  );
  const signedIn = await signIn(cloud.keys['someuser'], { origin: 'http://cloud.test', host: 'cloud.test' });
  assert.equal([signedIn.status, signedIn.body.user, signedIn.body.role], [200, 'someuser', 'user']);
  const [set = ''] = signedIn.headers.getSetCookie();
  assert.match(set, /HttpOnly/);
  assert.match(set, /SameSite=Strict/);
  const cookie = set.split(';')[0] ?? '';
  const host = { cookie, host: 'cloud.test' };
  assert.is((await cloud.ask('', 'GET', '/admin/session', undefined, host)).body.user, 'someuser');
  assert.is((await cloud.ask('', 'GET', `${api}/service/command`, undefined, host)).status, 200);
  const post = (headers: Record<string, string>) =>
    cloud.ask('', 'POST', `${api}/service/command`, good, { ...host, ...headers });
  assert.is((await post({ origin: 'http://cloud.test' })).status, 201);
  assertProblem(await post({ origin: 'http://evil.test' }), 403, 'ACCESS_DENIED');
  assertProblem(await post({}), 403, 'ACCESS_DENIED');
  assert.is(
    (await cloud.ask('', 'DELETE', '/admin/session', undefined, { ...host, origin: 'http://cloud.test' })).status,
    204,
  );
  assert.is((await cloud.ask('', 'GET', `${api}/service/command`, undefined, host)).status, 401, 'signed out');
  assert.is((await cloud.ask('', 'GET', '/admin/session')).status, 401);
});

it.run();
