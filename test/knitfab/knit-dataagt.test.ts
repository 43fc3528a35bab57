import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Header } from 'tar';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agentServer } from '../../src/knitfab/knit-dataagt/index.ts';
import { silentLogger } from '../../src/log/index.ts';
import { scratchFolder } from '../support/scratch.ts';
import { serveHandler } from './serve-handler.ts';

const it = suite('data agent');

it('what one agent gives, another takes: the same files', async () => {
  const [from, to] = [scratchFolder(), scratchFolder()];
  mkdirSync(join(from, 'deep', 'er'), { recursive: true });
  writeFileSync(join(from, 'deep', 'er', 'file'), 'ß');
  await using source = await serve(from, 'read');
  await using target = await serve(to, 'write');
  const archive = await (await fetch(source.url)).arrayBuffer();
  assert.is((await fetch(target.url, { method: 'POST', body: archive })).status, 204);
  assert.is(readFileSync(join(to, 'deep', 'er', 'file'), 'utf8'), 'ß');
});

it('an empty folder is an empty archive', async () => {
  await using source = await serve(scratchFolder(), 'read');
  const archive = Buffer.from(await (await fetch(source.url)).arrayBuffer());
  assert.ok(archive.length > 0 && archive.every((byte) => byte === 0));
});

it('what is there is not written over', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'kept'), '1');
  await using target = await serve(folder, 'write');
  assert.is((await fetch(target.url, { method: 'POST', body: new Uint8Array(1_024) })).status, 409);
  assert.equal(readdirSync(folder), ['kept']);
});

it('each does what it is there for alone', async () => {
  await using reader = await serve(scratchFolder(), 'read');
  assert.is((await fetch(reader.url, { method: 'POST', body: 'x' })).status, 405);
});

it('names that begin with @ are names', async () => {
  const [from, to] = [scratchFolder(), scratchFolder()];
  writeFileSync(join(from, '@scope'), 'x');
  await using source = await serve(from, 'read');
  await using target = await serve(to, 'write');
  const archive = await (await fetch(source.url)).arrayBuffer();
  assert.is((await fetch(target.url, { method: 'POST', body: archive })).status, 204);
  assert.equal(readdirSync(to), ['@scope']);
});

for (const [what, ...entries] of [
  ['a name that leads out of the folder', { path: '../out', type: 'File' }],
  ['a name from the root', { path: '/tmp/out', type: 'File' }],
  ['a file behind a link', { path: 'link', type: 'SymbolicLink', linkpath: '..' }, { path: 'link/out', type: 'File' }],
] as const) {
  it(`${what} is refused, and nothing comes to lie outside`, async () => {
    const folder = join(scratchFolder(), 'volume');
    mkdirSync(folder);
    await using target = await serve(folder, 'write');
    const body = Buffer.concat([...entries.map(headerOf), Buffer.alloc(1_024)]);
    const answer = await fetch(target.url, { method: 'POST', body });
    assert.is(answer.status, 400);
    assert.match(((await answer.json()) as { message: string }).message, 'cannot be taken');
    assert.equal(readdirSync(join(folder, '..')), ['volume']);
  });
}

/** An entry of an archive, without contents. */
function headerOf(entry: { path: string; type: 'File' | 'SymbolicLink'; linkpath?: string }): Buffer {
  const block = Buffer.alloc(512);
  new Header({ size: 0, mode: 0o644, uid: 0, gid: 0, ...entry }).encode(block);
  return block;
}

function serve(folder: string, mode: 'read' | 'write') {
  return serveHandler(agentServer(folder, mode, silentLogger));
}

it.run();
