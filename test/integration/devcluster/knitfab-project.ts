import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { writeScript, writeText } from '../../support/scratch.ts';
import { type DevWorld, describe, ended } from './dev-world.ts';

const checkout = new URL('../../..', import.meta.url).pathname;

/** Knitfab's real charts, and components of one file each, as a repository with one commit. */
export async function knitfabProject({ project, env }: DevWorld): Promise<void> {
  cpSync(join(checkout, 'helm-charts/knitfab'), join(project, 'helm-charts/knitfab'), { recursive: true });
  writeText(join(project, 'VERSION'), 'v0.1.0\n');
  writeText(join(project, 'program'), 'not run on simulated nodes\n', 0o755);
  writeText(join(project, '.gitignore'), '/bin/\n/charts/\n/dev-cluster/\n/.capstan/\n/.testenv\n');
  const components = ['knitd', 'knitd-backend'].map(
    (name) => `  - {name: ${name}, runtime: none, files: [{from: program, to: /program}], command: [/program]}\n`,
  );
  writeText(
    join(project, 'build.yaml'),
    `name: knitfab\ncomponents:\n${components.join('')}charts: {from: helm-charts/knitfab/src, to: charts}\n`,
  );
  for (const words of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'all'],
  ]) {
    const run = await ended('git', words, { cwd: project, env });
    assert.is(run.code, 0, describe(run));
  }
}

/** Tests of the checkout can run in the project: it has its own `npm test`, of the file that is given. */
export function addTests({ project }: DevWorld, script: string): void {
  assert.not(existsSync(join(project, 'package.json')));
  writeScript(join(project, 'run-tests'), script);
  writeText(join(project, 'package.json'), '{"scripts": {"test": "./run-tests"}}\n');
}
