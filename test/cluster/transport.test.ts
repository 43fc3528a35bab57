import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConnection } from '../../src/cluster/index.ts';
import type { ApiRequest } from '../../src/cluster/request.ts';
import { Transport, type TransportOptions } from '../../src/cluster/transport.ts';
import { type CapstanError, isAbort } from '../../src/errors/index.ts';
import { eventually } from '../support/eventually.ts';
import { answer, type FaultServer, faultServer, type Handler, reset, silence } from './support/fault-server.ts';
import { kubeconfigText, temporaryFolder } from './support/folder.ts';

const it = suite('transport');

const get: ApiRequest = { method: 'GET', path: '/api' };
const post: ApiRequest = { method: 'POST', path: '/api', body: { a: 1 } };
const ok = answer(200, { ok: true });

function transportTo(server: string, options: TransportOptions = {}, user: object = {}, env = {}) {
  const kubeconfig = temporaryFolder({ c: kubeconfigText({ server }, user) }).path('c');
  const transport = new Transport(loadConnection({ kubeconfig, userAgent: 'capstan/1.2.3', env }), options);
  return Object.assign(transport, { [Symbol.asyncDispose]: () => transport.close() });
}

async function failure(promise: Promise<unknown>): Promise<CapstanError> {
  const error = await promise.then(
    () => assert.unreachable('no error was thrown'),
    (thrown: unknown) => thrown,
  );
  return error as CapstanError;
}

it('sends JSON with the user agent and the media types, to the path below that of the server', async () => {
  let seen: unknown;
  const echo: Handler = ({ method, url, headers }, response) => {
    const { host: _host, connection: _connection, 'content-length': length, ...rest } = headers;
    seen = { method, url, length, ...rest };
    ok({} as never, response);
  };
  await using server = await faultServer(echo);
  await using transport = transportTo(`${server.url}/k8s/c-1/`, {}, { token: 't' });
  await transport.send({ ...post, query: { a: 'b c' }, contentType: 'application/merge-patch+json', accept: 'x/y' });
  assert.equal(seen, {
    method: 'POST',
    url: '/k8s/c-1/api?a=b%20c',
    length: '7',
    'user-agent': 'capstan/1.2.3',
    authorization: 'Bearer t',
    accept: 'x/y',
    'content-type': 'application/merge-patch+json',
  });
});

it('a request on behalf of somebody else names them alone, whomever the credentials impersonate', async () => {
  const seen: unknown[] = [];
  const echo: Handler = ({ headers }, response) => {
    seen.push(Object.entries(headers).filter(([name]) => name.startsWith('impersonate') || name === 'authorization'));
    ok({} as never, response);
  };
  await using server = await faultServer(echo);
  const user = { token: 't', as: 'jane', 'as-groups': ['a'], 'as-uid': '1', 'as-user-extra': { scope: ['x'] } };
  await using transport = transportTo(server.url, {}, user);
  await transport.send({ ...get, as: { user: 'bob', groups: [] } });
  await transport.send({ ...get, as: { user: 'bob', groups: ['b', 'c'] } });
  assert.equal(seen, [
    [
      ['authorization', 'Bearer t'],
      ['impersonate-user', 'bob'],
    ],
    [
      ['authorization', 'Bearer t'],
      ['impersonate-user', 'bob'],
      ['impersonate-group', 'b, c'],
    ],
  ]);
});

it('what may not be written any more is not sent, nor sent again; reading goes on', async () => {
  let mayWrite = true;
  const refuse: Handler = (request, response) => {
    mayWrite = false;
    answer(503, '')(request, response);
  };
  await using server = await faultServer(refuse, ok, ok);
  await using transport = transportTo(server.url);
  const write = { ...post, idempotent: true, mayWrite: () => mayWrite };
  assert.is((await failure(transport.send(write))).code, 'LEASE_LOST');
  assert.is((await failure(transport.send(write))).code, 'LEASE_LOST');
  assert.is((await transport.send({ ...get, mayWrite: () => false })).status, 200);
  mayWrite = true;
  assert.is((await transport.send(write)).status, 200);
  assert.is(server.requests.length, 3);
});

it('gives JSON parsed and text as it is', async () => {
  await using server = await faultServer(answer(201, { a: [1] }), answer(200, 'ok'), answer(200, ''));
  await using transport = transportTo(server.url);
  assert.equal(await transport.send(get), { status: 201, body: { a: [1] } });
  assert.equal(await transport.send(get), { status: 200, body: 'ok' });
  assert.equal(await transport.send(get), { status: 200, body: '' });
});

it('does not quote an answer that is broken JSON', async () => {
  await using server = await faultServer(answer(200, 'secret', { 'content-type': 'application/json' }));
  await using transport = transportTo(server.url);
  const error = await failure(transport.send(get));
  assert.is(error.code, 'API_ERROR');
  assert.not.match(error.message, 'secret');
});

for (const [what, faults, request, tries] of [
  ['a GET whose connection is reset is sent again', [reset, ok], get, 2],
  ['a DELETE too', [reset, ok], { method: 'DELETE', path: '/api' }, 2],
  ['a request that says it is idempotent too', [reset, ok], { ...post, method: 'PATCH', idempotent: true }, 2],
  ['after 503 a GET is sent again', [answer(503, ''), ok], get, 2],
  ['two faults in a row are survived', [reset, answer(502, ''), ok], get, 3],
  ['a POST that is asked to wait is sent again', [answer(429, '', { 'retry-after': '0' }), ok], post, 2],
] as const) {
  it(what, async () => {
    await using server = await faultServer(...(faults as unknown as [Handler]));
    await using transport = transportTo(server.url);
    assert.equal((await transport.send(request as ApiRequest)).body, { ok: true });
    assert.is(server.requests.length, tries);
  });
}

for (const [what, faults, request, tries, code] of [
  ['a POST whose connection is reset is not sent again', [reset, ok], post, 1, 'CONNECTION_FAILED'],
  ['a POST that was answered 503 is not sent again', [answer(503, ''), ok], post, 1, 'API_ERROR'],
  ['a GET is given up after three tries', [reset], get, 3, 'CONNECTION_FAILED'],
  ['an error of the server is not asked for again', [answer(500, ''), ok], get, 1, 'API_ERROR'],
] as const) {
  it(what, async () => {
    await using server = await faultServer(...(faults as unknown as [Handler]));
    await using transport = transportTo(server.url);
    assert.is((await failure(transport.send(request as ApiRequest))).code, code);
    assert.is(server.requests.length, tries);
  });
}

it('waits as long as Retry-After says', async () => {
  await using server = await faultServer(answer(429, '', { 'retry-after': '1' }), ok);
  await using transport = transportTo(server.url);
  const started = performance.now();
  await transport.send(post);
  assert.ok(performance.now() - started >= 990);
});

it('a server that is not there is named, with what to check', async () => {
  const server = await faultServer(ok);
  const { url } = server;
  await server[Symbol.asyncDispose]();
  await using transport = transportTo(url);
  const error = await failure(transport.send(post));
  assert.is(error.code, 'CONNECTION_FAILED');
  assert.match(error.message, `no answer from ${url}: connect ECONNREFUSED`);
  assert.match(error.hint ?? '', 'check that the API server runs');
});

it('a server that does not speak TLS is told apart', async () => {
  await using server = await faultServer(ok);
  await using transport = transportTo(server.url.replace('http:', 'https:'));
  assert.match((await failure(transport.send(get))).hint ?? '', 'check http and https');
});

it('asks again with renewed credentials after a 401, whatever the method', async () => {
  const seen: unknown[] = [];
  const folder = temporaryFolder({ token: 'old' });
  const rotate: Handler = (request, response) => {
    seen.push(request.headers.authorization);
    folder.write('token', 'new\n');
    answer(401, { kind: 'Status', message: 'Unauthorized' })(request, response);
  };
  const accept: Handler = (request, response) => {
    seen.push(request.headers.authorization);
    ok(request, response);
  };
  await using server = await faultServer(rotate, accept);
  await using transport = transportTo(server.url, {}, { tokenFile: folder.path('token') });
  assert.is((await transport.send(post)).status, 200);
  await transport.send(post);
  assert.equal(seen, ['Bearer old', 'Bearer new', 'Bearer new']);
});

it('a rotated client certificate makes new connections, and leaves the streams on the old ones alone', async () => {
  const folder = temporaryFolder({ cert: 'old', key: 'k', token: 't' });
  const handle: Handler = (request, response) => {
    if (request.url === '/watch') return void response.writeHead(200).write('a\n');
    if (server.requests.length === 3) {
      folder.write('cert', 'new');
      return answer(401, { kind: 'Status' })(request, response);
    }
    ok(request, response);
  };
  await using server = await faultServer(handle);
  await using transport = transportTo(
    server.url,
    {},
    { 'client-certificate': folder.path('cert'), 'client-key': folder.path('key') },
  );
  const stop = new AbortController();
  const stream = transport.stream({ method: 'GET', path: '/watch' }, stop.signal);
  assert.is((await stream.next()).value, 'a');
  await transport.send(get);
  const before = server.accepted();
  assert.is((await transport.send(get)).status, 200);
  assert.ok(server.accepted() > before);
  await eventually(() => assert.is(server.open(), 2), { everyMs: 10 });
  const end = failure(stream.next());
  await transport.close();
  assert.is((await end).code, 'CONNECTION_FAILED');
});

it('bytes come as they are: empty lines, and a last line without its end', async () => {
  await using server = await faultServer((_, response) => {
    response.write('a\n\n');
    setTimeout(() => response.end('b\n\nend'), 20);
  });
  await using transport = transportTo(server.url);
  const chunks = await Array.fromAsync(transport.bytes(get, new AbortController().signal));
  assert.is(Buffer.concat(chunks).toString(), 'a\n\nb\n\nend');
});

it('a signal that many requests share keeps no trace of them', async () => {
  await using server = await faultServer(answer(200, '{}\n'));
  await using transport = transportTo(server.url);
  const { signal } = new AbortController();
  for (let i = 0; i < 30; i++) await transport.send(get, signal);
  await Promise.all(Array.from({ length: 30 }, () => Array.fromAsync(transport.stream(get, signal))));
  assert.is(getEventListeners(signal, 'abort').length, 0);
});

it('a 401 that new credentials cannot help is told after one request', async () => {
  await using server = await faultServer(answer(401, { kind: 'Status', message: 'Unauthorized' }));
  await using transport = transportTo(server.url, {}, { token: 'bad' });
  assert.is((await failure(transport.send(get))).code, 'UNAUTHORIZED');
  assert.is(server.requests.length, 1);
});

it('keeps connections for requests one after another, and opens no more than its share for many at once', async () => {
  await using server = await faultServer((_, response) => void setTimeout(() => ok(_, response), 5));
  await using transport = transportTo(server.url);
  for (let i = 0; i < 20; i++) await transport.send(get);
  // Two, not one: an answer may be read a moment before its connection counts as free.
  assert.ok(server.accepted() <= 2);
  await Promise.all(Array.from({ length: 100 }, () => transport.send(get)));
  assert.is(server.accepted(), 16);
});

it('streams do not take connections away from requests', async () => {
  const open: Handler = (request, response) => {
    if (request.url === '/api') return ok(request, response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"n":1}\n');
  };
  await using server = await faultServer(open);
  await using transport = transportTo(server.url);
  const stop = new AbortController();
  const streams = Array.from({ length: 30 }, () => transport.stream({ method: 'GET', path: '/watch' }, stop.signal));
  for (const stream of streams) assert.equal(await stream.next(), { value: '{"n":1}', done: false });
  assert.is((await transport.send(get)).status, 200);
  const ends = streams.map((stream) => failure(stream.next()));
  stop.abort();
  assert.ok((await Promise.all(ends)).every(isAbort));
  await eventually(() => assert.is(server.open(), 1));
});

it('a stream gives lines until the server ends it', async () => {
  await using server = await faultServer(answer(200, '{"a":1}\n{"a":2}\n'));
  await using transport = transportTo(server.url);
  const lines = await Array.fromAsync(transport.stream(get, new AbortController().signal));
  assert.equal(lines, ['{"a":1}', '{"a":2}']);
});

it('leaving a stream closes its connection', async () => {
  await using server = await faultServer((_, response) => void response.writeHead(200).write('a\n'));
  await using transport = transportTo(server.url);
  for await (const line of transport.stream(get, new AbortController().signal)) {
    assert.is(line, 'a');
    break;
  }
  await eventually(() => assert.is(server.open(), 0));
});

it('a stream that is refused, cut or silent for too long throws', async () => {
  const cut: Handler = (request, response) => {
    response.writeHead(200).write('a\n', () => request.socket.resetAndDestroy());
  };
  const mute: Handler = (_, response) => void response.writeHead(200).write('a\n');
  await using server = await faultServer(answer(403, { kind: 'Status', message: 'no' }), cut, mute);
  await using transport = transportTo(server.url);
  const end = () =>
    failure(Array.fromAsync(transport.stream({ ...get, idleTimeoutMs: 2_000 }, new AbortController().signal)));
  assert.is((await end()).code, 'FORBIDDEN');
  assert.is((await end()).code, 'CONNECTION_FAILED');
  assert.is((await end()).code, 'CONNECTION_FAILED');
});

it('an abort ends a request that is under way with AbortError, whatever its reason, and its connection', async () => {
  await using server = await faultServer(silence);
  await using transport = transportTo(server.url);
  for (const reason of [undefined, new Error('why'), 'text']) {
    const stop = new AbortController();
    const pending = failure(transport.send(get, stop.signal));
    const before = server.requests.length;
    await eventually(() => assert.ok(server.requests.length > before - 1 && server.open() === 1), { everyMs: 10 });
    stop.abort(reason);
    const error = await pending;
    assert.ok(isAbort(error));
    if (reason !== undefined) assert.is(error.cause, reason);
    await eventually(() => assert.is(server.open(), 0), { everyMs: 10 });
  }
});

it('an abort ends the reading of an answer, and the waiting before another try', async () => {
  const half: Handler = (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('half');
  for (const fault of [half, answer(429, '', { 'retry-after': '10' })]) {
    await using server = await faultServer(fault);
    await using transport = transportTo(server.url);
    const stop = new AbortController();
    const pending = failure(transport.send(get, stop.signal));
    await eventually(() => assert.is(server.requests.length, 1), { everyMs: 10 });
    setTimeout(() => stop.abort(), 20);
    assert.ok(isAbort(await pending));
    assert.is(server.requests.length, 1);
  }
});

it('an aborted signal sends nothing', async () => {
  await using server = await faultServer(ok);
  await using transport = transportTo(server.url);
  assert.ok(isAbort(await failure(transport.send(get, AbortSignal.abort()))));
  assert.ok(isAbort(await failure(transport.stream(get, AbortSignal.abort()).next())));
  assert.is(server.accepted(), 0);
});

it('closing ends what is under way and refuses what comes after', async () => {
  await using server = await faultServer(silence);
  const transport = transportTo(server.url);
  const pending = failure(transport.send(get));
  await eventually(() => assert.is(server.requests.length, 1), { everyMs: 10 });
  await transport.close();
  assert.is((await pending).code, 'CONNECTION_FAILED');
  assert.is((await failure(transport.send(get))).code, 'CONNECTION_FAILED');
  assert.is(server.requests.length, 1);
  await eventually(() => assert.is(server.open(), 0));
});

it('tells of every HTTP request once, retries included', async () => {
  await using server = await faultServer(reset, answer(503, ''), ok);
  const samples: unknown[] = [];
  await using transport = transportTo(server.url, { onRequest: (sample) => samples.push(sample) });
  await transport.send(get);
  const host = new URL(server.url).host;
  assert.equal(
    samples,
    ['<error>', '503', '200'].map((code) => ({ method: 'GET', code, host })),
  );
});

it('goes through the proxy that the environment names', async () => {
  await using server = await faultServer(ok);
  await using proxy = await connectProxy(server);
  // A name that only the proxy knows: nothing else can have answered.
  await using transport = transportTo('http://k8s.invalid:8080', {}, {}, { HTTP_PROXY: proxy.url });
  assert.equal((await transport.send(get)).body, { ok: true });
  assert.equal(proxy.seen, ['http://k8s.invalid:8080/api']);
});

/** A forward proxy that sends everything to one server. */
async function connectProxy(target: FaultServer) {
  const seen: string[] = [];
  const proxy: Server = createServer((request, response) => {
    seen.push(request.url ?? '');
    const socket = connectTcp(Number(new URL(target.url).port), '127.0.0.1');
    socket.end(`GET /api HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.once('end', () =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(text.slice(text.indexOf('{'), text.indexOf('}') + 1)),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

it.run();
