import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mover } from '../../src/knitfab/knit-loops/index.ts';
import type { Run } from '../../src/knitfab/store/index.ts';
import { readJson, send } from '../../src/knitfab/web.ts';
import { silentLogger } from '../../src/log/index.ts';
import { serveHandler } from './serve-handler.ts';

const it = suite('moving a run');
const { signal } = new AbortController();
const run = { id: 'r', state: 'waiting' } as Run;

/** Hooks that answer `status`, and all that happens, in order. */
async function stage(status: { before: number; after: number }, isMoved = true) {
  const happened: string[] = [];
  const server = await serveHandler(async (request, response) => {
    const { id, from, to } = (await readJson(request)) as { id: string; from: string; to: string };
    const when = request.url === '/before' ? 'before' : 'after';
    happened.push(`${when} ${id} ${from} ${to}`);
    send(response, status[when], {});
  });
  const hooks = { before: [`${server.url}before`], after: [`${server.url}after`] };
  const store = {
    moveRun: async () => {
      happened.push('move');
      return isMoved;
    },
  };
  const act = async () => void happened.push('act');
  return {
    happened,
    act,
    move: mover(store, hooks, silentLogger, signal),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

it('asks, acts, moves, tells', async () => {
  await using world = await stage({ before: 200, after: 500 });
  assert.is(await world.move(run, 'ready', { act: world.act }), true, 'what hooks say afterwards counts for nothing');
  assert.equal(world.happened, ['before r waiting ready', 'act', 'move', 'after r waiting ready']);
});

it('a hook that does not agree prevents the act', async () => {
  await using world = await stage({ before: 503, after: 200 });
  const error = await world.move(run, 'ready', { act: world.act }).catch((reason: Error) => reason);
  assert.match((error as Error).message, 'did not agree to ready: 503');
  assert.equal(world.happened, ['before r waiting ready']);
});

it('who was not the one to move it tells nobody', async () => {
  await using world = await stage({ before: 200, after: 200 }, false);
  assert.is(await world.move(run, 'ready', { act: world.act }), false);
  assert.equal(world.happened, ['before r waiting ready', 'act', 'move']);
});

it.run();
