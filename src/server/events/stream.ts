import type { Context } from 'hono';

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
  /** What a client that lost its connection sends back as Last-Event-ID. */
  readonly id?: string;
}

// Below the minute after which proxies give up a silent connection.
const aliveEveryMs = 25_000;

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no', // nginx
};

/**
 * Answers with server-sent events, one after the other as the reader takes them. The signal given to `events` fires when
 * the reader is gone, or the server stops.
 */
export function streamEvents(
  c: Context,
  events: (signal: AbortSignal) => AsyncGenerator<ServerEvent, void>,
  stopping: AbortSignal,
): Response {
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  const gone = new AbortController();
  const source = events(AbortSignal.any([gone.signal, stopping]));
  const text = new TextEncoder();
  let next: Promise<IteratorResult<ServerEvent, void>> | undefined;
  const body = new ReadableStream<Uint8Array>({
    async pull(stream) {
      next ??= source.next();
      const result = await orSilence(next);
      if (result === 'silence') return stream.enqueue(text.encode(': alive\n\n'));
      next = undefined;
      if (result === 'failed' || result.done === true) return stream.close();
      stream.enqueue(text.encode(format(result.value)));
    },
    async cancel() {
      gone.abort();
      next?.catch(() => {}); // it ends by the signal; nobody listens any more
      await source.return();
    },
  });
  return c.body(body, 200, headers);
}

async function orSilence(
  next: Promise<IteratorResult<ServerEvent, void>>,
): Promise<IteratorResult<ServerEvent, void> | 'silence' | 'failed'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(resolve, aliveEveryMs, 'silence');
  });
  try {
    // A reader that sees the stream end comes back by itself and goes on from the last id.
    return await Promise.race([next.catch(() => 'failed' as const), silence]);
  } finally {
    clearTimeout(timer);
  }
}

function format({ event, data, id }: ServerEvent): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
