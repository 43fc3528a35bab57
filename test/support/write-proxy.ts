import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { writeKubeconfig } from '../../src/devcluster/index.ts';
import { scratchFolder } from './scratch.ts';

/** Where in the life of a write its sender is struck: before the API server has it, or once it has been carried out. */
export type Moment = 'before' | 'after';

interface Trap {
  readonly write: number;
  readonly moment: Moment;
  readonly strike: () => Promise<void>;
}

/**
 * Stands between one client and the API server, passes everything on with the client's token, and counts writes. A trap
 * springs at the N-th of them: its `strike` is meant to kill the client, which therefore never hears of that write.
 * Events, leases and dry runs change nothing of a release and do not count.
 */
export class WriteProxy implements AsyncDisposable {
  /** `PATCH /api/…` of each write since the last trap was set. */
  readonly writes: string[] = [];
  /** Speaks to the proxy, with the rights of the kubeconfig behind it. */
  readonly kubeconfig: string;

  readonly #server: Server;
  readonly #upstream: string;
  readonly #agent: Agent;
  readonly #sockets = new Set<Socket>();
  readonly #dir = scratchFolder();
  #trap: Trap | undefined;
  #isStriking = false;

  static async start(kubeconfig: string): Promise<WriteProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WriteProxy(kubeconfig, server);
  }

  private constructor(kubeconfig: string, server: Server) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    const { cluster } = config.clusters[0];
    const certificateAuthority = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
    this.#upstream = cluster.server;
    this.#agent = new Agent({ keepAlive: true, ca: certificateAuthority });
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

  /** Counts anew. @returns whether the trap has sprung, once asked */
  setTrap(trap: Trap): () => boolean {
    this.writes.length = 0;
    this.#trap = trap;
    return () => this.#trap !== trap;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#drop();
    this.#server.close();
    this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#isStriking) return void incoming.socket.destroy();
    if (isWrite(incoming)) this.writes.push(`${incoming.method} ${incoming.url?.replace(/\?.*/, '')}`);
    const trap = this.#trap && isWrite(incoming) && this.writes.length === this.#trap.write ? this.#trap : undefined;
    if (trap?.moment === 'before') return this.#strike(trap);
    const answer = await this.#forward(incoming);
    if (answer === undefined) return void incoming.socket.destroy();
    if (trap) {
      for await (const _ of answer); // it has happened when the answer has ended
      return this.#strike(trap);
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers).flushHeaders();
    answer.pipe(response);
    response.on('close', () => answer.destroy());
  }

  /** Whatever the client still sends is lost: what it sent before may yet be carried out. */
  async #strike(trap: Trap): Promise<void> {
    this.#isStriking = true;
    await trap.strike();
    this.#drop();
    this.#isStriking = false;
    this.#trap = undefined;
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** undefined: the API server cannot be reached, or the client has gone. */
  #forward(incoming: IncomingMessage): Promise<IncomingMessage | undefined> {
    const { host: _, connection: __, ...headers } = incoming.headers;
    return new Promise((resolve) => {
      const { method = 'GET', url = '/' } = incoming;
      const outgoing = request(`${this.#upstream}${url}`, { method, headers, agent: this.#agent }, resolve);
      outgoing.on('error', () => resolve(undefined));
      incoming.on('error', () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
  }
}

function isWrite({ method, url = '' }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD' && !/\/(events|leases)\b|[?&]dryRun=/.test(url);
}
