import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writeAtomically } from './files.ts';
import type { IndexEntry, RepositoryIndex } from './index-file.ts';

/** An index as it was fetched, what the server said about it, and what was read from it. */
export interface CachedIndex {
  readonly body: Buffer;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly entries: RepositoryIndex;
}

interface Stored {
  readonly format: typeof format;
  readonly bodyDigest: string;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly entries: readonly (readonly [name: string, versions: readonly IndexEntry[]])[];
}

/** Raised when what is read from an index changes: what an older program has left is then fetched anew. */
const format = 1;

/**
 * Keeps the index of an address on disk: the next time it is asked for with its ETag, and a large one is not parsed
 * again. `key` is the address and whoever asks, for a server may show people different charts.
 */
export class IndexCache {
  readonly #folder: string;
  constructor(repositoryCache: string) {
    this.#folder = join(repositoryCache, 'capstan');
  }

  /** Undefined when nothing whole is there. */
  async read(key: string): Promise<CachedIndex | undefined> {
    const path = this.#path(key);
    const [head, body] = await Promise.all([readIfThere(`${path}.json`), readIfThere(`${path}.yaml`)]);
    if (!head || !body) return undefined;
    const stored = parse(head);
    if (stored?.format !== format || stored.bodyDigest !== digestOf(body)) return undefined;
    return { ...stored, body, entries: new Map(stored.entries) };
  }

  async write(key: string, index: CachedIndex): Promise<void> {
    const path = this.#path(key);
    const { body, etag, lastModified, entries } = index;
    const stored: Stored = {
      format,
      bodyDigest: digestOf(body),
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
      entries: [...entries],
    };
    // two files, two renames: the digest tells whether they belong together
    await writeAtomically(`${path}.yaml`, body, 0o600);
    await writeAtomically(`${path}.json`, JSON.stringify(stored), 0o600);
  }

  #path(key: string): string {
    return join(this.#folder, `${digestOf(Buffer.from(key)).slice(0, 32)}-index`);
  }
}

function digestOf(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function parse(text: Buffer): Stored | undefined {
  try {
    return JSON.parse(text.toString('utf8')) as Stored;
  } catch {
    return undefined; // another program wrote it, or the disk was full: it is fetched anew
  }
}
