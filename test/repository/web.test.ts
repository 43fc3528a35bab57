import { buffer } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WebClient, type WebRequest } from '../../src/repository/web.ts';
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

it.run();
