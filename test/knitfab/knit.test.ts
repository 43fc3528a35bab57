import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { create } from 'tar';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { knitCommand } from '../../src/knitfab/knit/index.ts';
import { type Handler, refuse, send, targetOf } from '../../src/knitfab/web.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { serveHandler } from './serve-handler.ts';

const it = suite('knit');
const main = new URL('../../src/knitfab/knit/main.ts', import.meta.url).pathname;

/** What knit prints when knitd answers by `handler`. */
async function knit(words: readonly string[], handler: Handler): Promise<string> {
  await using server = await serveHandler(handler);
  const profile = writeText(join(scratchFolder(), 'knitprofile'), `apiRoot: ${server.url}api/\n`);
  let printed = '';
  const out = (text: string) => {
    printed += text;
  };
  const command = knitCommand({ env: { KNIT_PROFILE: profile }, signal: new AbortController().signal, out });
  await command.parseAsync([...words], { from: 'user' });
  return printed;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.unreachable('it did not fail'),
    (error: Error) => error.message,
  ) as Promise<string>;

it('a folder goes up with its tags and comes down again, whatever its files are called', async () => {
  const [from, to] = [scratchFolder(), join(scratchFolder(), 'new')];
  writeFileSync(join(from, '@scope'), 'x');
  let archive = Buffer.alloc(0);
  const pushed = await knit(['data', 'push', from, '--tag', 'a:b', '--tag', 'c:d e'], async (request, response) => {
    archive = await buffer(request);
    const { pathname, query } = targetOf(request);
    const tags = query.getAll('tag').map((tag) => ({ key: tag.split(':')[0], value: tag.split(':')[1] }));
    send(response, 201, { id: pathname, state: 'ready', tags });
  });
  assert.is(pushed, '/api/data\tready\ta:b\tc:d e\n');
  await knit(['data', 'pull', 'an id', to], async (request, response) => {
    assert.is(request.url, '/api/data/an%20id/content');
    response.end(archive);
  });
  assert.is(readFileSync(join(to, '@scope'), 'utf8'), 'x');
});

it('a folder with something in it is not written into, and nobody is asked for the data', async () => {
  const to = scratchFolder();
  mkdirSync(join(to, 'mine'));
  let asked = 0;
  const message = await failure(
    knit(['data', 'pull', 'id', to], async (_, response) => {
      asked += 1;
      response.end();
    }),
  );
  assert.match(message, 'is not empty');
  assert.equal([asked, readdirSync(to)], [0, ['mine']]);
});

it('a log is text while the run goes on and an archive afterwards, with no character cut in two', async () => {
  const text = 'grün\n\nß';
  const cut = Buffer.from(text);
  const live: Handler = async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    for (const byte of cut) {
      response.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    response.end();
  };
  assert.is(await knit(['run', 'show', '--log', 'r'], live), text);
  const folder = scratchFolder();
  writeFileSync(join(folder, 'log'), text);
  const kept: Handler = async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-tar' });
    response.end(await buffer(create({ cwd: folder, portable: true }, ['./log'])));
  };
  assert.is(await knit(['run', 'show', '--log', 'r'], kept), text);
});

it('says why knitd refuses, in its words', async () => {
  const plan = writeText(join(scratchFolder(), 'plan.yaml'), 'image: x\n');
  const message = await failure(
    knit(['plan', 'apply', plan], async (_, response) => refuse(response, 400, 'inputs is a list')),
  );
  assert.match(message, '400 inputs is a list');
});

it('a file that is no profile is refused by name', async () => {
  const file = writeText(join(scratchFolder(), 'profile'), 'apiRoot: here\n');
  const { signal } = new AbortController();
  const command = knitCommand({ env: {}, signal, out: () => {} });
  const message = await failure(command.parseAsync(['--profile', file, 'plan', 'find'], { from: 'user' }));
  assert.match(message, `${file} is no knitprofile`);
});

it('ends with whoever reads what it prints', async () => {
  const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const ended = new Promise((resolve) => child.once('close', resolve));
  assert.is(await text(child.stderr), '');
  assert.is(await ended, 0);
});

it.run();
