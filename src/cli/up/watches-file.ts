import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { CapstanError, messageOf } from '../../errors/index.ts';
import type { UpPlan } from './plan.ts';

interface Entry {
  readonly group?: string;
}

/** The operator takes one file; several become one, as their chart paths start at the same folder. */
export function oneWatchesFile({
  watchesFiles,
  groups,
  folder,
}: Pick<UpPlan, 'watchesFiles' | 'groups' | 'folder'>): string {
  const [first, ...more] = watchesFiles as readonly [string, ...string[]];
  const all = watchesFiles.flatMap(readEntries);
  const wanted = all.filter(({ group = '' }) => groups?.includes(group) ?? true);
  if (more.length === 0 && wanted.length === all.length) return first;
  const target = join(folder, 'watches.yaml');
  writeFileSync(target, stringify(wanted));
  return target;
}

/** The groups of the kinds that the files watch. */
export function groupsIn(files: readonly string[]): readonly string[] {
  return files.flatMap(readEntries).map(({ group = '' }) => group);
}

function readEntries(file: string): readonly Entry[] {
  const list = readYaml(file);
  if (Array.isArray(list)) return list as Entry[];
  throw new CapstanError('WATCHES_INVALID', `${file} is not a list`);
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { merge: true });
  } catch (error) {
    throw new CapstanError('WATCHES_INVALID', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
