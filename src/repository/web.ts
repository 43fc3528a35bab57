import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { isSameServer, withoutSecrets } from './address.ts';
import type { Access, RepositorySettings } from './settings.ts';
import { tlsOptions } from './tls.ts';
import { unreachable } from './web-error.ts';

export interface WebRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** The Authorization header. It is not told to another server that the first one redirects to. */
  readonly authorization?: string | undefined;
  readonly body?: string;
  readonly maxBytes: number;
}

export interface WebResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const maxRedirects = 10;
const requestTimeoutMs = 120_000; // Helm's, for one request with all of its body
const attempts = 4;
const firstPauseMs = 200;

/** GETs over HTTP(S) with the patience of a person: redirects are followed, what breaks off is asked for again. */
export class WebClient {
  readonly #settings: Pick<RepositorySettings, 'proxy' | 'userAgent' | 'onProgress'>;
  readonly #access: Access;
  #agents: { readonly http: HttpAgent; readonly https: HttpsAgent } | undefined;

  constructor(settings: Pick<RepositorySettings, 'proxy' | 'userAgent' | 'onProgress'>, access: Access) {
    this.#settings = settings;
    this.#access = access;
  }

  /**
   * The answer, whatever its status, but redirects.
   * @throws CapstanError REPOSITORY_UNREACHABLE, REPOSITORY_INVALID when it is longer than `maxBytes`.
   */
  async send(request: WebRequest, signal?: AbortSignal): Promise<WebResponse> {
    let current = request;
    for (let redirects = 0; ; redirects += 1) {
      const response = await this.#sendPatiently(current, signal);
      const location = response.headers['location'];
      if (!isRedirect(response.status) || location === undefined) return response;
      if (redirects === maxRedirects)
        throw unreachable(request.url, new Error(`stopped after ${maxRedirects} redirects`));
      current = follow(current, location, this.#access.passCredentials ?? false);
    }
  }

  close(): void {
    this.#agents?.http.destroy();
    this.#agents?.https.destroy();
    this.#agents = undefined;
  }

  async #sendPatiently(request: WebRequest, signal: AbortSignal | undefined): Promise<WebResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === attempts;
      let pauseMs = firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
      try {
        const response = await this.#sendOnce(request, signal);
        if (isLast || !isPassing(response.status)) return response;
        pauseMs = Math.max(pauseMs, Math.min(Number(response.headers['retry-after'] ?? 0) * 1_000 || 0, 10_000));
      } catch (error) {
        if (isCapstanError(error) || signal?.aborted) throw error;
        if (isLast || !isBreak(error)) throw unreachable(request.url, error);
      }
      await sleep(pauseMs, undefined, signal ? { signal } : {});
    }
  }

  #sendOnce(request: WebRequest, signal: AbortSignal | undefined): Promise<WebResponse> {
    const limit = AbortSignal.timeout(requestTimeoutMs);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    const url = new URL(request.url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new CapstanError('REPOSITORY_INVALID', `scheme "${url.protocol.slice(0, -1)}" not supported`);
    }
    const { http, https } = this.#connect();
    const isTls = url.protocol === 'https:';
    const own = authorizationOf(url);
    const authorization = request.authorization ?? own;
    url.username = '';
    url.password = '';
    return new Promise<WebResponse>((resolve, reject) => {
      const sent = (isTls ? requestHttps : requestHttp)(url, {
        agent: isTls ? https : http,
        method: request.method ?? 'GET',
        signal: either,
        headers: {
          'user-agent': this.#settings.userAgent,
          ...request.headers,
          ...(authorization === undefined ? {} : { authorization }),
        },
      });
      sent.once('error', (error) => reject(signal?.aborted ? signal.reason : limit.aborted ? timedOut() : error));
      sent.once('response', (message) => {
        this.#read(message, request).then(resolve, (error: unknown) => {
          sent.destroy();
          reject(signal?.aborted ? signal.reason : error);
        });
      });
      sent.end(request.body);
    });
  }

  async #read(message: IncomingMessage, request: WebRequest): Promise<WebResponse> {
    const chunks: Buffer[] = [];
    let size = 0;
    const total = Number(message.headers['content-length'] ?? 0);
    if (total > request.maxBytes && request.method !== 'HEAD') throw tooLarge(request);
    try {
      for await (const chunk of message as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > request.maxBytes) throw tooLarge(request);
        chunks.push(chunk);
        this.#settings.onProgress?.(describe(request.url, size, total));
      }
    } finally {
      this.#settings.onProgress?.(undefined);
    }
    return {
      status: message.statusCode ?? 0,
      statusText: message.statusMessage ?? '',
      headers: message.headers as Record<string, string | undefined>,
      body: Buffer.concat(chunks),
    };
  }

  #connect(): { readonly http: HttpAgent; readonly https: HttpsAgent } {
    const proxyEnv = this.#settings.proxy;
    this.#agents ??= {
      http: new HttpAgent({ keepAlive: true, proxyEnv }),
      https: new HttpsAgent({ keepAlive: true, proxyEnv, ...tlsOptions(this.#access) }),
    };
    return this.#agents;
  }
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return basicAuthorization(decodeURIComponent(username), decodeURIComponent(password));
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function follow(request: WebRequest, location: string, passCredentials: boolean): WebRequest {
  const url = new URL(location, request.url).toString();
  if (passCredentials || isSameServer(url, request.url) || isUpgrade(request.url, url)) return { ...request, url };
  // what a form holds is a credential too
  const { body: _, method, ...plain } = request;
  return { ...plain, ...(method === 'HEAD' ? { method } : {}), url, authorization: undefined };
}

/** From http to https of the same host: still the server that the credentials are for. */
function isUpgrade(from: string, to: string): boolean {
  const [one, other] = [new URL(from), new URL(to)];
  return one.protocol === 'http:' && other.protocol === 'https:' && one.hostname === other.hostname;
}

function isPassing(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

const breaks = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE']);

function isBreak(error: unknown): boolean {
  return breaks.has((error as NodeJS.ErrnoException).code ?? '');
}

function timedOut(): Error {
  return new Error(`no whole answer within ${requestTimeoutMs / 1_000} seconds`);
}

function tooLarge({ url, maxBytes }: WebRequest): CapstanError {
  const limit = `${Math.round(maxBytes / 1024 / 1024)} MiB`;
  return new CapstanError('REPOSITORY_INVALID', `${withoutSecrets(url)} is larger than the limit of ${limit}`);
}

function describe(url: string, size: number, total: number): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return `${withoutSecrets(url)}: ${megabytes(size)}${total > 0 ? ` of ${megabytes(total)}` : ''}`;
}
