import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frontHandler } from '../../src/knitfab/knitd/index.ts';
import { below } from '../../src/knitfab/knitd/pass-on.ts';
import type { Store } from '../../src/knitfab/store/index.ts';
import { serveHandler } from './serve-handler.ts';

const it = suite('knitd');
/** What is passed on asks no store. */
const store = {} as Store;

it('passes further APIs on, with path, query, method and body, and the answer back', async () => {
  await using upstream = await serveHandler(async (asked, response) => {
    let body = '';
    for await (const chunk of asked) body += String(chunk);
    response.writeHead(418, { 'x-own': '1' }).end(`${asked.method} ${asked.url} ${body}`);
  });
  const extra = [{ path: '/mine', proxy_to: `${upstream.url}api` }];
  await using knitd = await serveHandler(frontHandler(store, 'http://127.0.0.1:1', extra));
  const answer = await fetch(`${knitd.url}mine/a%20b?c=d&e`, { method: 'PUT', body: 'text' });
  assert.equal([answer.status, answer.headers.get('x-own')], [418, '1']);
  assert.is(await answer.text(), 'PUT /api/a%20b?c=d&e text');
  assert.is((await fetch(`${knitd.url}minestrone`)).status, 404, 'a name that only begins the same');
});

for (const [root, rest, want] of [
  ['http://x.example', '', 'http://x.example'],
  ['http://x.example', '/a', 'http://x.example/a'],
  ['http://x.example/api/', '/a', 'http://x.example/api/a'],
  ['http://x.example', '.evil.com/', 'http://x.example/.evil.com/'],
  ['http://x.example', '@evil.com', 'http://x.example/@evil.com'],
  ['http://x.example', ':81', 'http://x.example/:81'],
] as const) {
  it(`${rest} below ${root} is of the same host`, () => assert.is(below(root, rest), want));
}

it('says when a further API gives no answer, and when a path is none', async () => {
  const extra = [{ path: '/mine', proxy_to: 'http://127.0.0.1:1' }];
  await using knitd = await serveHandler(frontHandler(store, 'http://127.0.0.1:1', extra));
  const gone = await fetch(`${knitd.url}mine/x`);
  assert.is(gone.status, 502);
  assert.match(((await gone.json()) as { message: string }).message, '127.0.0.1:1 gives no answer');
  assert.is(await statusOf(knitd.url, '/api/data/%E0%A4%A'), 400);
  assert.is(await statusOf(knitd.url, '//'), 404);
});

/** fetch would mend the path. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(new URL(url), { path }, (answer) => resolve(answer.resume().statusCode))
      .once('error', reject)
      .end();
  });
}

it.run();
