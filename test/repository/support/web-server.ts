import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A web server on this machine whose answers a test decides on, path by path, and that remembers what it was asked. */
export class WebServer {
  readonly asked: Asked[] = [];
  readonly #answers = new Map<string, Answer[]>();
  readonly #server = createServer((request, response) => this.#serve(request, response));
  #url = '';

  get url(): string {
    return this.#url;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** One answer after the other; the last one for all requests that follow. */
  on(path: string, ...answers: readonly Answer[]): this {
    this.#answers.set(path, [...answers]);
    return this;
  }

  /** How often a path was asked for. */
  count(path: string): number {
    return this.asked.filter((one) => one.path === path).length;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.asked.push({ method: request.method ?? '', path, headers: request.headers });
    const answers = this.#answers.get(path);
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    (answer ?? notFound)(response, request);
  }
}

export const send =
  (body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}, status = 200): Answer =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

export const redirect = (location: string): Answer => send('', { location }, 302);

/** Half of an answer, and then nothing. */
export const breakOff =
  (body: Uint8Array): Answer =>
  (response) => {
    response.writeHead(200, { 'content-length': String(body.length) });
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  };

const notFound: Answer = send('', {}, 404);
