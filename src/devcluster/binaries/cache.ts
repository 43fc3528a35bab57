import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CapstanError } from '../../errors/index.ts';
import { userHome } from '../../user-home.ts';
import { type Program, programs } from '../programs.ts';
import { linkerFlags } from './go-flags.ts';

export interface CacheOptions {
  readonly modules: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Where programs outlive checkouts: `~/.cache/capstan/control-plane`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME: own } = env;
  // the specification has relative ones ignored
  return join(own && isAbsolute(own) ? own : join(userHome(env), '.cache'), 'capstan', 'control-plane');
}

/** The folder of what is built from a module: another pin, other sources of ours or other flags are another folder. */
export function buildFolder(module: string, options: CacheOptions): string {
  const digest = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) digest.update(readModuleFile(module, name, options));
  const sources = readdirSync(join(options.modules, module)).filter((name) => name.endsWith('.go'));
  for (const name of sources.sort()) digest.update(readModuleFile(module, name, options));
  digest.update(linkerFlags(kubernetesVersion(options), module));
  return join(cacheFolder(options.env), digest.digest('hex').slice(0, 16));
}

/** The folder that an envtest archive of the pinned Kubernetes minor version is unpacked into. */
export function envtestFolder(options: CacheOptions): string {
  return join(cacheFolder(options.env), `envtest-${kubernetesVersion(options).split('.').slice(0, 2).join('.')}`);
}

/** Undefined when the cache does not hold the program. */
export function cachedPath(program: Program, options: CacheOptions): string | undefined {
  const candidates = [buildFolder(programs[program].module, options), envtestFolder(options)];
  return candidates.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** `v1.34.4`, as the module `kubernetes` pins it. */
export function kubernetesVersion(options: CacheOptions): string {
  const version = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(readModuleFile('kubernetes', 'go.mod', options))?.[1];
  if (version === undefined) {
    throw new CapstanError('TOOL_FAILED', `${join(options.modules, 'kubernetes', 'go.mod')} pins no k8s.io/kubernetes`);
  }
  return version;
}

function readModuleFile(module: string, name: string, options: CacheOptions): string {
  const path = join(options.modules, module, name);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CapstanError('FILE_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
      hint: 'the development control plane is built from a checkout of capstan; use --context for an existing cluster',
    });
  }
}
