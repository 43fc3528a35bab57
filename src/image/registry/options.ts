import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import {
  type Access,
  type OciReference,
  parseOciReference,
  Registry,
  type RepositorySettings,
} from '../../repository/index.ts';

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
  const { registry: host, repository, tag, digest } = parseReference(reference);
  const registry = new Registry(host, accessOf(host), settings);
  try {
    return await work({ registry, repository, version: digest || tag || 'latest', reference });
  } finally {
    registry.close();
  }
}

/** Helm's words are of charts. */
function parseReference(reference: string): OciReference {
  try {
    return parseOciReference(reference);
  } catch (error) {
    if (!isCapstanError(error, 'REPOSITORY_INVALID')) throw error;
    throw new CapstanError('REPOSITORY_INVALID', `${reference} names no image: ${error.message}`, {
      hint: 'write it as host/path/image:tag, and what Docker Hub has as docker.io/library/image:tag',
      cause: error,
    });
  }
}
