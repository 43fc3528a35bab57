import { CapstanError, isCapstanError } from '../../errors/index.ts';
import { isSameServer, withoutSecrets } from '../address.ts';
import type { Access, RepositorySettings } from '../settings.ts';
import { basicAuthorization, retryAfterMs, WebClient, type WebRequest, type WebResponse } from '../web.ts';
import { hintForTls } from '../web-error.ts';
import { parseChallenge, problemOfRealm } from './challenge.ts';
import { type Credential, findCredential } from './credentials.ts';
import { formatOciReference, type OciReference } from './reference.ts';
import { fetchToken } from './token.ts';

/** What is asked of a registry; a path of its own (where an upload goes on) begins with `/` or is a whole address. */
export interface RegistryRequest
  extends Pick<WebRequest, 'method' | 'headers' | 'body' | 'into' | 'timeoutMs' | 'isOnlyAttempt'> {
  readonly maxBytes: number;
  readonly accept?: string;
}

/** One registry, as one person talks to it: API version 2 of the distribution specification. */
export class Registry {
  readonly host: string;
  readonly #access: Access;
  readonly #settings: RepositorySettings;
  readonly #web: WebClient;
  /** Tokens are for the registry alone, credentials for the registry and its token server: never for where blobs lie. */
  readonly #authorizations = new Map<string, string>();
  #isPlain: boolean;

  constructor(host: string, access: Access, settings: RepositorySettings) {
    this.host = host;
    this.#access = { ...access, passCredentials: false };
    this.#settings = settings;
    this.#web = new WebClient(settings, this.#access);
    this.#isPlain = access.plainHttp ?? false;
  }

  /**
   * The answer to a GET of `/v2/REPOSITORY/PATH`, logged in if need be.
   * @throws CapstanError CHART_NOT_FOUND, REPOSITORY_REFUSED, REPOSITORY_UNREACHABLE
   */
  async get(repository: string, path: string, request: RegistryRequest, signal?: AbortSignal): Promise<WebResponse> {
    const response = await this.send(repository, path, request, signal);
    if (response.status === 200) return response;
    const refusal = this.refusal(repository, path, request, response);
    throw response.status === 404 ? new CapstanError('CHART_NOT_FOUND', refusal.message, { status: 404 }) : refusal;
  }

  /**
   * The answer whatever its status, logged in if need be.
   * @throws CapstanError REPOSITORY_REFUSED by a token server, REPOSITORY_UNREACHABLE
   */
  async send(repository: string, path: string, request: RegistryRequest, signal?: AbortSignal): Promise<WebResponse> {
    const send = () => this.#send(repository, path, request, signal);
    const response = await send().catch((error: unknown) => this.#fallBack(error, send));
    if (response.status !== 401) return response;
    const authorization = await this.#logIn(response, signal);
    if (authorization === undefined) return response;
    this.#authorizations.set(repository, authorization);
    return send();
  }

  /** What an answer that was not hoped for is to a person. */
  refusal(repository: string, path: string, { method = 'GET' }: RegistryRequest, response: WebResponse): CapstanError {
    return failed(method, this.#url(repository, path), response);
  }

  close(): void {
    this.#web.close();
  }

  #send(
    repository: string,
    path: string,
    { accept, headers, ...request }: RegistryRequest,
    signal: AbortSignal | undefined,
  ): Promise<WebResponse> {
    const url = this.#url(repository, path);
    const isOwn = isSameServer(url, this.#url(repository, ''));
    return this.#web.send(
      {
        ...request,
        url,
        headers: { ...headers, ...(accept === undefined ? {} : { accept }) },
        authorization: isOwn ? this.#authorizations.get(repository) : undefined,
      },
      signal,
    );
  }

  #url(repository: string, path: string): string {
    const host = this.host === 'docker.io' ? 'registry-1.docker.io' : this.host;
    const origin = `${this.#isPlain ? 'http' : 'https'}://${host}`;
    if (path.startsWith('/') || /^https?:/.test(path)) return new URL(path, origin).toString();
    return `${origin}/v2/${repository}/${path}`;
  }

  /** A registry that answers TLS with HTTP is asked again over HTTP, as Helm does; it gets no credentials that way. */
  async #fallBack(error: unknown, again: () => Promise<WebResponse>): Promise<WebResponse> {
    if (this.#isPlain || !isNoTls(error)) throw error;
    this.#isPlain = true;
    return again();
  }

  async #logIn(response: WebResponse, signal: AbortSignal | undefined): Promise<string | undefined> {
    const challenge = parseChallenge(response.headers['www-authenticate']);
    if (challenge.scheme === 'other') return undefined;
    const credential = await this.#credential(signal);
    if (credential && this.#isPlain && !this.#access.plainHttp) {
      throw new CapstanError('REPOSITORY_REFUSED', `${this.host} talks HTTP only: it is not told credentials`, {
        hint: 'if the network may know them, say so with --plain-http',
      });
    }
    if (challenge.scheme === 'basic') {
      if (!credential?.username || !credential.password) return undefined;
      return basicAuthorization(credential.username, credential.password);
    }
    const problem = problemOfRealm(challenge.realm, new URL(this.#url('', '')));
    if (problem !== undefined) throw new CapstanError('REPOSITORY_INVALID', problem);
    return `Bearer ${await fetchToken(this.#web, challenge, credential, signal)}`;
  }

  async #credential(signal: AbortSignal | undefined): Promise<Credential | undefined> {
    const { username, password } = this.#access;
    if (username && password) return { username, password };
    return findCredential(this.host, this.#settings.credentialFiles, signal);
  }
}

function isNoTls(error: unknown): boolean {
  const cause = isCapstanError(error) ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return (
    /wrong version number|packet length too long|http request/i.test(cause?.message ?? '') && cause?.code !== undefined
  );
}

function failed(method: string, url: string, response: WebResponse): CapstanError {
  const { status, statusText, body } = response;
  const pauseMs = retryAfterMs(response);
  const said = errorsOf(body) ?? statusText;
  const message = `${method} "${withoutSecrets(url)}": response status code ${status}: ${said}`;
  const hint = 'log in with helm registry login or docker login, or give --username and --password';
  return new CapstanError('REPOSITORY_REFUSED', message, {
    status,
    ...(status === 401 || status === 403 ? { hint } : {}),
    ...(status === 400 && /HTTP request (?:was sent )?to (?:an )?HTTPS/i.test(body.toString('utf8'))
      ? { hint: hintForTls }
      : {}),
    ...(pauseMs > 0 ? { retryAfterMs: pauseMs } : {}),
  });
}

interface RegistryError {
  readonly code?: string;
  readonly message?: string;
  readonly detail?: unknown;
}

/** What the registry itself says, as Helm prints it: `unauthorized: authentication required: …`. */
function errorsOf(body: Buffer): string | undefined {
  try {
    const { errors } = JSON.parse(body.toString('utf8')) as { errors?: RegistryError[] };
    const words = (errors ?? []).map(({ code = '', message = '', detail }) =>
      [code.toLowerCase().replaceAll('_', ' '), message, message === '' ? '' : textOf(detail)]
        .filter((part) => part !== '')
        .join(': '),
    );
    return words.length > 0 ? words.join('; ') : undefined;
  } catch {
    return undefined;
  }
}

/** As Go prints data: `map[name:charts/web]`. */
function textOf(detail: unknown): string {
  if (detail === undefined || detail === null) return '';
  if (Array.isArray(detail)) return `[${detail.map(textOf).join(' ')}]`;
  if (typeof detail !== 'object') return String(detail);
  const entries = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, value]) => `${key}:${textOf(value)}`).join(' ')}]`;
}

export function notFound(reference: OciReference, cause: unknown): CapstanError {
  const words = `failed to perform "FetchReference" on source: ${formatOciReference(reference)}: not found`;
  return new CapstanError('CHART_NOT_FOUND', words, { cause, status: 404 });
}
