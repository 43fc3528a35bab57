import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodesOf } from '../node-names.ts';
import { writeWhole } from '../write-whole.ts';
import type { ClusterSettings } from './settings.ts';

/** Puts the registry's authority where docker and its relatives look for it, for each name that the registry has. */
export function trustRegistry(home: string, authority: string, settings: ClusterSettings): void {
  const text = readFileSync(authority, 'utf8');
  for (const path of trustFiles(home, settings)) {
    if (read(path) !== text) writeWhole(path, text, 0o644);
  }
}

/**
 * Takes away what `trustRegistry` put there, under whatever name, and nothing that somebody else did.
 * @param certificates the folder with the authority
 */
export function forgetRegistry(home: string, certificates: string): void {
  const text = read(join(certificates, 'meta', 'ca.crt'));
  const folder = trustFolder(home);
  if (text === undefined || !existsSync(folder)) return;
  for (const host of readdirSync(folder)) {
    const path = join(folder, host, 'ca.crt');
    if (read(path) !== text) continue;
    rmSync(path);
    for (const empty of [dirname(path), folder, dirname(folder)]) removeIfEmpty(empty);
  }
}

/** ADDRESS:PORT of the registry as those name it who push to it, and images that come from it. */
export function registryHosts({ nodes, count, registryPort }: ClusterSettings): readonly string[] {
  if (registryPort === 0) return [];
  const addresses = nodes === 'real' ? nodesOf(count).map(({ address }) => address) : ['127.0.0.1'];
  return addresses.map((address) => `${address}:${registryPort}`);
}

function trustFiles(home: string, settings: ClusterSettings): readonly string[] {
  return registryHosts(settings).map((host) => join(trustFolder(home), host, 'ca.crt'));
}

function trustFolder(home: string): string {
  return join(home, '.docker', 'certs.d');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // none there
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // something else is in it, which stays
  }
}
