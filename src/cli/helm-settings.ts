import { join } from 'node:path';
import type { Command } from 'commander';
import type { ProxyVariables, RepositorySettings } from '../repository/index.ts';
import { userHome } from '../user-home.ts';
import { readVersion } from '../version.ts';
import { type Env, hasProgress } from './terminal.ts';
import { Waiting } from './waiting.ts';

/** Helm's global flags for its own files. */
export interface HelmFlags {
  readonly repositoryConfig?: string;
  readonly repositoryCache?: string;
  readonly registryConfig?: string;
}

export function addHelmFlags(command: Command): Command {
  return command
    .option('--repository-config <file>', "Helm's file of repository names and URLs")
    .option('--repository-cache <dir>', "Helm's folder of cached repository indexes")
    .option('--registry-config <file>', "Helm's file of registry credentials")
    .option('--debug', 'print where an error stands, and what to do', false);
}

/** Helm's files are where its own variables say, or where it has them on this system. */
export function readHelmSettings(flags: HelmFlags, env: Env = process.env): RepositorySettings {
  const config = helmFolder('CONFIG', env);
  const cache = helmFolder('CACHE', env);
  const waiting = new Waiting(process.stderr, hasProgress(process.stderr, env));
  return {
    repositoryConfig: flags.repositoryConfig ?? env['HELM_REPOSITORY_CONFIG'] ?? join(config, 'repositories.yaml'),
    repositoryCache: flags.repositoryCache ?? env['HELM_REPOSITORY_CACHE'] ?? join(cache, 'repository'),
    credentialFiles: [
      flags.registryConfig ?? env['HELM_REGISTRY_CONFIG'] ?? join(config, 'registry', 'config.json'),
      join(env['DOCKER_CONFIG'] || join(userHome(env), '.docker'), 'config.json'),
    ],
    proxy: proxyVariables(env),
    userAgent: `capstan/${readVersion().version}`,
    onNote: (line) => waiting.aside(() => process.stderr.write(`${line}\n`)),
    onProgress: (what) => waiting.show(what),
  };
}

/** HELM_CONFIG_HOME, XDG_CONFIG_HOME/helm, or the system's place for such. */
function helmFolder(kind: 'CONFIG' | 'CACHE', env: Env): string {
  const own = env[`HELM_${kind}_HOME`];
  if (own) return own;
  return join(env[`XDG_${kind}_HOME`] || systemFolder(kind, env), 'helm');
}

function systemFolder(kind: 'CONFIG' | 'CACHE', env: Env): string {
  const home = userHome(env);
  switch (process.platform) {
    case 'darwin':
      return join(home, 'Library', kind === 'CONFIG' ? 'Preferences' : 'Caches');
    case 'win32':
      return (kind === 'CONFIG' ? env['APPDATA'] : env['TEMP']) ?? home;
    default:
      return join(home, kind === 'CONFIG' ? '.config' : '.cache');
  }
}

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'] as const;

function proxyVariables(env: Env): ProxyVariables {
  return Object.fromEntries(proxyNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
