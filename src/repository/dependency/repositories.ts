import { createHash } from 'node:crypto';
import type { Requirement } from '../../chart/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { isOci, isSameAddress } from '../address.ts';
import { ChartRepository, indexPath, openRepository, readCachedIndex } from '../chart-repository.ts';
import type { RepositoryIndex } from '../index-file.ts';
import type { NamedRepository } from '../repositories-file.ts';
import type { RepositorySettings } from '../settings.ts';
import { isLocal, localPath } from './paths.ts';

/** A dependency, its alias of a repository replaced by the address. */
export interface Resolved extends Requirement {
  readonly repository: string;
}

/**
 * The dependencies with their repositories' addresses instead of `@name` and `alias:name`.
 * @throws CapstanError DEPENDENCIES_INVALID for a repository that is neither known nor an address, with Helm's words.
 */
export async function resolveRepositories(
  requirements: readonly Requirement[],
  known: readonly NamedRepository[],
  chartFolder: string,
): Promise<Resolved[]> {
  const missing: string[] = [];
  const resolved: Resolved[] = [];
  for (const requirement of requirements) {
    const repository = requirement.repository ?? '';
    if (isLocal(repository)) await localPath(repository, chartFolder);
    const found =
      repository === '' || isLocal(repository) || isOci(repository) ? repository : addressOf(repository, known);
    if (found === undefined) missing.push(repository);
    resolved.push({ ...requirement, repository: found ?? repository });
  }
  if (missing.length > 0) throw unknownRepositories(missing);
  return resolved;
}

function addressOf(repository: string, known: readonly NamedRepository[]): string | undefined {
  const name = /^(?:@|alias:)(.*)$/.exec(repository)?.[1];
  const found = known.find((one) => one.name === name || isSameAddress(one.url, repository));
  if (found) return found.name === name ? found.url : repository;
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(repository) && name === undefined ? repository : pathOrNothing(repository);
}

/** Go takes a path from the root for an address, too. */
function pathOrNothing(repository: string): string | undefined {
  return repository.startsWith('/') ? repository : undefined;
}

function unknownRepositories(missing: readonly string[]): CapstanError {
  const words = `no repository definition for ${missing.join(', ')}. Please add them via 'helm repo add'`;
  const hasPlainName = missing.some((one) => !one.includes('//') && !/^(?:@|alias:)/.test(one));
  const note = `
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add').`;
  return new CapstanError('DEPENDENCIES_INVALID', hasPlainName ? words + note : words);
}

/** The repositories of a chart's dependencies, each index fetched once. */
export class DependencyRepositories {
  readonly #known: readonly NamedRepository[];
  readonly #settings: RepositorySettings;
  readonly #open = new Map<string, ChartRepository>();
  readonly #indexes = new Map<string, Promise<RepositoryIndex>>();

  constructor(known: readonly NamedRepository[], settings: RepositorySettings) {
    this.#known = known;
    this.#settings = settings;
  }

  get known(): readonly NamedRepository[] {
    return this.#known;
  }

  isKnown(address: string): boolean {
    return this.#find(address) !== undefined;
  }

  /** Fetches the indexes of these repositories, all at once, and says how each went; what cannot be had is no failure yet. */
  async update(addresses: readonly string[], out: (line: string) => void, signal?: AbortSignal): Promise<void> {
    await Promise.all(
      addresses.map(async (address) => {
        const named = this.#find(address);
        try {
          const fetched = this.repository(address).updateIndex(named?.name ?? managedName(address), signal);
          this.#indexes.set(address, fetched);
          await fetched;
          out(`...Successfully got an update from the "${named?.name ?? address}" chart repository`);
        } catch (error) {
          this.#indexes.delete(address);
          signal?.throwIfAborted();
          const where = named ? `"${named.name}" chart repository (${address})` : `"${address}" chart repository`;
          out(`...Unable to get an update from the ${where}:\n\t${messageOf(error)}`);
        }
      }),
    );
  }

  /** The index as fetched, else as it lies in the cache. @throws CapstanError DEPENDENCIES_INVALID when it was never fetched. */
  async index(address: string): Promise<RepositoryIndex> {
    const fetched = this.#indexes.get(address);
    if (fetched) return fetched;
    const name = this.#find(address)?.name ?? managedName(address);
    const cached = await readCachedIndex(name, this.#settings);
    if (cached) return cached;
    throw new CapstanError(
      'DEPENDENCIES_INVALID',
      `no cached repository for ${name} found. (try 'helm repo update'): open ${indexPath(name, this.#settings)}: no such file or directory`,
      {
        hint: `its index is to come from ${address}`,
      },
    );
  }

  repository(address: string): ChartRepository {
    const opened = this.#open.get(address);
    if (opened) return opened;
    const named = this.#find(address);
    const repository = named ? openRepository(named, this.#settings) : new ChartRepository(address, {}, this.#settings);
    this.#open.set(address, repository);
    return repository;
  }

  close(): void {
    for (const repository of this.#open.values()) repository.close();
  }

  #find(address: string): NamedRepository | undefined {
    return this.#known.find(({ url }) => isSameAddress(url, address));
  }
}

/** The name under which Helm caches the index of a repository that has none. */
function managedName(address: string): string {
  return `helm-manager-${createHash('sha256').update(address).digest('hex')}`;
}
