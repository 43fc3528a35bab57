import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip as gunzipCallback } from 'node:zlib';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { isSameServer, resolveReference, withoutSecrets } from './address.ts';
import { readIfThere, writeAtomically } from './files.ts';
import { IndexCache } from './index-cache.ts';
import { type IndexEntry, parseIndex, type RepositoryIndex } from './index-file.ts';
import type { NamedRepository } from './repositories-file.ts';
import type { Access, RepositorySettings } from './settings.ts';
import { basicAuthorization, WebClient, type WebResponse } from './web.ts';
import { refused } from './web-error.ts';

const gunzip = promisify(gunzipCallback);

/** The largest public index is a quarter of this. */
const maxIndexBytes = 100 * 1024 * 1024;
/** What a chart's archive may be unpacked, in Helm; packed it is less. */
const maxArchiveBytes = 100 * 1024 * 1024;

/** A chart repository: a web server with an index.yaml and archives, and how it wants to be talked to. */
export class ChartRepository {
  readonly url: string;
  readonly #access: Access;
  readonly #settings: RepositorySettings;
  readonly #web: WebClient;

  constructor(url: string, access: Access, settings: RepositorySettings) {
    this.url = url;
    this.#access = access;
    this.#settings = settings;
    this.#web = new WebClient(settings, access);
  }

  /** The index as the server has it now. @throws CapstanError */
  async fetchIndex(signal?: AbortSignal): Promise<RepositoryIndex> {
    return (await this.#fetch(signal)).entries;
  }

  /** The same, and puts it where Helm looks for the index of a named repository. @throws CapstanError */
  async updateIndex(name: string, signal?: AbortSignal): Promise<RepositoryIndex> {
    const { entries, body } = await this.#fetch(signal);
    await writeAtomically(join(this.#settings.repositoryCache, `${name}-charts.txt`), chartNames(entries));
    await writeAtomically(indexPath(name, this.#settings), body);
    return entries;
  }

  /**
   * An archive or a provenance file of this repository, wherever it lies. Credentials go along only to the repository's
   * own server. @throws CapstanError
   */
  async fetchFile(url: string, signal?: AbortSignal): Promise<Buffer> {
    const response = await this.#web.send(
      {
        url,
        headers: { accept: 'application/gzip,application/octet-stream' },
        authorization: this.#authorizationFor(url),
        maxBytes: maxArchiveBytes,
      },
      signal,
    );
    if (response.status !== 200) throw refused(url, response.status, response.statusText);
    return response.body;
  }

  /** Where an entry's archive lies. @throws CapstanError CHART_NOT_FOUND when the index does not say. */
  archiveUrl(entry: IndexEntry, otherwise: string): string {
    const [url] = entry.urls;
    if (url === undefined) throw new CapstanError('CHART_NOT_FOUND', `${otherwise} has no downloadable URLs`);
    return resolveReference(this.url, url);
  }

  close(): void {
    this.#web.close();
  }

  async #fetch(signal: AbortSignal | undefined) {
    const url = indexUrl(this.url);
    const cache = new IndexCache(this.#settings.repositoryCache);
    const key = `${url}\n${this.#access.username ?? ''}`;
    const known = await cache.read(key);
    const response = await this.#web.send(
      {
        url,
        headers: {
          'accept-encoding': 'gzip',
          ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
          ...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
        },
        authorization: this.#authorizationFor(url),
        maxBytes: maxIndexBytes,
      },
      signal,
    );
    if (response.status === 304 && known) return known;
    if (response.status !== 200) throw refused(url, response.status, response.statusText);
    const body = await decode(response, url);
    const { etag, 'last-modified': lastModified } = response.headers;
    const index = {
      body,
      entries: parseIndex(body, withoutSecrets(this.url), this.#settings.onNote),
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
    };
    await cache.write(key, index);
    return index;
  }

  #authorizationFor(url: string): string | undefined {
    const { username, password, passCredentials } = this.#access;
    if (!username || !password) return undefined;
    return passCredentials || isSameServer(url, this.url) ? basicAuthorization(username, password) : undefined;
  }
}

export function openRepository(repository: NamedRepository, settings: RepositorySettings): ChartRepository {
  return new ChartRepository(repository.url, repository, settings);
}

/** What Helm or we have fetched of a named repository; undefined when nothing was yet. @throws CapstanError REPOSITORY_INVALID */
export async function readCachedIndex(
  name: string,
  settings: RepositorySettings,
): Promise<RepositoryIndex | undefined> {
  const path = indexPath(name, settings);
  const body = await readIfThere(path);
  if (!body) return undefined;
  try {
    return parseIndex(body, path, settings.onNote);
  } catch (error) {
    throw new CapstanError('REPOSITORY_INVALID', `error loading ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** Where Helm keeps the index of a named repository. */
export function indexPath(name: string, settings: RepositorySettings): string {
  return join(settings.repositoryCache, `${name}-index.yaml`);
}

/** @throws CapstanError REPOSITORY_INVALID for what is no address of the web. */
function indexUrl(repository: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(repository)?.[1] ?? '';
  if (scheme !== 'http' && scheme !== 'https') {
    throw new CapstanError('REPOSITORY_INVALID', `could not find protocol handler for: ${scheme}`);
  }
  if (!URL.canParse(repository)) {
    throw new CapstanError('REPOSITORY_INVALID', `invalid chart URL format: ${repository}`);
  }
  return resolveReference(repository, 'index.yaml');
}

async function decode({ headers, body }: WebResponse, url: string): Promise<Buffer> {
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return await gunzip(body, { maxOutputLength: maxIndexBytes });
  } catch (error) {
    throw new CapstanError('REPOSITORY_INVALID', `${withoutSecrets(url)} cannot be unpacked: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function chartNames(index: RepositoryIndex): string {
  return [...index.keys()].map((name) => `${name}\n`).join('');
}

/** As Helm says it where only an address is given. */
export function asNoRepository(url: string, error: unknown): unknown {
  if (!isCapstanError(error) || isUnknownScheme(error)) return error;
  const words = `looks like "${withoutSecrets(url)}" is not a valid chart repository or cannot be reached`;
  return new CapstanError(
    error.code === 'CHART_NOT_FOUND' ? 'REPOSITORY_REFUSED' : error.code,
    `${words}: ${error.message}`,
    {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      ...(error.status === undefined ? {} : { status: error.status }),
    },
  );
}

function isUnknownScheme({ message }: CapstanError): boolean {
  return message.startsWith('could not find protocol handler');
}
