import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, type PushOptions, pushImage, readLayout, writeLayout } from '../../../src/image/index.ts';
import type { Access, RepositorySettings } from '../../../src/repository/index.ts';
import { build, configOf, failureOf, newFolder, options } from '../../image/support/images.ts';
import { type Harm, RegistryProxy } from '../../image/support/registry-proxy.ts';
import { binary } from '../../support/binaries.ts';
import { type RunningRegistry, startRegistry } from '../../support/registry.ts';
import { writeText } from '../../support/scratch.ts';

const it = suite('images in registries');

const user = { name: 'robot', password: 'hunter-2-and-more' };
let open: RunningRegistry;
let guarded: RunningRegistry;
let crane = '';

it.before(async () => {
  crane = await binary('crane');
  open = await startRegistry();
  guarded = await startRegistry(user);
});
it.after(async () => {
  await open.stop();
  await guarded.stop();
});

function reach(access: Access = {}, more: Partial<RepositorySettings> = {}): PushOptions {
  const folder = newFolder();
  const settings: RepositorySettings = {
    repositoryConfig: join(folder, 'repositories.yaml'),
    repositoryCache: join(folder, 'cache'),
    credentialFiles: [],
    proxy: {},
    userAgent: 'test',
    ...more,
  };
  return { settings, accessOf: () => ({ plainHttp: true, ...access }) };
}

const demo = (text: string, architecture: 'amd64' | 'arm64' = 'amd64') =>
  build([{ data: text, to: '/x' }], {
    architecture,
    sbom: { name: 'demo', version: '1' },
    provenance: { builder: 'https://example.com/b' },
    command: ['/x'],
  });

const ask = (...words: readonly string[]) =>
  execFileSync(crane, [...words, '--insecure'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const tagsOf = (repository: string) => {
  try {
    return ask('ls', repository).split('\n');
  } catch {
    return []; // the registry does not know the repository
  }
};

it('003.6: each architecture and the list of both are pushed, and crane reads both platforms', async () => {
  const images = [await demo('x'), await demo('x', 'arm64')];
  const place = `${open.host}/local/demo`;
  for (const image of images) await pushImage([image], `${place}:v1-${image.platform.architecture}`, reach());
  const { digest } = await pushImage(images, `${place}:v1`, reach());
  assert.is(ask('digest', `${place}:v1`), digest);
  assert.is(ask('digest', '--platform', 'linux/arm64', `${place}:v1`), images[1]?.manifest.digest);
  const { manifests } = JSON.parse(ask('manifest', `${place}:v1`));
  assert.equal(
    manifests.map(({ platform }: { platform: object }) => platform),
    [
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux' },
    ],
  );
  const config = JSON.parse(ask('config', `${place}:v1-arm64`));
  assert.equal(config, JSON.parse(JSON.stringify(await configOf(images[1] as Image))));
  ask('validate', '--remote', `${place}:v1`);
  const archive = join(newFolder(), 'fs.tar');
  ask('export', '--platform', 'linux/amd64', `${place}:v1`, archive);
  assert.is(execFileSync('tar', ['xOf', archive, 'x'], { encoding: 'utf8' }), 'x');
});

it('what is said about an image is found from it', async () => {
  const image = await demo('attached');
  const place = `${open.host}/local/attached`;
  await pushImage([image], `${place}:v1`, reach());
  // again: the list of what refers to it grows no doubles
  await pushImage([image], `${place}:v2`, reach());
  const { manifests } = JSON.parse(ask('manifest', `${place}:${image.manifest.digest.replace(':', '-')}`));
  assert.equal(
    manifests.map(({ artifactType, digest }: { artifactType: string; digest: string }) => ({ artifactType, digest })),
    image.attachments.map(({ artifactType, manifest }) => ({ artifactType, digest: manifest.digest })),
  );
});

it('what is there is not sent again', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const image = await demo('twice');
  await pushImage([image], `${proxy.host}/local/twice:v1`, reach());
  const first = proxy.seen.filter((line) => line.startsWith('POST')).length;
  await pushImage([image], `${proxy.host}/local/twice:v2`, reach());
  assert.ok(first > 0);
  assert.is(proxy.seen.filter((line) => line.startsWith('POST')).length, first);
});

it('an image of a registry is a base', async () => {
  const below = [await demo('below'), await demo('below', 'arm64')];
  const reference = `${open.host}/local/base:v1`;
  const { digest } = await pushImage(below, reference, reach());
  const over = (base: string) =>
    build([{ data: 'y', to: '/y' }], { architecture: 'arm64', base }, { ...options(), registry: reach() });
  const image = await over(reference);
  assert.equal(image.layers.slice(0, -1), below[1]?.layers);
  const { architecture, config } = await configOf(image);
  assert.equal([architecture, config['Entrypoint']], ['arm64', ['/x']]);
  assert.equal((await over(`${reference}@${digest}`)).layers, image.layers);
  assert.is((await failureOf(over(`${open.host}/local/base:none`))).code, 'IMAGE_NOT_FOUND');
});

for (const [what, harm, code] of [
  ['is not there', { status: 404 }, 'IMAGE_NOT_FOUND'],
  ['is another', { status: 200, body: { no: 'layer' } }, 'IMAGE_CORRUPT'],
] as const) {
  it(`a base with a layer that ${what} is refused, and nothing of it is kept`, async () => {
    await using proxy = await RegistryProxy.start(open.host);
    const below = await demo(`a layer that ${what}`);
    await pushImage([below], `${proxy.host}/local/harmed:v1`, reach());
    const layer = below.layers.at(-1)?.digest ?? '';
    proxy.harm = (method, path) => (method === 'GET' && path.endsWith(layer) ? harm : undefined);
    const how = { ...options(), registry: reach() };
    const failure = await failureOf(build([], { base: `${proxy.host}/local/harmed:v1` }, how));
    assert.is(failure.code, code, failure.message);
    const kept = readdirSync(join(how.cache, 'blobs/sha256'));
    assert.equal(
      kept.filter((name) => name.includes('partial') || layer.endsWith(name)),
      [],
    );
  });
}

it('credentials come from Docker’s configuration, and are told to nobody in messages', async () => {
  const image = await demo('guarded');
  const reference = `${guarded.host}/local/demo:v1`;
  const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  const file = writeText(
    join(newFolder(), 'config.json'),
    JSON.stringify({ auths: { [guarded.host]: { auth } } }),
    0o600,
  );
  await pushImage([image], reference, reach({}, { credentialFiles: [file] }));
  await pushImage([image], reference, reach({ username: user.name, password: user.password }));
  for (const access of [{}, { username: user.name, password: 'wrong-one' }]) {
    const failure = await failureOf(pushImage([await demo('other')], reference, reach(access)));
    assert.is(failure.code, 'REPOSITORY_REFUSED');
    assert.is(failure.status, 401);
    assert.match(failure.hint ?? '', /docker login/);
    assert.not.match(`${failure.message} ${failure.hint}`, /wrong-one|hunter/);
  }
});

it('tokens are asked for what is to be done, and anew when they are worn out', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const basic = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const asked: string[] = [];
  const usesLeft = new Map<string, number>();
  proxy.harm = (method, path, authorization) => {
    const { pathname, searchParams } = new URL(path, 'http://registry');
    if (pathname === '/token') {
      if (authorization !== basic) return { status: 401 };
      asked.push(searchParams.get('scope') ?? '');
      const token = `${asked.length}-${asked.at(-1)?.split(':').at(-1)}`;
      usesLeft.set(token, 5);
      return { status: 200, body: { token } };
    }
    const needed = method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push';
    const token = authorization.replace('Bearer ', '');
    const left = usesLeft.get(token) ?? 0;
    usesLeft.set(token, left - 1);
    if (left > 0 && token.endsWith(needed === 'pull' ? '' : needed)) return undefined;
    const [, repository] = /^\/v2\/(.*?)\/(?:blobs|manifests)\//.exec(pathname) ?? [];
    const challenge = `Bearer realm="http://${proxy.host}/token",service="test",scope="repository:${repository}:${needed}"`;
    return { status: 401, headers: { 'www-authenticate': challenge } };
  };
  const reference = `${proxy.host}/local/tokens:v1`;
  const access = { username: user.name, password: user.password };
  const { digest } = await pushImage([await demo('tokens')], reference, reach(access));
  assert.is(ask('digest', reference.replace(proxy.host, open.host)), digest);
  assert.equal(asked.slice(0, 2), ['repository:local/tokens:pull', 'repository:local/tokens:pull,push']);
  assert.ok(asked.length > 2);
  const wrong = await failureOf(pushImage([await demo('x')], reference, reach({ ...access, password: 'wrong-one' })));
  assert.is(wrong.code, 'REPOSITORY_REFUSED');
  assert.not.match(wrong.message, /wrong-one/);
});

const digestIs = (digest: string): Harm => ({
  answer: (headers) => ({ ...headers, 'docker-content-digest': digest }),
});
const big = () => build([{ data: randomBytes(3_000_000), to: '/big' }]);
const isUpload = (method: string, path: string) => method === 'PUT' && path.includes('/blobs/uploads/');

it('an upload that breaks off begins anew, and arrives whole', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  let left = 2;
  proxy.harm = (method, path) => (isUpload(method, path) && left-- > 0 ? { cutAfter: 100 } : undefined);
  const image = await big();
  const reference = `${proxy.host}/local/broken:v1`;
  const { digest } = await pushImage([image], reference, reach());
  assert.is(ask('digest', reference.replace(proxy.host, open.host)), digest);
  ask('validate', '--remote', reference.replace(proxy.host, open.host));
});

it('an upload goes where its beginning says, from there', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const begun: string[] = [];
  proxy.harm = (method) =>
    method !== 'POST'
      ? undefined
      : {
          answer: ({ location = '', ...headers }) => {
            begun.push(location.replace(/^.*\//, ''));
            return { ...headers, location: begun.at(-1) };
          },
        };
  const reference = `${proxy.host}/local/relative:v1`;
  const { digest } = await pushImage([await demo('relative')], reference, reach());
  assert.ok(begun.length > 0);
  assert.is(ask('digest', reference.replace(proxy.host, open.host)), digest);
});

it('an upload that the registry has forgotten begins anew', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const body = { errors: [{ code: 'BLOB_UPLOAD_UNKNOWN', message: 'blob upload unknown to registry' }] };
  let left = 2;
  proxy.harm = (method, path) => (isUpload(method, path) && left-- > 0 ? { status: 404, body } : undefined);
  const reference = `${proxy.host}/local/forgotten:v1`;
  const { digest } = await pushImage([await demo('forgotten')], reference, reach());
  assert.is(ask('digest', reference.replace(proxy.host, open.host)), digest);
  left = 1_000;
  const failure = await failureOf(pushImage([await demo('always forgotten')], reference, reach()));
  assert.is(failure.code, 'REPOSITORY_REFUSED');
  assert.match(failure.message, /PUT .*404: blob upload unknown/);
});

for (const [kind, what, after] of [
  ['blobs/uploads', 'seconds', () => '2'],
  // a header's date has no milliseconds
  ['manifests', 'a date', () => new Date(Date.now() + 3_000).toUTCString()],
] as const) {
  it(`a PUT to ${kind} is not repeated before the registry wants it: ${what}`, async () => {
    await using proxy = await RegistryProxy.start(open.host);
    const times: number[] = [];
    proxy.harm = (method, path) => {
      if (method !== 'PUT' || !path.includes(`/${kind}/`)) return undefined;
      times.push(performance.now());
      return times.length === 1 ? { status: 429, headers: { 'retry-after': after() } } : undefined;
    };
    await pushImage([await demo(`patience ${kind}`)], `${proxy.host}/local/patience:v1`, reach());
    const [first = 0, second = 0] = times;
    assert.ok(second - first > 1_900, `${second - first} ms`);
  });
}

for (const [what, methods, harm] of [
  ['a fault of its own', ['HEAD'], { status: 500 }],
  [
    'no digest',
    ['HEAD', 'GET'],
    { answer: ({ 'docker-content-digest': _, ...headers }: IncomingHttpHeaders) => headers },
  ],
] as const) {
  it(`a push is complete though the first answer about the tag is ${what}`, async () => {
    await using proxy = await RegistryProxy.start(open.host);
    const asked: string[] = [];
    proxy.harm = (method, path) => {
      if (!path.endsWith('/manifests/v1') || method === 'PUT') return undefined;
      asked.push(method);
      return 'status' in harm && asked.length > 1 ? undefined : harm;
    };
    const reference = `${proxy.host}/local/asked-back:v1`;
    const { digest } = await pushImage([await demo(`asked ${what}`)], reference, reach());
    assert.is(ask('digest', reference.replace(proxy.host, open.host)), digest);
    assert.equal([asked.at(0), asked.at(-1)], [methods[0], methods.at(-1)]);
    assert.is(asked.length, 2);
  });
}

it('a tag that is another one afterwards is said, where the registry tells no digest', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const answer = ({ 'docker-content-digest': _, ...headers }: IncomingHttpHeaders) => headers;
  proxy.harm = (method, path) => {
    if (!path.endsWith('/manifests/v1')) return undefined;
    return method === 'GET' ? { status: 200, body: { another: 'manifest' } } : { answer };
  };
  const failure = await failureOf(pushImage([await demo('raced')], `${proxy.host}/local/raced-silently:v1`, reach()));
  assert.is(failure.code, 'IMAGE_CORRUPT', failure.message);
});

for (const [what, harm, code, words] of [
  [
    'always breaks off in the middle',
    { cutAfter: 100_000 },
    'REPOSITORY_UNREACHABLE',
    /Put ".*(?:ECONNRESET|socket|EPIPE)/,
  ],
  ['answers uploads with 500', { status: 500 }, 'REPOSITORY_REFUSED', /PUT .*500: unknown: told to/],
  ['answers uploads with 401', { status: 401 }, 'REPOSITORY_REFUSED', /PUT .*401/],
  ['files something else', digestIs(`sha256:${'0'.repeat(64)}`), 'IMAGE_CORRUPT', /should have the digest sha256:/],
] as const) {
  it(`a registry that ${what}: the tag is not set, and what it was it stays`, async () => {
    const repository = `local/${code.toLowerCase().replaceAll('_', '-')}-${Object.keys(harm).join('').toLowerCase()}`;
    await using proxy = await RegistryProxy.start(open.host);
    const old = await pushImage([await demo('old')], `${proxy.host}/${repository}:v1`, reach());
    proxy.harm = (method, path) => (isUpload(method, path) ? harm : undefined);
    const layout = join(newFolder(), 'layout');
    await writeLayout(layout, [{ name: 'big:v1', images: [await big()] }]);
    const [named] = await readLayout(layout);
    const index = readFileSync(join(layout, 'index.json'), 'utf8');
    for (const tag of ['v1', 'v2']) {
      const failure = await failureOf(pushImage(named?.images ?? [], `${proxy.host}/${repository}:${tag}`, reach()));
      assert.is(failure.code, code, failure.message);
      assert.match(failure.message, words);
    }
    assert.is(ask('digest', `${open.host}/${repository}:v1`), old.digest);
    assert.not.ok(tagsOf(`${open.host}/${repository}`).includes('v2'));
    assert.is(readFileSync(join(layout, 'index.json'), 'utf8'), index);
  });
}

it('a faulty moment at the manifest is waited out', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  let left = 2;
  proxy.harm = (method, path) =>
    method === 'PUT' && path.includes('/manifests/') && left-- > 0 ? { status: 503 } : undefined;
  const reference = `${proxy.host}/local/moment:v1`;
  const { digest } = await pushImage([await demo('moment')], reference, reach());
  assert.is(ask('digest', reference.replace(proxy.host, open.host)), digest);
});

it('a registry that takes no attachments has the image all the same, and it is said', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const image = await demo('unattached');
  const attached = image.attachments.map(({ manifest }) => manifest.digest);
  proxy.harm = (method, path) =>
    method === 'PUT' && attached.some((digest) => path.endsWith(digest)) ? { status: 400 } : undefined;
  const notes: string[] = [];
  const how = reach({}, { onNote: (line) => notes.push(line) });
  const { digest } = await pushImage([image], `${proxy.host}/local/unattached:v1`, how);
  assert.is(ask('digest', `${open.host}/local/unattached:v1`), digest);
  assert.is(notes.length, 1);
  assert.match(notes[0] ?? '', /without its list of parts and its provenance: PUT .*400/);
});

it('a tag that is another one afterwards is said', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  proxy.harm = (method, path) =>
    method === 'HEAD' && path.endsWith('/manifests/v1') ? digestIs(`sha256:${'1'.repeat(64)}`) : undefined;
  const failure = await failureOf(pushImage([await demo('raced')], `${proxy.host}/local/raced:v1`, reach()));
  assert.is(failure.code, 'IMAGE_CORRUPT');
});

it('a layer that is not what its digest says is not sent', async () => {
  await using proxy = await RegistryProxy.start(open.host);
  const layout = join(newFolder(), 'layout');
  await writeLayout(layout, [{ name: 'demo:v1', images: [await demo('to be changed')] }]);
  const [named] = await readLayout(layout);
  const layer = named?.images[0]?.layers.at(-1);
  const file = join(layout, 'blobs', (layer?.digest ?? '').replace(':', '/'));
  writeFileSync(file, randomBytes(readFileSync(file).length));
  const failure = await failureOf(pushImage(named?.images ?? [], `${proxy.host}/local/changed:v1`, reach()));
  assert.is(failure.code, 'IMAGE_CORRUPT');
  assert.equal(tagsOf(`${open.host}/local/changed`), []);
});

it('a registry that is not there, and a name that is none', async () => {
  const image = await demo('nowhere');
  assert.is((await failureOf(pushImage([image], '127.0.0.1:1/a/b:v1', reach()))).code, 'REPOSITORY_UNREACHABLE');
  assert.is((await failureOf(pushImage([image], 'no-registry', reach()))).code, 'REPOSITORY_INVALID');
  assert.is((await failureOf(pushImage([], `${open.host}/a/b:v1`, reach()))).code, 'IMAGE_INVALID');
});

it.run();
