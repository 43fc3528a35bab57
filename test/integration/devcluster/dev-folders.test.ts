import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describe, devWorld } from './dev-world.ts';

const it = suite('ports and folders of a dev cluster');

const small = ['--count', '1', '--no-registry'];

it('a port that is taken is refused with who has it, and nothing is left behind', async () => {
  await using world = await devWorld();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(world.registryPort, '127.0.0.1', () => resolve()));
  try {
    const run = await world.dev('up', '--count', '1', `--registry-port=${world.registryPort}`);
    assert.is(run.code, 1, describe(run));
    assert.match(run.stderr, `port ${world.registryPort} of 127.0.0.1 is taken: process ${process.pid} (`);
    assert.match(run.stderr, '--registry-port');
    assert.is(run.stdout, '');
    assert.not(existsSync(world.sync));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await world.up('--count', '1');
});

it('a port of a suspended cluster that somebody took meanwhile is refused, and the data stay', async () => {
  await using world = await devWorld();
  await world.up(...small);
  await world.kubectl('create', 'configmap', 'kept');
  await world.dev('suspend');
  const kept = JSON.parse(readFileSync(join(world.sync, 'control-plane/kept.json'), 'utf8'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(kept.ports.api, '127.0.0.1', () => resolve()));
  try {
    const run = await world.dev('up');
    assert.is(run.code, 1, describe(run));
    assert.match(run.stderr, `port ${kept.ports.api} of 127.0.0.1 is taken: process ${process.pid} (`);
    assert.is((await world.standing()).standing, 'failed');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  await world.up('--no-registry');
  assert.match(await world.kubectl('get', 'configmaps', '-o', 'name'), 'configmap/kept');
});

const settings = '{"nodes":"simulated","count":1,"registryPort":0,"audit":false}';

for (const [what, file, texts] of [
  ['settings', 'settings.json', { 'settings.json': settings.slice(0, 20) }],
  ['settings', 'settings.json', { 'settings.json': '{"nodes":"virtual"}' }],
  ['credentials', 'control-plane/kept.json', { 'settings.json': settings, 'control-plane/kept.json': '{"ports":' }],
] as const) {
  it(`a folder whose ${what} are half there is refused by the file's name; destroy clears it`, async () => {
    await using world = await devWorld();
    mkdirSync(join(world.sync, 'control-plane'), { recursive: true });
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(world.sync, name), text);
    const run = await world.dev('up');
    assert.is(run.code, 1, describe(run));
    assert.match(run.stderr, `${join(world.sync, file)} cannot be used`);
    assert.match(run.stderr, '`capstan dev destroy -f` clears it');
    assert.is(run.stdout, '');
    assert.equal(world.pids(), []);
    assert.is((await world.dev('destroy', '-f')).code, 0);
    assert.not(existsSync(world.sync));
  });
}

it('what a first start left that never came to its end is begun anew', async () => {
  await using world = await devWorld();
  mkdirSync(join(world.sync, 'control-plane/etcd/member'), { recursive: true });
  writeFileSync(join(world.sync, 'control-plane/kept.json'), '{');
  await world.up(...small);
});

it('destroy removes nothing that somebody else put into the folder', async () => {
  await using world = await devWorld();
  mkdirSync(world.sync, { recursive: true });
  for (const [name, text] of [
    ['notes.txt', 'mine'],
    ['settings.json', settings],
  ] as const) {
    writeFileSync(join(world.sync, name), text);
  }
  assert.is((await world.dev('destroy', '-f')).code, 0);
  assert.equal(readdirSync(world.sync), ['notes.txt']);
});

it.run();
