import { createServer } from 'node:net';
import { type Handler, listenUntil } from '../../src/knitfab/web.ts';
import { silentLogger } from '../../src/log/index.ts';

/** One of Knitfab's servers at a port of its own, until it is disposed of. */
export async function serveHandler(
  handler: Handler,
  tls?: { readonly cert: string; readonly key: string },
): Promise<{ readonly url: string } & AsyncDisposable> {
  const port = await freePort();
  const stop = new AbortController();
  const served = listenUntil(handler, port, silentLogger, stop.signal, tls);
  // listening begins in the same turn as the call
  await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await served;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
