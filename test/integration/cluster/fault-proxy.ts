import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { writeKubeconfig } from '../../../src/devcluster/index.ts';

export type Verb = 'list' | 'watch' | 'other';

/** An answer of the proxy's own instead of the API server's; 'hang' is none at all. */
export type Fault = { readonly status: number; readonly body?: string; readonly contentType?: string } | 'hang';

export interface Seen {
  readonly verb: Verb;
  readonly url: URL;
  readonly accept: string;
}

/**
 * Stands between a client and a real API server, passes requests on with the caller's token, counts them, and harms them
 * when told to.
 */
export class FaultProxy implements AsyncDisposable {
  readonly seen: Seen[] = [];
  /** Asked for every request. */
  fault: (seen: Seen) => Fault | undefined = () => undefined;
  /** While true, watches pass nothing on, not even their end. */
  isSilent = false;
  /** Speaks to the proxy, with the rights of the kubeconfig behind it. */
  readonly kubeconfig: string;

  readonly #agent: Agent;
  readonly #upstream: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Map<ServerResponse, AbortController>();
  readonly #dir = mkdtempSync(join(tmpdir(), 'capstan-test-proxy-'));

  static async start(kubeconfig: string): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(kubeconfig, server);
  }

  private constructor(kubeconfig: string, server: Server) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    const { cluster } = config.clusters[0];
    const certificateAuthority = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
    this.#upstream = cluster.server;
    this.#agent = new Agent({ connect: { ca: certificateAuthority }, bodyTimeout: 0 });
    this.#server = server;
    server.on('request', (incoming, response) => void this.#pass(incoming, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.kubeconfig = join(this.#dir, 'kubeconfig');
    const { port } = server.address() as AddressInfo;
    const { token } = config.users[0].user;
    writeKubeconfig(this.kubeconfig, { server: `http://127.0.0.1:${port}`, certificateAuthority, token });
  }

  count(verb: Verb): number {
    return this.seen.filter((each) => each.verb === verb).length;
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Writes `text` into every open watch, then ends it: properly, or with a reset of its connection. */
  breakWatches(how: 'end' | 'reset', text = ''): void {
    for (const [response, upstream] of this.#watches) {
      this.#watches.delete(response);
      response.write(text, () => {
        if (how === 'end') response.end();
        else response.socket?.resetAndDestroy();
        upstream.abort();
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.breakWatches('reset');
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await this.#agent.destroy();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = describe(incoming);
    this.seen.push(seen);
    const fault = this.fault(seen);
    if (fault === 'hang') return;
    if (fault !== undefined) {
      response.writeHead(fault.status, { 'content-type': fault.contentType ?? 'application/json' });
      response.end(fault.body ?? '');
      return;
    }
    const upstream = new AbortController();
    response.on('close', () => {
      this.#watches.delete(response);
      upstream.abort();
    });
    try {
      await this.#forward(incoming, response, seen.verb === 'watch', upstream);
    } catch {
      response.destroy(); // the API server is away, and so is the proxy for this client
    }
  }

  async #forward(
    incoming: IncomingMessage,
    response: ServerResponse,
    isWatch: boolean,
    upstream: AbortController,
  ): Promise<void> {
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = incoming.headers;
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const answer = await request(`${this.#upstream}${incoming.url}`, {
      method: incoming.method as 'GET',
      headers,
      body: hasBody ? incoming : null,
      dispatcher: this.#agent,
      signal: upstream.signal,
    });
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
    response.flushHeaders();
    if (isWatch && answer.statusCode === 200) this.#watches.set(response, upstream);
    const isMute = () => isWatch && this.isSilent;
    for await (const chunk of answer.body) if (!isMute()) response.write(chunk);
    if (!isMute()) response.end();
  }
}

function describe(incoming: IncomingMessage): Seen {
  const url = new URL(incoming.url ?? '/', 'http://proxy');
  // After the version: `configmaps` or `namespaces/x/configmaps`.
  const isCollection = /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[^/]+$/.test(url.pathname);
  const isRead = incoming.method === 'GET' && isCollection;
  const verb = !isRead ? 'other' : url.searchParams.get('watch') === 'true' ? 'watch' : 'list';
  return { verb, url, accept: incoming.headers.accept ?? '' };
}
