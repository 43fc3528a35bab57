import { createHash } from 'node:crypto';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChartLock, Requirement } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import { writeAtomically } from '../files.ts';
import { goYaml } from '../package/index.ts';

/** A dependency at the version that was chosen. */
export interface Locked {
  readonly name: string;
  readonly repository: string;
  readonly version: string;
}

/** What Chart.lock says to be a lock of: sha256 of both lists as Go's encoding/json writes them. */
export function lockDigest(requirements: readonly Requirement[], locked: readonly Requirement[]): string {
  return digestOf([requirements.map(jsonOf), locked.map(jsonOf)]);
}

/** Helm 2's, of what is asked for alone: still found in requirements.lock. */
export function legacyLockDigest(requirements: readonly Requirement[]): string {
  return digestOf({ dependencies: requirements.map(jsonOf) });
}

function digestOf(data: unknown): string {
  return `sha256:${createHash('sha256').update(goJson(data)).digest('hex')}`;
}

/** Fields in the order of Helm's struct; what is empty is left out of all but name and repository. */
function jsonOf(requirement: Requirement): object {
  const { name, version, repository, condition, tags, enabled, alias } = requirement;
  const imports = requirement['import-values'];
  return {
    name,
    ...(version ? { version } : {}),
    repository: repository ?? '',
    ...(condition ? { condition } : {}),
    ...(tags && tags.length > 0 ? { tags } : {}),
    ...(enabled ? { enabled } : {}),
    ...(imports && imports.length > 0 ? { 'import-values': imports.map(sortKeys) } : {}),
    ...(alias ? { alias } : {}),
  };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sortKeys(entry)]));
}

/** Go escapes what HTML would take for its own, and JavaScript's line ends. */
function goJson(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Chart.lock, or requirements.lock of a chart of apiVersion v1. @throws CapstanError FILE_UNWRITABLE */
export async function writeLock(folder: string, lock: ChartLock, apiVersion: string): Promise<void> {
  const name = apiVersion === 'v1' ? 'requirements.lock' : 'Chart.lock';
  const path = join(folder, name);
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) {
    const words = `the ${name} file is a symlink to "${await readlink(path)}"`;
    throw new CapstanError('FILE_UNWRITABLE', words, { place: { file: path } });
  }
  await writeAtomically(path, goYaml(lock));
}
