import { CapstanError } from '../errors/index.ts';
import { parseYaml } from '../yaml/index.ts';
import { readIfThere } from './files.ts';
import type { Access, RepositorySettings } from './settings.ts';

/** A repository that the person gave a name: an entry of Helm's repositories.yaml. */
export interface NamedRepository extends Access {
  readonly name: string;
  readonly url: string;
}

/** What `helm repo add` has written; none when there is no such file. @throws CapstanError YAML_INVALID, REPOSITORY_INVALID */
export async function readRepositories(
  settings: Pick<RepositorySettings, 'repositoryConfig'>,
): Promise<readonly NamedRepository[]> {
  const file = settings.repositoryConfig;
  const text = (await readIfThere(file))?.toString('utf8');
  if (text === undefined) return [];
  const data = parseYaml(text, { file, duplicates: 'last' }) as { repositories?: unknown } | null;
  const entries = data?.repositories ?? [];
  if (!Array.isArray(entries)) {
    throw new CapstanError('REPOSITORY_INVALID', `${file}: repositories is not a list`, { place: { file } });
  }
  return entries.filter((entry) => entry !== null && typeof entry === 'object').map(toRepository);
}

/** @throws CapstanError CHART_NOT_FOUND, with Helm's words. */
export function findRepository(repositories: readonly NamedRepository[], name: string): NamedRepository {
  const found = repositories.find((repository) => repository.name === name);
  if (!found) {
    throw new CapstanError('CHART_NOT_FOUND', `repo ${name} not found`, {
      hint: `add it with helm repo add ${name} ADDRESS, or name its address with --repo`,
    });
  }
  if (found.url === '') throw new CapstanError('REPOSITORY_INVALID', `no URL found for repository ${name}`);
  return found;
}

function toRepository(entry: Readonly<Record<string, unknown>>): NamedRepository {
  const text = (key: string) => (typeof entry[key] === 'string' ? (entry[key] as string) : '');
  return {
    name: text('name'),
    url: text('url'),
    username: text('username'),
    password: text('password'),
    caFile: text('caFile'),
    certFile: text('certFile'),
    keyFile: text('keyFile'),
    insecureSkipTlsVerify: entry['insecure_skip_tls_verify'] === true,
    passCredentials: entry['pass_credentials_all'] === true,
  };
}
