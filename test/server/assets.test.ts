import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assetsOf } from '../../src/server/page/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('assets');

const { get, script } = served();

function served() {
  const around = scratchFolder();
  const folder = join(around, 'web');
  const script = `export const text = '${'x'.repeat(5_000)}';`;
  writeText(join(around, 'secret.html'), 'secret');
  writeText(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeText(join(folder, 'assets/main-Abc123.js'), script);
  writeText(join(folder, '.env.html'), 'hidden');
  symlinkSync('/etc/hostname', join(folder, 'hostname'));
  const asset = assetsOf(folder);
  const app = new Hono().get('*', async (c) => (await asset(c, c.req.path)) ?? c.text('none', 404));
  return { script, get: (path: string, headers: Record<string, string> = {}) => app.request(path, { headers }) };
}

it('the page is asked for anew each time, what has a hash in its name never', async () => {
  const page = await get('/');
  assert.is(await page.text(), '<!doctype html><title>page</title>');
  assert.is(page.headers.get('cache-control'), 'no-cache');
  assert.match(page.headers.get('content-type') ?? '', 'text/html');
  const script = await get('/assets/main-Abc123.js');
  assert.match(script.headers.get('cache-control') ?? '', 'immutable');
});

it('it is sent again only when it is another one', async () => {
  const etag = (await get('/')).headers.get('etag') ?? '';
  const again = await get('/', { 'if-none-match': etag });
  assert.is(again.status, 304);
  assert.is(await again.text(), '');
});

it('text comes compressed to those who read that', async () => {
  const zipped = await get('/assets/main-Abc123.js', { 'accept-encoding': 'gzip, br' });
  assert.is(zipped.headers.get('content-encoding'), 'gzip');
  assert.is(gunzipSync(Buffer.from(await zipped.arrayBuffer())).toString(), script);
  const plain = await get('/assets/main-Abc123.js');
  assert.is(plain.headers.get('content-encoding'), null);
  assert.is(await plain.text(), script);
});

for (const path of [
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/assets/../../secret.html',
  '/.env.html',
  '/hostname',
  '/assets',
  '/none.html',
  '/index.html%00.js',
]) {
  it(`${path} is not there`, async () => assert.is((await get(path)).status, 404));
}

it.run();
