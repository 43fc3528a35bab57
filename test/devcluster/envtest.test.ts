import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseArchive } from '../../src/devcluster/binaries/envtest.ts';
import { provideBinaries } from '../../src/devcluster/index.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { scratchFolder, writeModules } from '../support/scratch.ts';
import { makeTarGz } from './support/tar.ts';

const it = suite<{ server: Server; url: string; answers: Map<string, Buffer | string>; asked: string[] }>('envtest');

it.before((context) => {
  context.answers = new Map();
  context.asked = [];
  context.server = createServer((request, response) => {
    context.asked.push(request.url ?? '');
    const answer = context.answers.get(request.url ?? '');
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  return new Promise<void>((resolve) => {
    context.server.listen(0, '127.0.0.1', () => {
      context.url = `http://127.0.0.1:${(context.server.address() as AddressInfo).port}`;
      resolve();
    });
  });
});

it.after(({ server }) => {
  server.close();
});

const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
const programs = ['etcd', 'kube-apiserver', 'kubectl'] as const;
const archive = makeTarGz([
  { name: 'controller-tools/envtest/etcd', content: '#!/bin/sh\necho etcd\n' },
  { name: '../../../../kube-apiserver', content: '#!/bin/sh\necho apiserver\n' },
  { name: 'controller-tools/envtest/README', content: 'not wanted' },
  { name: 'controller-tools/envtest/kubectl', content: '/bin/sh', type: '2', link: '/bin/sh' },
  { name: 'controller-tools/envtest/kubectl', content: '#!/bin/sh\necho kubectl\n' },
]);
const sha512 = (content: Buffer) => createHash('sha512').update(content).digest('hex');

function index(release: string, hash: string, link: string): string {
  return `releases:\n  ${release}:\n    envtest-${release}-${platform}.tar.gz:\n      hash: ${hash}\n      selfLink: ${link}\n`;
}

function options(url: string) {
  const folder = scratchFolder();
  const env = { HOME: folder, PATH: '/nowhere', CAPSTAN_ENVTEST_INDEX: url };
  return { modules: writeModules(join(folder, 'modules')), env, folder };
}

it('downloads, checks and unpacks the archive once, wherever its names point to', async ({ url, answers, asked }) => {
  answers.set('/index.yaml', index('v1.34.1', sha512(archive), `${url}/archive.tar.gz`));
  answers.set('/archive.tar.gz', archive);
  const given = options(`${url}/index.yaml`);
  const first = await provideBinaries(programs, given);
  for (const program of programs) {
    assert.ok(first[program].startsWith(join(given.folder, '.cache/capstan/control-plane/')), first[program]);
    assert.match(readFileSync(first[program], 'utf8'), '#!/bin/sh');
    assert.is(statSync(first[program]).mode & 0o777, 0o755);
  }
  assert.equal(readdirSync(join(first.etcd, '..')).sort(), [...programs].sort(), 'nothing else is left');
  assert.equal(asked.splice(0), ['/index.yaml', '/archive.tar.gz']);
  assert.equal(await provideBinaries(programs, given), first);
  assert.equal(asked, [], 'the second time nothing is asked');
});

for (const [what, text, message] of [
  ['whose sha512 is another', (url: string) => index('v1.34.1', 'a'.repeat(128), `${url}/archive.tar.gz`), /sha512/],
  ['without a sha512', (url: string) => index('v1.34.1', 'abc', `${url}/archive.tar.gz`), /lists no sha512/],
  ['that is not there', (url: string) => index('v1.34.1', sha512(archive), `${url}/gone.tar.gz`), /answered 404/],
  ['of another minor version', (url: string) => index('v1.33.9', 'a'.repeat(128), url), /no release v1\.34\.x for/],
  ['in an empty index', () => '', /no release v1\.34\.x for/],
] as const) {
  it(`refuses an archive ${what}, and leaves nothing in the cache`, async ({ url, answers }) => {
    answers.set('/index.yaml', text(url));
    answers.set('/archive.tar.gz', archive);
    const given = options(`${url}/index.yaml`);
    try {
      await provideBinaries(['etcd'], given);
    } catch (error) {
      assert.ok(isCapstanError(error, 'TOOL_FAILED'), String(error));
      assert.match((error as Error).message, message);
      const folder = join(given.folder, '.cache/capstan/control-plane/envtest-v1.34');
      assert.equal(existsSync(folder) ? readdirSync(folder) : [], []);
      return;
    }
    assert.unreachable('no error');
  });
}

it('refuses an archive that lacks a program', async ({ url, answers }) => {
  const half = makeTarGz([{ name: 'etcd', content: 'x' }]);
  answers.set('/index.yaml', index('v1.34.1', sha512(half), `${url}/half.tar.gz`));
  answers.set('/half.tar.gz', half);
  try {
    await provideBinaries(['kubectl'], options(`${url}/index.yaml`));
    assert.unreachable('no error');
  } catch (error) {
    assert.match((error as Error).message, /holds no kube-apiserver, kubectl/);
  }
});

it('chooses the newest patch release of the pinned minor version', () => {
  const entry = (name: string) => ({ hash: 'a'.repeat(128), selfLink: name });
  const releases = Object.fromEntries(
    ['v1.33.12', 'v1.34.2', 'v1.34.10', 'v1.34.11-rc.1', 'v1.35.0'].map((name) => [
      name,
      { [`envtest-${name}-linux-amd64.tar.gz`]: entry(name) },
    ]),
  );
  assert.is(chooseArchive({ releases }, 'v1.34.4', 'linux-amd64').selfLink, 'v1.34.10');
});

it.run();
