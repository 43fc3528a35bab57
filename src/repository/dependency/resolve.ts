import { loadChart } from '../../chart/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { type Constraint, parseConstraint } from '../../semver/index.ts';
import { isOci } from '../address.ts';
import { listVersions, parseOciReference, Registry } from '../oci/index.ts';
import type { Access, RepositorySettings } from '../settings.ts';
import { satisfies, tryVersion } from '../versions.ts';
import type { Locked } from './lock.ts';
import { isLocal, localPath } from './paths.ts';
import type { DependencyRepositories, Resolved } from './repositories.ts';

export interface ResolveContext {
  readonly chartFolder: string;
  readonly repositories: DependencyRepositories;
  /** How registries are talked to. */
  readonly access: Access;
  readonly settings: RepositorySettings;
}

/** Of each dependency the highest version that its range allows. @throws CapstanError DEPENDENCIES_INVALID with Helm's words */
export async function chooseVersions(
  requirements: readonly Resolved[],
  context: ResolveContext,
  signal?: AbortSignal,
): Promise<Locked[]> {
  const locked: Locked[] = [];
  const missing: string[] = [];
  for (const requirement of requirements) {
    const { name, repository, version = '' } = requirement;
    const found = await choose(requirement, constraintOf(name, version), context, signal);
    if (found === undefined) missing.push(`"${name}" (repository "${repository}", version "${version}")`);
    else locked.push({ name, repository, version: found });
  }
  if (missing.length === 0) return locked;
  throw new CapstanError(
    'DEPENDENCIES_INVALID',
    `can't get a valid version for ${missing.length} subchart(s): ${missing.join(', ')}. Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
  );
}

export function constraintOf(name: string, version: string): Constraint {
  try {
    return parseConstraint(version);
  } catch (error) {
    throw new CapstanError(
      'DEPENDENCIES_INVALID',
      `dependency "${name}" has an invalid version/constraint format: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function choose(
  { name, repository, version = '' }: Resolved,
  constraint: Constraint,
  context: ResolveContext,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (repository === '') {
    await localPath(`charts/${name}`, context.chartFolder);
    return version;
  }
  if (isLocal(repository)) {
    const chart = await loadChart(await localPath(repository, context.chartFolder), signal);
    return satisfies(chart.metadata.version, constraint) ? chart.metadata.version : undefined;
  }
  if (isOci(repository)) return chooseOfRegistry(name, repository, version, constraint, context, signal);
  const versions = (await context.repositories.index(repository)).get(name);
  if (!versions) throw new CapstanError('DEPENDENCIES_INVALID', `${name} chart not found in repo ${repository}`);
  return versions.find((entry) => entry.urls.length > 0 && satisfies(entry.version, constraint))?.version;
}

/** A whole version is taken at its word; a range is held against the tags. */
async function chooseOfRegistry(
  name: string,
  repository: string,
  version: string,
  constraint: Constraint,
  { access, settings }: ResolveContext,
  signal?: AbortSignal,
): Promise<string> {
  if (tryVersion(version)) return version;
  const reference = parseOciReference(`${repository}/${name}`);
  const registry = new Registry(reference.registry, access, settings);
  try {
    const versions = await listVersions(registry, reference.repository, signal);
    return versions.find((one) => satisfies(one, constraint)) ?? version;
  } catch (error) {
    const words = `could not retrieve list of tags for repository ${repository}: ${messageOf(error)}`;
    throw new CapstanError('DEPENDENCIES_INVALID', words, { cause: error });
  } finally {
    registry.close();
  }
}
