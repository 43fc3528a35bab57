import { readFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChartSource, locateChart, type RepositorySettings } from '../../src/repository/index.ts';
import { writeScript, writeText } from '../support/scratch.ts';
import { packedChart, settingsWith, sha256 } from './support/charts.ts';
import { type Answer, redirect, send, WebServer } from './support/web-server.ts';

const it = suite('charts from registries that misbehave');

const chart = await packedChart('web', '1.2.3');
const config = Buffer.from('{"name":"web","version":"1.2.3","apiVersion":"v2"}');
const descriptor = (mediaType: string, data: Buffer) => ({
  mediaType,
  digest: `sha256:${sha256(data)}`,
  size: data.length,
});
const manifest = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    config: descriptor('application/vnd.cncf.helm.config.v1+json', config),
    layers: [descriptor('application/vnd.cncf.helm.chart.content.v1.tar+gzip', chart.data)],
  }),
);
const tags = '/v2/charts/web/tags/list';
const blob = `/v2/charts/web/blobs/sha256:${sha256(chart.data)}`;
const manifestPath = (tag: string) => `/v2/charts/web/manifests/${tag}`;

let server: WebServer;
let other: WebServer;
it.before.each(async () => {
  server = await new WebServer().start();
  other = await new WebServer().start();
  server
    .on(tags, send(JSON.stringify({ tags: ['1.2.3', 'latest', '0.9.0'] })))
    .on(manifestPath('1.2.3'), send(manifest))
    .on(blob, send(chart.data));
});
it.after.each(async () => {
  await server.stop();
  await other.stop();
});

const host = () => server.url.replace('http://', '');

function locate(source: ChartSource = {}, settings: RepositorySettings = settingsWith(), name = 'charts/web') {
  return locateChart(`oci://${host()}/${name}`, { plainHttp: true, ...source }, settings);
}

async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  return work.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => error,
  );
}

it('the highest tag that is a version is taken, and every page of tags looked at', async () => {
  const next = { link: `<${tags}?last=0.9.0&n=1>; rel="next"` };
  server.on(tags, send(JSON.stringify({ tags: ['0.9.0'] }), next));
  server.on(`${tags}?last=0.9.0&n=1`, send(JSON.stringify({ tags: ['1.2.3'] })));
  const path = await locate();
  assert.is(basename(path), 'web-1.2.3.tgz');
  assert.equal(readFileSync(path), chart.data);
});

it('a version with build metadata is a tag with an underscore', async () => {
  server.on(tags, send(JSON.stringify({ tags: ['1.2.3_b.1'] }))).on(manifestPath('1.2.3_b.1'), send(manifest));
  for (const version of ['', '1.2.3+b.1', '^1']) {
    assert.is(basename(await locate({ version })), 'web-1.2.3+b.1.tgz');
  }
});

it('a layer that is not what its digest says is refused', async () => {
  server.on(blob, send(Buffer.concat([chart.data, Buffer.of(0)])));
  const { code } = await failureOf(locate());
  assert.is(code, 'CHART_CORRUPT');
});

it('a manifest that is not what was asked for by its digest is refused', async () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  server.on(manifestPath(digest), send(manifest));
  const { code } = await failureOf(locate({}, settingsWith(), `charts/web@${digest}`));
  assert.is(code, 'CHART_CORRUPT');
});

it('an index of several manifests is searched for the chart', async () => {
  const list = Buffer.from(
    JSON.stringify({ manifests: [descriptor('application/vnd.oci.image.manifest.v1+json', manifest)] }),
  );
  server.on(manifestPath('1.2.3'), send(list)).on(manifestPath(`sha256:${sha256(manifest)}`), send(manifest));
  assert.equal(readFileSync(await locate()), chart.data);
});

it('an image is no chart', async () => {
  server.on(
    manifestPath('1.2.3'),
    send(JSON.stringify({ config: descriptor('application/vnd.oci.image.config.v1+json', config) })),
  );
  const { message } = await failureOf(locate());
  assert.is(message, 'manifest does not contain minimum number of descriptors (2), descriptors found: 0');
});

const basic = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
const onlyWith =
  (authorization: string, challenge: string, answer: Answer): Answer =>
  (response, request) => {
    if (request.headers.authorization === authorization) answer(response, request);
    else send('', { 'www-authenticate': challenge }, 401)(response, request);
  };

function demand(authorization: string, challenge: string): void {
  server
    .on(tags, onlyWith(authorization, challenge, send(JSON.stringify({ tags: ['1.2.3'] }))))
    .on(manifestPath('1.2.3'), onlyWith(authorization, challenge, send(manifest)))
    .on(blob, onlyWith(authorization, challenge, send(chart.data)));
}

it('basic authentication: by flags, by a configuration file, by its helper program', async () => {
  demand(basic, 'Basic realm="x"');
  await locate({ username: 'me', password: 'hunter2' });

  const byFile = settingsWith();
  const auth = Buffer.from('me:hunter2').toString('base64');
  writeText(join(byFile.folder, 'config.json'), JSON.stringify({ auths: { [host()]: { auth } } }));
  await locate({}, byFile);

  const byHelper = settingsWith();
  writeText(join(byHelper.folder, 'config.json'), JSON.stringify({ credHelpers: { [host()]: 'test' } }));
  writeScript(
    join(byHelper.folder, 'docker-credential-test'),
    `read address; [ "$1 $address" = "get ${host()}" ] && echo '{"Username":"me","Secret":"hunter2"}'`,
  );
  const path = process.env['PATH'];
  process.env['PATH'] = `${byHelper.folder}${delimiter}${path}`;
  try {
    await locate({}, byHelper);
  } finally {
    process.env['PATH'] = path;
  }

  const { code } = await failureOf(locate());
  assert.is(code, 'REPOSITORY_REFUSED');
});

it('a helper program that is not there is named, and who asks for it', async () => {
  demand(basic, 'Basic realm="x"');
  const settings = settingsWith();
  const file = writeText(join(settings.folder, 'config.json'), JSON.stringify({ credsStore: 'nonesuch' }));
  const { code, message, place } = (await failureOf(locate({}, settings))) as { place?: { file: string } } & Awaited<
    ReturnType<typeof failureOf>
  >;
  assert.is(code, 'TOOL_MISSING');
  assert.is(message, `docker-credential-nonesuch is needed for ${host()}, and not found on the PATH`);
  assert.is(place?.file, file);
});

it('a token is fetched where the challenge says, with credentials, and told to the registry alone', async () => {
  demand('Bearer t0k3n', `Bearer realm="${other.url}/token",service="reg",scope="repository:charts/web:pull"`);
  server.on(blob, redirect(`${other.url}/blob`));
  other
    .on('/token?service=reg&scope=repository%3Acharts%2Fweb%3Apull', onlyWith(basic, 'x', send('{"token":"t0k3n"}')))
    .on('/blob', send(chart.data));
  assert.equal(readFileSync(await locate({ username: 'me', password: 'hunter2' })), chart.data);
  assert.is(other.asked.find(({ path }) => path === '/blob')?.headers.authorization, undefined);
  assert.is(other.count('/token?service=reg&scope=repository%3Acharts%2Fweb%3Apull'), 1);
});

it('an identity token is traded for an access token', async () => {
  demand('Bearer t0k3n', `Bearer realm="${other.url}/token",service="reg"`);
  other.on('/token', (response, request) => {
    send(request.method === 'POST' ? '{"access_token":"t0k3n"}' : '', {})(response, request);
  });
  const settings = settingsWith();
  writeText(join(settings.folder, 'config.json'), JSON.stringify({ auths: { [host()]: { identitytoken: 'id' } } }));
  assert.equal(readFileSync(await locate({}, settings)), chart.data);
});

it('a token server inside, named by a registry elsewhere, is not asked', async () => {
  demand('Bearer t0k3n', 'Bearer realm="http://169.254.169.254/token"');
  const { message } = await failureOf(locate({ username: 'me', password: 'hunter2' }));
  assert.is(message, 'bearer realm host "169.254.169.254" is a loopback, link-local, private, or unspecified address');
});

it('a registry that talks HTTP only is found out, and gets no credentials then', async () => {
  assert.equal(readFileSync(await locate({ plainHttp: false })), chart.data);
  demand(basic, 'Basic realm="x"');
  const { message } = await failureOf(locate({ plainHttp: false, username: 'me', password: 'hunter2' }));
  assert.match(message, 'it is not told credentials');
  assert.ok(server.asked.every(({ headers }) => headers.authorization === undefined));
});

it('what a registry says is passed on, what a person wrote wrongly is named', async () => {
  server.on(tags, send('{"errors":[{"code":"NAME_UNKNOWN","message":"who?","detail":{"name":"x"}}]}', {}, 404));
  const { message } = await failureOf(locate());
  assert.is(message, `GET "${server.url}${tags}": response status code 404: name unknown: who?: map[name:x]`);
  const wrong = await failureOf(locate({}, settingsWith(), 'Charts/Web'));
  assert.is(wrong.message, 'invalid reference: invalid repository "Charts/Web"');
});

it.run();
