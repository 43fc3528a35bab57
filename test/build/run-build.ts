import { homedir } from 'node:os';
import { join } from 'node:path';
import { type CliResult, capstan } from '../cli/support.ts';
import type { ScratchProject } from './scratch-project.ts';

/** How a machine says which way npm's registry is reached, and whose certificate it has. */
const network = /^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_(file|dir)|npm_config_(registry|cafile))$/i;

/** What npm, git and the cache of images want of the environment. */
export function buildEnv(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const home = process.env['HOME'] ?? homedir();
  const way = Object.entries(process.env).filter(([name]) => network.test(name)) as [string, string][];
  const cache = process.env['XDG_CACHE_HOME'] ?? join(home, '.cache');
  return { ...Object.fromEntries(way), HOME: home, XDG_CACHE_HOME: cache, ...env };
}

/** `capstan build`, in the project. */
export function runBuild(
  project: ScratchProject,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return capstan(['build', ...words], { cwd: project.folder, env: buildEnv(env) });
}
