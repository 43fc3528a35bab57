import { CapstanError } from '../../errors/index.ts';
import type { Project } from '../project/index.ts';
import { resolveRepository } from './remote-repository.ts';
import type { BuildRequest } from './request.ts';

/**
 * Where images go. Only releases know it: what is built locally is told so when it is published.
 * @param remotes of git, name to address
 * @throws CapstanError USAGE
 */
export function destinationOf(request: BuildRequest, project: Project, remotes: ReadonlyMap<string, string>) {
  const isRelease = request.mode === 'release';
  const registry = request.imageRegistry ?? (isRelease ? project.registry : '');
  const asked = request.repository ?? (isRelease ? project.repository : 'local');
  if (asked === undefined) {
    throw new CapstanError('USAGE', `--release: neither REPOSITORY nor "repository" in ${project.file} is given`, {
      hint: 'set REPOSITORY=owner/name, or REPOSITORY=git://origin for that of the remote',
    });
  }
  const source = request.repository === undefined ? `"repository" in ${project.file}` : 'REPOSITORY';
  const repository = resolveRepository(asked, remotes, source);
  checkRepository(repository, source);
  if (registry !== '') {
    checkRegistry(registry, request.imageRegistry === undefined ? `"registry" in ${project.file}` : 'IMAGE_REGISTRY');
  }
  return { registry, repository };
}

/** @param source who named it @throws CapstanError USAGE */
export function checkRegistry(registry: string, source: string): void {
  if (/^[\w.-]+(?::\d+)?$|^\[[\da-f:]+\](?::\d+)?$/i.test(registry)) return;
  throw new CapstanError('USAGE', `${source} is "${registry}", which is no host`, {
    hint: 'host or host:port, and nothing before or after it',
  });
}

/** @param source who named it @throws CapstanError USAGE */
export function checkRepository(repository: string, source: string): void {
  if (/^[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/.test(repository)) return;
  throw new CapstanError('USAGE', `${source} is "${repository}", which is no path in a registry`, {
    hint: 'small letters, digits, dashes, and slashes between: owner/name',
  });
}
