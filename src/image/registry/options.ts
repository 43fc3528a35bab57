import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Access, parseOciReference, Registry, type RepositorySettings } from '../../repository/index.ts';

/** How registries are reached. */
export interface RegistryOptions {
  readonly settings: RepositorySettings;
  /** Credentials and certificates for a registry, `host[:port]`; those of Docker's configuration are found without. */
  readonly accessOf: (host: string) => Access;
}

/** The certificate authority of a registry as Docker files it: `FOLDER/HOST:PORT/ca.crt` of the first folder that has it. */
export function certificateOf(host: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, host, 'ca.crt')).find((file) => existsSync(file));
}

export interface Place {
  readonly registry: Registry;
  readonly repository: string;
  /** A tag or a digest. */
  readonly version: string;
  readonly reference: string;
}

/** Runs `work` with the registry that a reference names. @throws CapstanError REPOSITORY_INVALID */
export async function withRegistry<T>(
  reference: string,
  { settings, accessOf }: RegistryOptions,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const { registry: host, repository, tag, digest } = parseOciReference(reference);
  const registry = new Registry(host, accessOf(host), settings);
  try {
    return await work({ registry, repository, version: digest || tag || 'latest', reference });
  } finally {
    registry.close();
  }
}
