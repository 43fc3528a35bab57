import { globSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';

export const root = new URL('../..', import.meta.url).pathname;

/** A file of the checkout. Paths are relative to its root: `src/cli/run.ts`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file it means; undefined for a package or a part of Node. */
  readonly path: string | undefined;
  /** Gone at run time. */
  readonly isType: boolean;
}

export function filesOf(pattern: string): SourceFile[] {
  const paths = globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') });
  return paths.sort().map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') }));
}

/** Static and dynamic imports and re-exports. Formatted code starts them at the beginning of a line. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[\w*{][^;'"`=()]*\sfrom\s+)?'([^']+)'/gm);
  const calls = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => describe(path, specifier, type !== undefined)),
    ...[...calls].map(([, specifier = '']) => describe(path, specifier, false)),
  ];
}

function describe(from: string, specifier: string, isType: boolean): Import {
  const path = specifier.startsWith('.') ? posix.join(dirname(from), specifier) : undefined;
  return { specifier, path, isType };
}
