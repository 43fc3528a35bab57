import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to a request: it is answered here, cut after bytes of its body, or its answer has other headers. */
export type Harm =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: object }
  | { readonly cutAfter: number }
  | { readonly answer: (headers: IncomingHttpHeaders) => IncomingHttpHeaders };

/** Stands in front of a registry that is real, passes requests on, and harms those that it is told to. */
export class RegistryProxy implements AsyncDisposable {
  readonly seen: string[] = [];
  /** Asked for each request. */
  harm: (method: string, path: string, authorization: string) => Harm | undefined = () => undefined;
  readonly #upstream: string;
  readonly #server: Server;

  private constructor(upstream: string, server: Server) {
    this.#upstream = upstream;
    this.#server = server;
  }

  static async start(upstream: string): Promise<RegistryProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new RegistryProxy(upstream, server);
    server.on('request', (message, response) => proxy.#pass(message, response));
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(message: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = message;
    this.seen.push(`${method} ${url.replace(/\?.*/, '')}`);
    const harm = this.harm(method, url, headers.authorization ?? '');
    if (harm && 'status' in harm) {
      message.resume();
      response.writeHead(harm.status, { 'content-type': 'application/json', ...harm.headers });
      response.end(JSON.stringify(harm.body ?? { errors: [{ code: 'UNKNOWN', message: 'told to' }] }));
      return;
    }
    const onward = request(`http://${this.#upstream}${url}`, { method, headers }, (answer) => {
      const changed = harm && 'answer' in harm ? harm.answer(answer.headers) : answer.headers;
      response.writeHead(answer.statusCode ?? 500, changed);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    if (!harm || !('cutAfter' in harm)) {
      message.pipe(onward);
      return;
    }
    let passed = 0;
    message.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      onward.write(chunk);
      if (passed < harm.cutAfter) return;
      message.socket.resetAndDestroy();
      onward.destroy();
    });
    message.on('error', () => {});
  }
}
