import { createServer } from 'node:net';
import { type Handler, listenUntil } from '../../src/knitfab/web.ts';
import { silentLogger } from '../../src/log/index.ts';

/** One of Knitfab's servers at a port of its own, until it is disposed of. */
export async function serveHandler(
  handler: Handler,
  tls?: { readonly cert: string; readonly key: string },
): Promise<{ readonly url: string } & AsyncDisposable> {
  for (;;) {
    const port = await freePort();
    const stop = new AbortController();
    const listening = Promise.withResolvers<void>();
    const log = { ...silentLogger, info: () => listening.resolve() };
    const served = listenUntil(handler, port, log, stop.signal, tls);
    try {
      await Promise.race([listening.promise, served]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      continue; // another program was quicker
    }
    return {
      url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`,
      [Symbol.asyncDispose]: async () => {
        stop.abort();
        await served;
      },
    };
  }
}

/** The server is told its port, and does not tell one. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
