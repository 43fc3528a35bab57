import { homedir } from 'node:os';
import { join } from 'node:path';
import { type CliResult, capstan } from '../cli/support.ts';
import type { ScratchProject } from './scratch-project.ts';

/** What npm, git and the cache of images want of the environment. */
export function buildEnv(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const home = process.env['HOME'] ?? homedir();
  return { HOME: home, XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(home, '.cache'), ...env };
}

/** `capstan build`, in the project. */
export function runBuild(
  project: ScratchProject,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return capstan(['build', ...words], { cwd: project.folder, env: buildEnv(env) });
}
