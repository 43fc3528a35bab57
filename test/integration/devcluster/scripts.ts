import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type DevWorld, type Ended, ended } from './dev-world.ts';

const checkout = new URL('../../..', import.meta.url).pathname;

/** The project becomes a checkout with the scripts in it, whose clusters are its own; `elsewhere` has links to them. */
export function copyScripts({ project, home }: DevWorld): void {
  cpSync(join(checkout, 'dev-cluster'), join(project, 'dev-cluster'), {
    recursive: true,
    filter: (path) => path.endsWith('.sh') || path.endsWith('dev-cluster'),
  });
  for (const name of ['src', 'node_modules', 'test', 'package.json'])
    symlinkSync(join(checkout, name), join(project, name));
  mkdirSync(join(home, 'bin'));
  symlinkSync(join(project, 'dev-cluster', 'up.sh'), join(home, 'bin', 'up.sh'));
}

/** Runs a script from the home folder, through a link where there is one. */
export function script({ project, home, env }: DevWorld, name: string, ...words: readonly string[]): Promise<Ended> {
  const path = name === 'up.sh' ? join(home, 'bin', name) : join(project, 'dev-cluster', name);
  return ended(path, words, { cwd: home, env });
}
