import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildEnv, runBuild } from '../build/run-build.ts';
import { scratchProject } from '../build/scratch-project.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder, writeScript } from '../support/scratch.ts';
import { capstan, startCapstan } from './support.ts';

const it = suite('capstan publish');

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const project = scratchProject();
const images = join(project.folder, 'bin/images/local');

it.before(async () => {
  const { code, stderr } = await runBuild(project, ['image', '--component', 'empty']);
  assert.is(code, 0, stderr);
});

const publish = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  capstan(['publish', '--images', images, ...words], { cwd: project.folder, env: buildEnv(env) });

const refused: readonly (readonly [
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  because: RegExp,
])[] = [
  [
    ['--registry', 'http://r:5000'],
    {},
    /--registry is "http:\/\/r:5000", which is no host.*\n\s+hint: host or host:port/,
  ],
  [[], { IMAGE_REGISTRY: 'r:5000/acme' }, /IMAGE_REGISTRY is "r:5000\/acme", which is no host/],
  [['--registry', 'r:5000', '--repository', 'Acme'], {}, /--repository is "Acme", which is no path/],
  [['--registry', 'r:5000'], { REPOSITORY: 'a b' }, /REPOSITORY is "a b", which is no path/],
  [['--registry', 'r:5000', '--password-stdin'], {}, /--password-stdin needs --username/],
  [['--registry', 'r:5000', '--username=a', '--password=b', '--password-stdin'], {}, /exclude each other/],
];

for (const [words, env, because] of refused) {
  it(`${[...Object.values(env), ...words].join(' ')} is refused in words of images`, async () => {
    const { code, stderr } = await publish([...words, '--dry-run'], env);
    assert.is(code, 1);
    assert.match(stderr, because);
    assert.not.match(stderr, /oci:|INTERNAL/);
  });
}

it('a password comes from standard input, too', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const isKnown = request.headers.authorization !== undefined;
    response.writeHead(isKnown ? 403 : 401, isKnown ? {} : { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const words = ['publish', '--images', images, '--registry', registry, '--username', 'me', '--password-stdin'];
    const env = { PATH: process.env['PATH'] ?? '', ...buildEnv() };
    const child = spawn(process.execPath, [main, ...words], { env, stdio: ['pipe', 'ignore', 'pipe'] });
    child.stdin.end('hunter2\n');
    assert.match(await text(child.stderr), /403/);
    assert.equal(new Set(seen), new Set([undefined, `Basic ${Buffer.from('me:hunter2').toString('base64')}`]));
  } finally {
    server.close();
  }
});

for (const words of [
  ['build', 'image'],
  ['publish', '--images', images, '--repository', 'git://origin'],
]) {
  it(`capstan ${words[0]} that is stopped while git is asked just ends`, async () => {
    const bin = scratchFolder();
    const asked = join(bin, 'asked');
    writeScript(join(bin, 'git'), `touch '${asked}'; exec sleep 20`);
    const env = buildEnv({ PATH: `${bin}:${process.env['PATH']}` });
    const child = startCapstan(words, { cwd: project.folder, env });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const told = text(child.stderr);
    await eventually(() => assert.ok(existsSync(asked)));
    child.kill('SIGINT');
    assert.is(await ended, 1);
    assert.is(await told, 'SIGINT: stopping …\n');
  });
}

it.run();
