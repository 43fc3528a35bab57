import type { Dispatcher } from 'undici';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { type Logger, silentLogger } from '../log/index.ts';
import { pause } from './abort.ts';
import { apiErrorOf, type FailedAnswer } from './api-errors.ts';
import type { Credentials, TlsOptions } from './authenticator.ts';
import type { Connection } from './connection.ts';
import { abortErrorOf, connectionErrorOf } from './connection-errors.ts';
import { createDispatchers, type Dispatchers } from './dispatchers.ts';
import { linesOf } from './lines.ts';
import { type ApiRequest, type Impersonation, urlOf } from './request.ts';
import { pauseBeforeRetry } from './retry.ts';

export interface TransportOptions {
  readonly log?: Logger;
  /** Told once per HTTP request, retries included. `code` is '200' … or '<error>' when there was no answer, as client-go's metric has it. */
  readonly onRequest?: (sample: RequestSample) => void;
}

export interface RequestSample {
  readonly method: string;
  readonly code: string;
  readonly host: string;
}

export interface Answer<T = unknown> {
  readonly status: number;
  /** Parsed where the server says it is JSON, text otherwise. */
  readonly body: T;
}

/** Requests over kept-alive connections, with credentials, renewed once after a 401, and with retries where they do no harm. */
export class Transport {
  readonly #connection: Connection;
  readonly #log: Logger;
  readonly #onRequest: (sample: RequestSample) => void;
  readonly #host: string;
  readonly #prefix: string;
  #current: (Dispatchers & { readonly tls: TlsOptions }) | undefined;
  /** The current ones, and former ones that are still in use. */
  readonly #open = new Set<Dispatcher>();
  #closed = false;

  constructor(connection: Connection, options: TransportOptions = {}) {
    const url = new URL(connection.server);
    this.#connection = connection;
    this.#log = options.log ?? silentLogger;
    this.#onRequest = options.onRequest ?? (() => {});
    this.#host = url.host;
    this.#prefix = url.pathname.replace(/\/+$/, '');
  }

  /** @throws CapstanError for any status >= 400 and for lost connections, AbortError when the signal says so */
  async send<T>(request: ApiRequest, signal?: AbortSignal): Promise<Answer<T>> {
    const body = request.body === undefined ? null : bodyText(request.body);
    for (let tries = 1; ; tries++) {
      try {
        return await this.#sendOnce<T>(request, body, signal);
      } catch (error) {
        const ms = isCapstanError(error) ? pauseBeforeRetry(request, error, tries, Math.random()) : undefined;
        if (ms === undefined || this.#closed) throw error;
        this.#log.debug('request failed, trying again', {
          method: request.method,
          path: request.path,
          error: String(error),
          inMs: Math.round(ms),
        });
        await pause(ms, signal);
      }
    }
  }

  /**
   * The lines of an answer as they arrive, without line feeds; ends when the server ends it. No retries: who watches knows where to go on.
   * @param onOpen called when the server has agreed, which may be long before the first line
   * @throws as `send`, before the first line or between lines
   */
  async *stream(request: ApiRequest, signal: AbortSignal, onOpen?: () => void): AsyncGenerator<string, void, void> {
    yield* linesOf(this.bytes(request, signal, onOpen));
  }

  /** An answer as it arrives, byte for byte; else as `stream`. */
  async *bytes(request: ApiRequest, signal: AbortSignal, onOpen?: () => void): AsyncGenerator<Buffer, void, void> {
    const response = await this.#respond('streams', request, null, signal);
    if (response.statusCode >= 400) throw apiErrorOf(request, await this.#failed(response, signal));
    onOpen?.();
    try {
      yield* response.body as AsyncIterable<Buffer>;
    } catch (error) {
      throw connectionErrorOf(error, this.#connection.server, signal);
    } finally {
      response.body.destroy();
    }
    if (signal.aborted) throw abortErrorOf(signal);
  }

  /** Ends everything in flight. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map((dispatcher) => dispatcher.destroy()));
  }

  async #sendOnce<T>(request: ApiRequest, body: string | null, signal: AbortSignal | undefined): Promise<Answer<T>> {
    const response = await this.#respond('requests', request, body, signal);
    if (response.statusCode >= 400) throw apiErrorOf(request, await this.#failed(response, signal));
    return { status: response.statusCode, body: (await this.#bodyOf(response, signal)) as T };
  }

  async #respond(kind: keyof Dispatchers, request: ApiRequest, body: string | null, signal: AbortSignal | undefined) {
    if (signal?.aborted) throw abortErrorOf(signal);
    const credentials = await this.#connection.credentials(signal);
    const response = await this.#exchange(kind, request, body, credentials, signal);
    if (response.statusCode !== 401) return response;
    const renewed = await this.#connection.renew(credentials, signal);
    if (renewed === undefined) return response;
    await response.body.dump();
    return this.#exchange(kind, request, body, renewed, signal);
  }

  async #exchange(
    kind: keyof Dispatchers,
    request: ApiRequest,
    body: string | null,
    credentials: Credentials,
    signal: AbortSignal | undefined,
  ): Promise<Dispatcher.ResponseData> {
    const { method } = request;
    if (method !== 'GET' && request.mayWrite?.() === false) throw mayNotWrite(request);
    const started = performance.now();
    let code = '<error>';
    try {
      const response = await this.#dispatchers(credentials.tls)[kind].request({
        origin: new URL(this.#connection.server).origin,
        path: this.#prefix + urlOf(request),
        method,
        headers: this.#headers(request, body, credentials),
        body,
        signal: signal ?? null,
        ...(request.idleTimeoutMs === undefined ? {} : { bodyTimeout: request.idleTimeoutMs }),
      });
      code = String(response.statusCode);
      return response;
    } catch (error) {
      throw connectionErrorOf(error, this.#connection.server, signal);
    } finally {
      this.#onRequest({ method, code, host: this.#host });
      if (this.#log.isDebug())
        this.#log.debug('request', { method, path: request.path, code, ms: Math.round(performance.now() - started) });
    }
  }

  #headers(request: ApiRequest, body: string | null, { headers }: Credentials): Record<string, string | string[]> {
    return {
      ...(request.as ? impersonating(headers, request.as) : (headers as Record<string, string | string[]>)),
      'user-agent': this.#connection.userAgent,
      accept: request.accept ?? 'application/json',
      ...(body === null ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    };
  }

  /** New TLS material (a rotated client certificate or CA) means new connections; what runs on the old ones may finish. */
  #dispatchers(tls: TlsOptions): Dispatchers {
    if (this.#closed) throw new Error('the connection was closed');
    const old = this.#current;
    if (old?.tls === tls) return old;
    const { requests, streams } = createDispatchers(this.#connection.server, this.#connection.proxy, tls);
    this.#current = { requests, streams, tls };
    this.#open.add(requests).add(streams);
    for (const former of old ? [old.requests, old.streams] : [])
      void former.close().then(() => this.#open.delete(former));
    return this.#current;
  }

  async #failed(response: Dispatcher.ResponseData, signal: AbortSignal | undefined): Promise<FailedAnswer> {
    const retryAfter = response.headers['retry-after'];
    return {
      status: response.statusCode,
      body: await this.#bodyOf(response, signal),
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    };
  }

  async #bodyOf(response: Dispatcher.ResponseData, signal: AbortSignal | undefined): Promise<unknown> {
    let text: string;
    try {
      text = await response.body.text();
    } catch (error) {
      throw connectionErrorOf(error, this.#connection.server, signal);
    }
    if (text === '' || !String(response.headers['content-type']).includes('json')) return text;
    try {
      return JSON.parse(text);
    } catch {
      // The parser's own message quotes the text, which may be a Secret.
      throw new CapstanError('API_ERROR', 'the API server sent JSON that is none', { status: response.statusCode });
    }
  }
}

function mayNotWrite({ method, path }: ApiRequest): CapstanError {
  return new CapstanError('LEASE_LOST', `${method} ${path} was not sent: another replica may have taken over`);
}

/** Whom the credentials themselves impersonate is left out, with groups, uid and extra: one may act as one other only. */
function impersonating(
  headers: Credentials['headers'],
  { user, groups }: Impersonation,
): Record<string, string | string[]> {
  const own = Object.entries(headers).filter(([name]) => !name.startsWith('impersonate-'));
  return {
    ...(Object.fromEntries(own) as Record<string, string | string[]>),
    'impersonate-user': user,
    ...(groups.length > 0 ? { 'impersonate-group': [...groups] } : {}),
  };
}

/**
 * JSON that is YAML as well: an apply's body is read as YAML, where these characters break lines, are left out or refused.
 */
function bodyText(body: unknown): string {
  const text = JSON.stringify(body);
  return unlikeYaml.test(text) ? text.replace(everyUnlikeYaml, escapeCharacter) : text;
}

const unlikeYaml = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const everyUnlikeYaml = new RegExp(unlikeYaml, 'g');

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
