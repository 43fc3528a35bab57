import { CapstanError } from '../../errors/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';
import type { DumpedObject } from './render-profile.ts';

export interface DumpFile {
  /** Below the dump's folder. */
  readonly path: string;
  readonly text: string;
  /** Whether it is nobody else's to read. */
  readonly isSecret: boolean;
}

/** One file for each object, its keys sorted: `tmpl/pg/dep.yaml`, or flat `postgrestmpl-pg-dep.yaml`. */
export function layOut(objects: readonly DumpedObject[], keepsFolders: boolean): DumpFile[] {
  const files = objects.map(({ path, object }) => ({
    path: keepsFolders ? `${treeFolder}/${path}.yaml` : `${object.metadata.name}${flatTail(path)}`,
    text: `${stringifyYaml(sorted(object))}\n`,
    isSecret: object.kind === 'Secret',
  }));
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw new CapstanError('INTERNAL', `two objects of the dump would be ${path}`);
    seen.add(path);
  }
  return files;
}

/** Whether a dump whose objects have these paths may have a file of that name. */
export function isDumpPath(file: string, paths: ReadonlySet<string>): boolean {
  const [, inTree] = /^tmpl\/(.+)\.yaml$/.exec(file) ?? [];
  if (inTree !== undefined) return paths.has(inTree);
  return !file.includes('/') && [...paths].some((path) => file.endsWith(flatTail(path)) && file !== flatTail(path));
}

const treeFolder = 'tmpl';

function flatTail(path: string): string {
  return `tmpl-${path.replaceAll('/', '-')}.yaml`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
