import { mkdirSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import { create, extract, Parser } from 'tar';
import { Agent, type Dispatcher, request } from 'undici';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { Data } from '../store/index.ts';
import type { Profile } from './profile.ts';

/** knitd as a client sees it. */
export class Api {
  readonly #root: string;
  readonly #dispatcher: Dispatcher;
  readonly #signal: AbortSignal;

  constructor({ apiRoot, cert }: Profile, signal: AbortSignal) {
    this.#root = apiRoot.replace(/\/+$/, '');
    const ca = cert?.ca ? [...rootCertificates, Buffer.from(cert.ca, 'base64').toString('utf8')] : undefined;
    this.#dispatcher = new Agent(ca === undefined ? {} : { connect: { ca } });
    this.#signal = signal;
  }

  async json<T>(method: Dispatcher.HttpMethod, path: string, body?: unknown): Promise<T> {
    const answer = await this.#send(method, path, body === undefined ? undefined : JSON.stringify(body));
    return (await answer.json()) as T;
  }

  /** A folder becomes data. */
  async push(folder: string, tags: readonly string[]): Promise<Data> {
    // to tar a name that begins with @ is an archive to take over
    const entries = readdirSync(folder).map((name) => `./${name}`);
    if (entries.length === 0) throw new CapstanError('USAGE', `${folder} is empty`);
    const query = new URLSearchParams(tags.map((tag): [string, string] => ['tag', tag]));
    const archive = Readable.from(create({ cwd: folder, portable: true }, entries));
    return (await (await this.#send('POST', `data?${query}`, archive)).json()) as Data;
  }

  /** Data becomes a folder. */
  async pull(id: string, folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw new CapstanError('USAGE', `${folder} is not empty`);
    const answer = await this.#send('GET', `data/${encodeURIComponent(id)}/content`);
    await pipeline(answer, extract({ cwd: folder, strict: true }));
  }

  /** What a run prints; of one that has ended it comes as an archive of one file. */
  async log(id: string, out: (text: string) => void): Promise<void> {
    const path = `runs/${encodeURIComponent(id)}/log`;
    const answer = await this.#send('GET', path);
    // a character may be cut in two
    const text = new TextDecoder();
    const take = (chunk: Buffer) => out(text.decode(chunk, { stream: true }));
    if (answer.isArchive) await pipeline(answer, new Parser({ onReadEntry: (entry) => entry.on('data', take) }));
    else for await (const chunk of answer as AsyncIterable<Buffer>) take(chunk);
    out(text.decode());
  }

  async #send(method: Dispatcher.HttpMethod, path: string, body?: string | Readable) {
    const url = `${this.#root}/${path}`;
    const sent = request(url, {
      method,
      body: body ?? null,
      dispatcher: this.#dispatcher,
      signal: this.#signal,
      headersTimeout: 0,
    });
    const answer = await sent.catch((error: unknown) => {
      throw new CapstanError('CONNECTION_FAILED', `${url} cannot be reached: ${messageOf(error)}`, { cause: error });
    });
    if (answer.statusCode >= 400) {
      const text = await answer.body.text();
      throw new CapstanError('API_ERROR', `${method} ${url}: ${answer.statusCode} ${messageIn(text)}`, {
        status: answer.statusCode,
      });
    }
    return Object.assign(answer.body, { isArchive: answer.headers['content-type'] === 'application/x-tar' });
  }
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text; // not one of knitd's own
  }
}
