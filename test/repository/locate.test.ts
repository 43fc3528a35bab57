import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChartSource, locateChart } from '../../src/repository/index.ts';
import { indexOf, packedChart, settingsWith, sha256 } from './support/charts.ts';
import { breakOff, redirect, send, WebServer } from './support/web-server.ts';

const it = suite('charts from repositories');

const web = await packedChart('web', '1.2.3');
const older = await packedChart('web', '1.0.0');
const entries = [
  { name: 'web', version: '1.0.0', url: 'web-1.0.0.tgz' },
  { name: 'web', version: '1.2.3', url: 'charts/web-1.2.3.tgz', digest: sha256(web.data) },
  { name: 'web', version: '2.0.0-rc.1', url: 'web-2.0.0-rc.1.tgz' },
];

let server: WebServer;
let other: WebServer;
it.before.each(async () => {
  server = await new WebServer().start();
  other = await new WebServer().start();
  server
    .on('/index.yaml', send(indexOf(...entries)))
    .on('/charts/web-1.2.3.tgz', send(web.data))
    .on('/web-1.0.0.tgz', send(older.data));
});
it.after.each(async () => {
  await server.stop();
  await other.stop();
});

const locate = (name: string, source: ChartSource = {}, settings = settingsWith()) =>
  locateChart(name, { repo: server.url, ...source }, settings);

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  return work.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
}

for (const [version, file] of [
  ['', 'web-1.2.3.tgz'],
  ['1.0.0', 'web-1.0.0.tgz'],
  ['<1.2', 'web-1.0.0.tgz'],
  ['^1', 'web-1.2.3.tgz'],
] as const) {
  it(`version "${version}" is ${file}`, async () => {
    const path = await locate('web', { version });
    assert.is(basename(path), file);
    assert.equal(readFileSync(path), file === 'web-1.2.3.tgz' ? web.data : older.data);
  });
}

it('a version that is not there is named, and those that are', async () => {
  const { code, message } = await failureOf(locate('web', { version: '^9' }));
  assert.is(code, 'CHART_NOT_FOUND');
  assert.is(message, `chart "web" version "^9" not found in ${server.url} repository`);
});

it('an answer that breaks off is asked for again', async () => {
  server.on('/index.yaml', breakOff(Buffer.from(indexOf(...entries))), send(indexOf(...entries)));
  server.on('/charts/web-1.2.3.tgz', breakOff(web.data), breakOff(web.data), send(web.data));
  assert.equal(readFileSync(await locate('web')), web.data);
  assert.is(server.count('/charts/web-1.2.3.tgz'), 3);
});

it('a server that is overloaded is asked again, one that refuses is not', async () => {
  server.on('/index.yaml', send('', {}, 503), send(indexOf(...entries)));
  await locate('web');
  assert.is(server.count('/index.yaml'), 2);
  server.on('/index.yaml', send('', {}, 403));
  const { code } = await failureOf(locate('web'));
  assert.is(code, 'REPOSITORY_REFUSED');
  assert.is(server.count('/index.yaml'), 3);
});

it('an index that has not changed is not sent again, nor is an archive whose digest is known', async () => {
  const settings = settingsWith();
  server.on('/index.yaml', send(indexOf(...entries), { etag: '"1"' }), (response, request) => {
    response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 500).end();
  });
  await locate('web', {}, settings);
  await locate('web', {}, settings);
  assert.is(server.count('/index.yaml'), 2);
  assert.is(server.count('/charts/web-1.2.3.tgz'), 1);
});

it('an archive that is not the announced one is refused, and not kept', async () => {
  server.on('/charts/web-1.2.3.tgz', send(older.data));
  const settings = settingsWith();
  const { code, message } = await failureOf(locate('web', {}, settings));
  assert.is(code, 'CHART_CORRUPT');
  assert.match(message, `its sha256 should be ${sha256(web.data)}, and is ${sha256(older.data)}`);
  assert.throws(() => readFileSync(join(settings.repositoryCache, 'web-1.2.3.tgz')), /ENOENT/);
});

it('what is too large is refused before it is read', async () => {
  server.on('/index.yaml', (response) => {
    response.writeHead(200, { 'content-length': String(200 * 1024 * 1024) });
    response.write('apiVersion: v1\n');
  });
  const { code, message } = await failureOf(locate('web'));
  assert.is(code, 'REPOSITORY_INVALID');
  assert.match(message, 'is larger than the limit of 100 MiB');
});

const secret = { username: 'me', password: 'hunter2' };
const basic = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

it('credentials go to the repository, and to no other server that it leads to', async () => {
  server.on('/index.yaml', send(indexOf({ name: 'web', version: '1.2.3', url: `${other.url}/web.tgz` })));
  other.on('/web.tgz', send(web.data));
  await locate('web', secret);
  assert.is(server.asked[0]?.headers.authorization, basic);
  assert.is(other.asked[0]?.headers.authorization, undefined);
});

it('credentials do not follow a redirect to another server, unless the person says so', async () => {
  server.on('/charts/web-1.2.3.tgz', redirect(`${other.url}/web.tgz`));
  other.on('/web.tgz', send(web.data));
  await locate('web', secret);
  await locate('web', { ...secret, passCredentials: true });
  assert.equal(
    other.asked.map(({ headers }) => headers.authorization),
    [undefined, basic],
  );
});

it('redirects without end are given up', async () => {
  server.on('/index.yaml', redirect('/index.yaml'));
  const { message } = await failureOf(locate('web'));
  assert.match(message, 'stopped after 10 redirects');
});

it('no message holds a password or a token', async () => {
  const address = server.url.replace('http://', 'http://me:hunter2@');
  server.on('/nope/index.yaml?token=hunter2', send('', {}, 500));
  const failed = await failureOf(locate('web', { repo: `${address}/nope?token=hunter2` }));
  assert.is(failed.code, 'REPOSITORY_REFUSED');
  assert.not.match(failed.message, 'hunter2');
});

it('a named repository is found in repositories.yaml, its index in the cache or on its server', async () => {
  const settings = settingsWith(
    `repositories:\n- name: loc\n  url: ${server.url}\n  username: me\n  password: hunter2\n`,
  );
  const path = await locateChart('loc/web', {}, settings);
  assert.equal(readFileSync(path), web.data);
  assert.is(server.asked[0]?.headers.authorization, basic);
  assert.is(readFileSync(join(settings.repositoryCache, 'loc-charts.txt'), 'utf8'), 'web\n');
  await locateChart('loc/web', { version: '1.0.0' }, settings);
  assert.is(server.count('/index.yaml'), 1);
  const { message } = await failureOf(locateChart('nope/web', {}, settings));
  assert.is(message, 'repo nope not found');
});

it('entries that cannot be are skipped with a word, an index that is none is refused', async () => {
  const settings = settingsWith();
  server.on(
    '/index.yaml',
    send(
      'apiVersion: v1\nentries:\n  web:\n  - null\n  - name: web\n    version: x\n  - name: web\n    version: 1.0.0\n    urls: [web-1.0.0.tgz]\n',
    ),
  );
  assert.is(basename(await locate('web', {}, settings)), 'web-1.0.0.tgz');
  assert.is(settings.notes.length, 2);
  for (const [body, words] of [
    ['', 'empty index.yaml file'],
    ['entries: {}\n', 'no API version specified'],
    ['<html></html>', 'no API version specified'],
  ]) {
    server.on('/index.yaml', send(body!));
    const { code, message } = await failureOf(locate('web'));
    assert.is(code, 'REPOSITORY_INVALID');
    assert.match(message, words!);
  }
});

it('a path that is there is taken as it is', async () => {
  const settings = settingsWith();
  assert.is(await locateChart(older.path, {}, settings), older.path);
  const { message } = await failureOf(locateChart('./nope', {}, settings));
  assert.is(message, 'path "./nope" not found');
});

it('signatures are refused, not ignored', async () => {
  const { code } = await failureOf(locate('web', { verify: true }));
  assert.is(code, 'VERIFICATION_UNSUPPORTED');
  assert.is(server.asked.length, 0);
});

it('a cached index that was broken is fetched anew', async () => {
  const settings = settingsWith();
  server.on('/index.yaml', send(indexOf(...entries), { etag: '"1"' }));
  await locate('web', {}, settings);
  for (const file of globSync(join(settings.repositoryCache, 'capstan/*.yaml'))) writeFileSync(file, 'half');
  await locate('web', {}, settings);
  assert.is(server.asked.at(-1)?.headers['if-none-match'], undefined);
});

it.run();
