import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface FaultServer extends AsyncDisposable {
  readonly url: string;
  /** `GET /api` … in the order of arrival. */
  readonly requests: string[];
  /** TCP connections accepted so far, and those open now. */
  readonly accepted: () => number;
  readonly open: () => number;
}

/** A plain HTTP server that answers the n-th request by the n-th handler, and all later ones by the last. */
export async function faultServer(...handlers: [Handler, ...Handler[]]): Promise<FaultServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((request, response) => {
    const handle = handlers[Math.min(requests.length, handlers.length - 1)] as Handler;
    requests.push(`${request.method} ${request.url}`);
    request.resume().once('end', () => handle(request, response));
  });
  server.on('connection', (socket) => {
    accepted++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    accepted: () => accepted,
    open: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON, or with text as it is. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (_, response) => {
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

/** Cuts the connection with a TCP reset, the request being read. */
export const reset: Handler = (request) => {
  request.socket.resetAndDestroy();
};

/** Takes the request and says nothing. */
export const silence: Handler = () => {};
