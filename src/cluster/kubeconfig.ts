import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { parse } from 'yaml';
import { CapstanError, messageOf } from '../errors/index.ts';

/** A kubeconfig as its file has it; only the fields read here are named, all others are kept. */
export interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly clusters: readonly Named<'cluster', ClusterEntry>[];
  readonly users: readonly Named<'user', UserEntry>[];
  readonly contexts: readonly Named<'context', ContextEntry>[];
}

export interface ClusterEntry {
  readonly server: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}

export interface UserEntry {
  readonly 'client-certificate'?: string;
  readonly 'client-key'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly exec?: ExecEntry;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
  readonly [field: string]: unknown;
}

export interface ExecEntry {
  readonly command: string;
  readonly apiVersion?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly provideClusterInfo?: boolean;
  readonly [field: string]: unknown;
}

export interface ContextEntry {
  readonly cluster: string;
  readonly user?: string;
  readonly namespace?: string;
}

type Named<Field extends string, T> = { readonly name: string } & { readonly [field in Field]: T };

/** @throws CapstanError CONNECTION_CONFIG when there is no such file, or it is no kubeconfig. */
export function readKubeconfig(file: string): Kubeconfig {
  let document: unknown;
  try {
    document = parse(readFileSync(file, 'utf8'), { uniqueKeys: false });
  } catch (error) {
    throw new CapstanError('CONNECTION_CONFIG', `kubeconfig ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new CapstanError('CONNECTION_CONFIG', `${file} is not a kubeconfig`);
  }
  return withAbsolutePaths(document as Partial<Kubeconfig>, dirname(file));
}

/** kubectl's rule for several files: the first one to name a thing defines it. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const current = configs.map((config) => config['current-context']).find(Boolean);
  return {
    ...(current ? { 'current-context': current } : {}),
    clusters: firstByName(configs.flatMap((config) => config.clusters)),
    users: firstByName(configs.flatMap((config) => config.users)),
    contexts: firstByName(configs.flatMap((config) => config.contexts)),
  };
}

/** Paths in a kubeconfig are relative to its folder; a plugin's command is so only when it has a slash. */
function withAbsolutePaths(config: Partial<Kubeconfig>, folder: string): Kubeconfig {
  const absolute = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const pathsIn = <T extends object>(entry: T, ...fields: (keyof T)[]): T => {
    const paths = fields.filter((field) => entry[field]).map((field) => [field, absolute(entry[field] as string)]);
    return { ...entry, ...Object.fromEntries(paths) };
  };
  const users = (config.users ?? []).map(({ name, user }) => {
    const entry = pathsIn(user ?? {}, 'client-certificate', 'client-key', 'tokenFile');
    const command = entry.exec?.command;
    const isPath = command !== undefined && (command.includes('/') || command.includes(sep));
    return { name, user: isPath ? { ...entry, exec: { ...entry.exec, command: absolute(command) } } : entry };
  });
  return {
    ...config,
    contexts: config.contexts ?? [],
    users,
    clusters: (config.clusters ?? []).map(({ name, cluster }) => ({
      name,
      cluster: pathsIn(cluster, 'certificate-authority'),
    })),
  };
}

function firstByName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}
