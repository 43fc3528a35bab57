import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { certificateOf, type RegistryOptions } from '../../image/index.ts';
import { userHome } from '../../user-home.ts';
import type { AccessFlags } from '../access-flags.ts';
import { type HelmFlags, readHelmSettings } from '../helm-settings.ts';
import type { Env } from '../terminal.ts';

/** Where layers and versions of Node.js are kept: `~/.cache/capstan/images`. */
export function imageCache(env: Env): string {
  const { XDG_CACHE_HOME: own } = env;
  // the specification has relative ones ignored
  return join(own && isAbsolute(own) ? own : join(userHome(env), '.cache'), 'capstan', 'images');
}

/** The version of Node.js that the project has installed, else this program's own. */
export function nodeVersionOf(project: string): string {
  const file = join(project, 'node_modules', 'node', 'package.json');
  if (!existsSync(file)) return process.versions.node;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/**
 * How registries are reached: credentials as Docker and Helm keep them, authorities by --ca-file or as Docker has them
 * (`certs.d/HOST/ca.crt`). A registry of this machine that has none there is spoken to without TLS, as Docker does it.
 */
export function registryAccess(flags: Partial<AccessFlags> & HelmFlags, env: Env): RegistryOptions {
  const folders = [join(env['DOCKER_CONFIG'] || join(userHome(env), '.docker'), 'certs.d'), '/etc/docker/certs.d'];
  return {
    settings: readHelmSettings(flags, env),
    accessOf: (host) => {
      const caFile = flags.caFile ?? certificateOf(host, folders);
      const { username, password, certFile, keyFile, insecureSkipTlsVerify = false } = flags;
      const isSecure = caFile !== undefined || insecureSkipTlsVerify || certFile !== undefined;
      return {
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
        ...(caFile === undefined ? {} : { caFile }),
        ...(certFile === undefined ? {} : { certFile }),
        ...(keyFile === undefined ? {} : { keyFile }),
        insecureSkipTlsVerify,
        plainHttp: flags.plainHttp === true || (isLoopback(host) && !isSecure),
      };
    },
  };
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host);
}
