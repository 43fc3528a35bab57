import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isCapstanError } from '../../src/errors/index.ts';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../src/operator/http-server.ts';
import { createSelfSignedCertificate } from '../../src/operator/self-signed-certificate.ts';

const it = suite('http server');
const loopback = { host: '127.0.0.1', port: 0 };

async function serving(options: Omit<HttpServerOptions, 'address'>, use: (server: HttpServer) => Promise<void>) {
  const server = await startHttpServer({ address: loopback, ...options });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

it('answers GET with status, body and type, and tells the handler the path without its query', () =>
  serving({ answer: ({ path }) => ({ status: 418, body: path, contentType: 'text/x' }) }, async ({ port }) => {
    const response = await fetch(`http://127.0.0.1:${port}/a/b?c=d`);
    assert.is(response.status, 418);
    assert.is(response.headers.get('content-type'), 'text/x');
    assert.is(await response.text(), '/a/b');
  }));

it('answers HEAD without a body', () =>
  serving({ answer: () => ({ status: 200, body: 'four' }) }, async ({ port }) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
    assert.is(response.headers.get('content-length'), '4');
    assert.is(await response.text(), '');
  }));

for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
  it(`refuses ${method}, without asking the handler`, () => {
    let asked = 0;
    const answer = () => {
      asked++;
      return { status: 200, body: '' };
    };
    return serving({ answer }, async ({ port }) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { method });
      assert.is(response.status, 405);
      assert.is(response.headers.get('allow'), 'GET, HEAD');
      assert.is(asked, 0);
    });
  });
}

it('a handler that throws answers 500, without its words', () =>
  serving({ answer: () => Promise.reject(new Error('secret')) }, async ({ port }) => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.is(response.status, 500);
    assert.is(await response.text(), 'internal error\n');
  }));

it('an address in use is named', () =>
  serving({ answer: () => ({ status: 200, body: '' }) }, async ({ port }) => {
    const second = startHttpServer({ address: { ...loopback, port }, answer: () => ({ status: 200, body: '' }) });
    const error = await second.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(isCapstanError(error, 'LISTEN_FAILED'));
    assert.match(error.message, `cannot listen on 127.0.0.1:${port}: `);
    assert.match(error.message, 'EADDRINUSE');
  }));

it('close ends connections that are open, idle or in the middle of a request', async () => {
  const server = await startHttpServer({ address: loopback, answer: () => new Promise(() => {}) });
  const sockets = ['', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'].map((text) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(text);
    return new Promise((resolve) =>
      socket
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    );
  });
  await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST' });
  await server.close();
  await Promise.all(sockets);
});

for (const [what, http2, offered, agreed] of [
  ['HTTPS offers HTTP/1.1 alone', false, ['h2', 'http/1.1'], 'http/1.1'],
  ['HTTPS with HTTP/2 agrees on it with a client that wants it', true, ['h2', 'http/1.1'], 'h2'],
  ['HTTPS with HTTP/2 still speaks HTTP/1.1', true, ['http/1.1'], 'http/1.1'],
] as const) {
  it(what, () => {
    const { key, cert } = createSelfSignedCertificate(['localhost'], new Date());
    const answer = ({ path }: { path: string }) => ({ status: 200, body: path });
    return serving({ answer, tls: { key, cert, http2 } }, async ({ port }) => {
      const got = await (agreed === 'h2' ? getHttp2 : getHttps)(port, cert, offered);
      assert.equal(got, { protocol: agreed, body: '/x' });
    });
  });
}

function getHttps(port: number, ca: string, offered: readonly string[]) {
  return new Promise<object>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/x', ca, ALPNProtocols: [...offered], agent: false as const };
    requestHttps(options, (response) => {
      const { alpnProtocol } = response.socket as TLSSocket;
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => resolve({ protocol: alpnProtocol, body }));
    })
      .on('error', reject)
      .end();
  });
}

function getHttp2(port: number, ca: string) {
  return new Promise<object>((resolve, reject) => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca }).on('error', reject);
    const stream = session.request({ ':path': '/x' });
    let body = '';
    stream.setEncoding('utf8').on('data', (text) => (body += text));
    stream.on('end', () => {
      const protocol = session.alpnProtocol;
      session.close(() => resolve({ protocol, body }));
    });
  });
}

it.run();
