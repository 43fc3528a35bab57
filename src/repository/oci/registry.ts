import { CapstanError, isCapstanError } from '../../errors/index.ts';
import type { Access, RepositorySettings } from '../settings.ts';
import { basicAuthorization, WebClient, type WebRequest, type WebResponse } from '../web.ts';
import { parseChallenge, problemOfRealm } from './challenge.ts';
import { type Credential, findCredential } from './credentials.ts';
import { formatOciReference, type OciReference } from './reference.ts';
import { fetchToken } from './token.ts';

/** One registry, as one person talks to it: API version 2 of the distribution specification, reading only. */
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
  async get(
    repository: string,
    path: string,
    request: { readonly maxBytes: number; readonly accept?: string },
    signal?: AbortSignal,
  ): Promise<WebResponse> {
    const send = () => this.#send(repository, path, request, signal);
    let response = await send().catch((error: unknown) => this.#fallBack(error, send));
    if (response.status === 401) {
      const authorization = await this.#logIn(response, signal);
      if (authorization !== undefined) {
        this.#authorizations.set(repository, authorization);
        response = await send();
      }
    }
    if (response.status === 200) return response;
    throw failed(this.#url(repository, path), response);
  }

  close(): void {
    this.#web.close();
  }

  #send(
    repository: string,
    path: string,
    { maxBytes, accept }: { readonly maxBytes: number; readonly accept?: string },
    signal: AbortSignal | undefined,
  ): Promise<WebResponse> {
    const request: WebRequest = {
      url: this.#url(repository, path),
      ...(accept === undefined ? {} : { headers: { accept } }),
      authorization: this.#authorizations.get(repository),
      maxBytes,
    };
    return this.#web.send(request, signal);
  }

  #url(repository: string, path: string): string {
    const host = this.host === 'docker.io' ? 'registry-1.docker.io' : this.host;
    return `${this.#isPlain ? 'http' : 'https'}://${host}/v2/${repository}/${path}`;
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

function failed(url: string, { status, statusText, body }: WebResponse): CapstanError {
  const said = errorsOf(body) ?? statusText;
  const message = `GET "${url}": response status code ${status}: ${said}`;
  if (status === 404) return new CapstanError('CHART_NOT_FOUND', message, { status });
  const hint = 'log in with helm registry login or docker login, or give --username and --password';
  return new CapstanError('REPOSITORY_REFUSED', message, {
    status,
    ...(status === 401 || status === 403 ? { hint } : {}),
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
