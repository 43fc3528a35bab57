import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ServerEvent, streamEvents } from '../../src/server/events/index.ts';

const it = suite('event stream');

type Source = (signal: AbortSignal) => AsyncGenerator<ServerEvent, void>;

function appOf(source: Source, stopping = new AbortController().signal): Hono {
  return new Hono().get('/', (c) => streamEvents(c, source, stopping));
}

it('each event is one block: name, id where there is one, JSON on one line', async () => {
  const app = appOf(async function* () {
    yield { event: 'output', data: { text: 'two\nlines' }, id: '7' };
    yield { event: 'end', data: {} };
  });
  const answer = await app.request('/');
  assert.is(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.is(await answer.text(), 'event: output\nid: 7\ndata: {"text":"two\\nlines"}\n\nevent: end\ndata: {}\n\n');
});

it('a reader who leaves ends the source', async () => {
  const ended = Promise.withResolvers<boolean>();
  const app = appOf(async function* (signal) {
    try {
      yield { event: 'a', data: 1 };
      await sleep(60_000, undefined, { signal }).catch(() => {});
    } finally {
      ended.resolve(signal.aborted);
    }
  });
  const reader = (await app.request('/')).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  assert.is(await ended.promise, true);
});

it('the end of the server ends the stream', async () => {
  const stopping = new AbortController();
  const app = appOf(async function* (signal) {
    yield { event: 'a', data: 1 };
    await sleep(60_000, undefined, { signal }).catch(() => {});
  }, stopping.signal);
  const answer = await app.request('/');
  stopping.abort();
  assert.is(await answer.text(), 'event: a\ndata: 1\n\n');
});

it('a source that fails ends the stream, so that the reader comes back', async () => {
  const app = appOf(async function* () {
    yield { event: 'a', data: 1 };
    throw new Error('the database is away');
  });
  assert.is(await (await app.request('/')).text(), 'event: a\ndata: 1\n\n');
});

it('nothing is taken from the source before the reader takes it', async () => {
  let made = 0;
  const app = appOf(async function* () {
    for (; made < 1_000; made += 1) yield { event: 'a', data: made };
  });
  const reader = (await app.request('/')).body?.getReader();
  await reader?.read();
  await sleep(20);
  assert.ok(made < 10, `${made} were made`);
  await reader?.cancel();
});

it('HEAD asks nothing of the source', async () => {
  let begun = false;
  const app = appOf(async function* () {
    begun = true;
    yield { event: 'a', data: 1 };
  });
  const answer = await app.request('/', { method: 'HEAD' });
  assert.is(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  await sleep(10);
  assert.is(begun, false);
});

it.run();
