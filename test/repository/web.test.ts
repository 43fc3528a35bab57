import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError } from '../../src/errors/index.ts';
import { tlsOptions } from '../../src/repository/tls.ts';
import { WebClient, type WebRequest } from '../../src/repository/web.ts';
import { codeOf } from '../support/code-of.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { settingsWith } from './support/charts.ts';
import { type Answer, send, WebServer } from './support/web-server.ts';

const it = suite('requests that are sent elsewhere');

let one: WebServer;
let other: WebServer;
let got: string[];

it.before.each(async () => {
  one = await new WebServer().start();
  other = await new WebServer().start();
  got = [];
});
it.after.each(async () => {
  await one.stop();
  await other.stop();
});

/** Notes what came, and takes it. */
const take: Answer = async (response, request) => {
  got.push(`${request.method} ${await buffer(request)} ${request.headers.authorization ?? 'nobody'}`);
  response.writeHead(201).end();
};

async function statusOf(request: Omit<WebRequest, 'url' | 'maxBytes'>): Promise<number> {
  const web = new WebClient(settingsWith(), {});
  try {
    return (await web.send({ url: `${one.url}/from`, maxBytes: 100, ...request, authorization: 'Basic secret' }))
      .status;
  } finally {
    web.close();
  }
}

const file = { file: writeText(`${scratchFolder()}/blob`, 'blob'), size: 4 };

for (const [status, request, want] of [
  [307, { method: 'PUT', body: file }, ['PUT blob nobody']],
  [308, { method: 'PUT', body: Buffer.from('manifest') }, ['PUT manifest nobody']],
  [307, { method: 'POST' }, ['POST  nobody']],
  [307, { method: 'GET' }, ['GET  nobody']],
  [302, { method: 'PUT', body: file }, ['GET  nobody']],
] as const) {
  it(`${request.method} after ${status} to another server: ${want}`, async () => {
    one.on('/from', send('', { location: `${other.url}/to` }, status));
    other.on('/to', take);
    assert.is(await statusOf(request), 201);
    assert.equal(got, want);
  });
}

it('a form is not told to another server', async () => {
  one.on('/from', send('', { location: `${other.url}/to` }, 307));
  assert.is(await statusOf({ method: 'POST', body: 'refresh_token=secret' }), 307);
  assert.equal(other.asked, []);
});

it('on the same server all stays as it is', async () => {
  one.on('/from', send('', { location: '/to' }, 307)).on('/to', take);
  assert.is(await statusOf({ method: 'PUT', body: file }), 201);
  assert.equal(got, ['PUT blob Basic secret']);
});

it('an authority that is none is refused', () => {
  const file = writeText(join(scratchFolder(), 'ca.crt'), 'no certificate\n');
  assert.is(
    codeOf(() => tlsOptions({ caFile: file })),
    'FILE_UNREADABLE',
  );
  writeText(file, 'of somebody\n-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n');
  assert.equal(tlsOptions({ caFile: file }), { ca: readFileSync(file) });
});

it('a server that answers HTTP with something else may want TLS', async () => {
  const alert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);
  for (const answer of [alert, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\nno']) {
    const server = createServer((socket) => socket.once('data', () => socket.end(answer))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const web = new WebClient(settingsWith(), {});
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const error = await web.send({ url, maxBytes: 100, isOnlyAttempt: true }).catch((thrown: unknown) => thrown);
      assert.instance(error, CapstanError);
      assert.match((error as CapstanError).hint ?? '', /TLS.*--ca-file/);
    } finally {
      web.close();
      server.close();
    }
  }
});

it.run();
