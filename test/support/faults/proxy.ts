import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { parse } from 'yaml';
import { writeKubeconfig } from '../../../src/devcluster/index.ts';
import { scratchFolder } from '../scratch.ts';
import { describe, type Fault, type Seen, type Trap, type Verb } from './seen.ts';

/** Passes requests on with the caller's token, counts them, and harms them when told to. */
export class FaultProxy implements AsyncDisposable {
  readonly seen: Seen[] = [];
  /** `PATCH /api/…` of each write since the last trap was set. */
  readonly writes: string[] = [];
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
  #toLose = 0;
  #trap: Trap | undefined;
  #isStriking = false;
  /** The write of the trap has arrived. */
  #isSnapping = false;

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
      socket.on('error', () => {}); // who resets is reset
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.kubeconfig = join(scratchFolder(), 'kubeconfig');
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

  /** The next answers are waited for and then lost. */
  loseAnswers(count: number): void {
    this.#toLose = count;
  }

  /** Counts anew. @returns whether the trap has sprung, once asked */
  setTrap(trap: Trap): () => boolean {
    this.writes.length = 0;
    this.#trap = trap;
    return () => this.#trap !== trap;
  }

  /** Waits for a trap that is just springing. */
  async clearTrap(): Promise<void> {
    while (this.#isSnapping) await sleep(5);
    this.#trap = undefined;
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

  /** Every connection ends, whatever it is in the middle of. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.breakWatches('reset');
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#isStriking) return void incoming.socket.destroy();
    const seen = describe(incoming);
    this.seen.push(seen);
    if (seen.isWrite) this.writes.push(`${seen.method} ${seen.url.pathname}`);
    const trap = seen.isWrite && this.writes.length === this.#trap?.write ? this.#trap : undefined;
    if (trap) this.#isSnapping = true;
    if (trap?.moment === 'before') return this.#strike(trap);
    const fault = trap ? 'lose' : this.#toLose-- > 0 ? 'lose' : this.fault(seen);
    this.#toLose = Math.max(0, this.#toLose);
    if (fault === 'hang') return;
    if (fault === 'reset') return void incoming.socket.resetAndDestroy();
    if (typeof fault === 'object' && 'status' in fault) return answer(response, fault);
    if (typeof fault === 'object' && 'delayMs' in fault) await sleep(fault.delayMs);
    if (typeof fault === 'object' && 'until' in fault) await fault.until;
    const upstream = new AbortController();
    response.on('close', () => {
      this.#watches.delete(response);
      if (fault !== 'lose') upstream.abort();
    });
    try {
      const answered = await this.#forward(incoming, upstream.signal);
      if (fault !== 'lose') return await this.#answer(response, answered, seen, fault, upstream);
      await answered.body.dump({ limit: Number.POSITIVE_INFINITY }); // it has happened when the answer has ended
      if (trap) await this.#strike(trap);
      else incoming.socket.resetAndDestroy();
    } catch {
      if (trap) this.#isSnapping = false;
      response.destroy(); // the API server is away, and so is the proxy for this client
    }
  }

  /** Whatever the client still sends is lost: what it sent before may yet be carried out. */
  async #strike(trap: Trap): Promise<void> {
    this.#isStriking = true;
    await trap.strike();
    for (const socket of this.#sockets) socket.destroy();
    this.#isStriking = false;
    this.#isSnapping = false;
    this.#trap = undefined;
  }

  #forward(incoming: IncomingMessage, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = incoming.headers;
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    return request(`${this.#upstream}${incoming.url}`, {
      method: incoming.method as 'GET',
      headers,
      body: hasBody ? incoming : null,
      dispatcher: this.#agent,
      signal,
    });
  }

  async #answer(
    response: ServerResponse,
    { statusCode, headers, body }: Dispatcher.ResponseData,
    { verb }: Seen,
    fault: Fault | undefined,
    upstream: AbortController,
  ): Promise<void> {
    const retryAfter = headers['retry-after'];
    response.writeHead(statusCode, {
      'content-type': String(headers['content-type']),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    });
    response.flushHeaders();
    const isWatch = verb === 'watch';
    if (isWatch && statusCode === 200) this.#watches.set(response, upstream);
    const isMute = () => isWatch && this.isSilent;
    let left = typeof fault === 'object' && 'cutAfterBytes' in fault ? fault.cutAfterBytes : Number.POSITIVE_INFINITY;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (typeof fault === 'object' && 'slowMs' in fault) await sleep(fault.slowMs);
      if (!isMute()) response.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left < 0) {
        // Its bytes go out before its reset does.
        await sleep(1);
        return void response.socket?.destroySoon();
      }
    }
    if (!isMute()) response.end();
  }
}

function answer(
  response: ServerResponse,
  { status, body = '', contentType = 'application/json', headers = {} }: Extract<Fault, { status: number }>,
): void {
  response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
}
