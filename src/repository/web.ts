import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { isSameServer, withoutSecrets } from './address.ts';
import type { Access, RepositorySettings } from './settings.ts';
import { tlsOptions } from './tls.ts';
import { unreachable } from './web-error.ts';

export interface WebRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /** The Authorization header. It is not told to another server that the first one redirects to. */
  readonly authorization?: string | undefined;
  /** A text is a form. A file is read anew for every attempt; its size is announced. */
  readonly body?: string | Buffer | { readonly file: string; readonly size: number };
  readonly maxBytes: number;
  /** The content of a 200 goes into this file, which is written over, and not into the answer. */
  readonly into?: string;
  /** For one request with all of its bodies, where the usual two minutes may be too short. */
  readonly timeoutMs?: number;
  /** Whoever asks begins anew by itself when something breaks off. */
  readonly isOnlyAttempt?: boolean;
}

export interface WebResponse {
  /** Who answered, after redirects: what relative addresses in the answer start from. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const maxRedirects = 10;
const requestTimeoutMs = 120_000; // Helm's, for one request with all of its body
const attempts = 4;
const firstPauseMs = 200;
const longestPauseMs = 10_000; // of those that a server asks for

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
   * The answer, whatever its status, but redirects; of these only one that a form, with credentials in it, may not follow.
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
      const next = follow(current, response.status, location, this.#access.passCredentials ?? false);
      if (next === undefined) return response;
      current = next;
    }
  }

  close(): void {
    this.#agents?.http.destroy();
    this.#agents?.https.destroy();
    this.#agents = undefined;
  }

  async #sendPatiently(request: WebRequest, signal: AbortSignal | undefined): Promise<WebResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === attempts || request.isOnlyAttempt === true;
      let pauseMs = firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
      try {
        const response = await this.#sendOnce(request, signal);
        if (isLast || !isPassing(response.status)) return response;
        pauseMs = Math.max(pauseMs, Math.min(retryAfterMs(response), longestPauseMs));
      } catch (error) {
        if (isCapstanError(error) || signal?.aborted) throw error;
        if (isLast || !isBreak(error)) throw unreachable(request.url, error, request.method);
      }
      await sleep(pauseMs, undefined, signal ? { signal } : {});
    }
  }

  #sendOnce(request: WebRequest, signal: AbortSignal | undefined): Promise<WebResponse> {
    const timeoutMs = request.timeoutMs ?? requestTimeoutMs;
    const limit = AbortSignal.timeout(timeoutMs);
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
          ...lengthOf(request.body),
        },
      });
      sent.once('error', (error) =>
        reject(signal?.aborted ? signal.reason : limit.aborted ? timedOut(timeoutMs) : error),
      );
      sent.once('response', (message) => {
        this.#read(message, request).then(resolve, (error: unknown) => {
          sent.destroy();
          reject(signal?.aborted ? signal.reason : error);
        });
      });
      sendBody(sent, request.body, reject);
    });
  }

  async #read(message: IncomingMessage, request: WebRequest): Promise<WebResponse> {
    const chunks: Buffer[] = [];
    let size = 0;
    const total = Number(message.headers['content-length'] ?? 0);
    if (total > request.maxBytes && request.method !== 'HEAD') throw tooLarge(request);
    const file = request.into !== undefined && message.statusCode === 200 ? await open(request.into, 'w') : undefined;
    try {
      for await (const chunk of message as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > request.maxBytes) throw tooLarge(request);
        if (file) await keep(file, chunk, request);
        else chunks.push(chunk);
        this.#settings.onProgress?.(describe(request.url, size, total));
      }
    } finally {
      await file?.close();
      this.#settings.onProgress?.(undefined);
    }
    return {
      url: request.url,
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

/** How long a server asks to wait; 0 when it does not. */
export function retryAfterMs({ headers }: WebResponse): number {
  const text = headers['retry-after'] ?? '';
  const pauseMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return pauseMs > 0 ? pauseMs : 0; // also where it is neither seconds nor a date
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return basicAuthorization(decodeURIComponent(username), decodeURIComponent(password));
}

async function keep(file: FileHandle, chunk: Buffer, { into = '' }: WebRequest): Promise<void> {
  try {
    await file.writeFile(chunk);
  } catch (error) {
    const place = { file: into };
    throw new CapstanError('FILE_UNWRITABLE', `${into} cannot be written: ${messageOf(error)}`, {
      place,
      cause: error,
    });
  }
}

function lengthOf(body: WebRequest['body']): { 'content-length'?: number } {
  if (body === undefined) return {};
  if (typeof body === 'string') return { 'content-length': Buffer.byteLength(body) };
  return { 'content-length': Buffer.isBuffer(body) ? body.length : body.size };
}

function sendBody(sent: ClientRequest, body: WebRequest['body'], reject: (error: unknown) => void): void {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    sent.end(body);
    return;
  }
  const source = createReadStream(body.file, { highWaterMark: 1024 * 1024 });
  source.once('error', (error) => {
    reject(error);
    sent.destroy();
  });
  sent.once('close', () => source.destroy());
  source.pipe(sent);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Undefined where neither is right: to send the same to the other server, or something else. */
function follow(
  request: WebRequest,
  status: number,
  location: string,
  passCredentials: boolean,
): WebRequest | undefined {
  const url = new URL(location, request.url).toString();
  if (passCredentials || isSameServer(url, request.url) || isUpgrade(request.url, url)) return { ...request, url };
  const { body, method, ...plain } = request;
  const isKept = status === 307 || status === 308; // as RFC 9110 has it
  if (!isKept) return { ...plain, ...(method === 'HEAD' ? { method } : {}), url, authorization: undefined };
  // what a form holds is a credential too
  if (typeof body === 'string') return undefined;
  return { ...request, url, authorization: undefined };
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

function timedOut(timeoutMs: number): Error {
  return new Error(`no whole answer within ${Math.round(timeoutMs / 1_000)} seconds`);
}

function tooLarge({ url, maxBytes }: WebRequest): CapstanError {
  const limit = `${Math.round(maxBytes / 1024 / 1024)} MiB`;
  return new CapstanError('REPOSITORY_INVALID', `${withoutSecrets(url)} is larger than the limit of ${limit}`);
}

function describe(url: string, size: number, total: number): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return `${withoutSecrets(url)}: ${megabytes(size)}${total > 0 ? ` of ${megabytes(total)}` : ''}`;
}
