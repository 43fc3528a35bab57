import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishScript } from '../../src/build/images/index.ts';
import { planBuild, readRequest } from '../../src/build/index.ts';
import { loadProject } from '../../src/build/survey.ts';
import { scratchFolder, writeScript } from '../support/scratch.ts';
import { scratchProject } from './scratch-project.ts';

const it = suite('publish.sh');

/**
 * What the program that pushes is told, in words.
 * @param link is a way to the script, relative to it: by its own name when it is left out
 */
async function told(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  release = false,
  link = '',
): Promise<string> {
  const project = await loadProject(scratchProject().folder);
  const workingCopy = { commit: 'c', hash: 'abc1234', committedAt: new Date(0), changes: [], remotes: new Map() };
  const machine = { arch: 'amd64', system: 'linux' } as const;
  const around = { workingCopy, versionFile: 'v1.2.3', machine, charts: [], now: new Date(0) };
  const plan = planBuild(readRequest({ targets: ['image'], release }, {}), project, around);
  const folder = scratchFolder();
  const program = writeScript(join(folder, "it's capstan"), 'echo "$IMAGE_REGISTRY|$REPOSITORY|$*"');
  const script = writeScript(join(folder, 'publish.sh'), '');
  writeScript(script, publishScript(plan, `'${program.replaceAll("'", "'\\''")}'`));
  if (link !== '') {
    mkdirSync(join(folder, 'links'));
    symlinkSync('../publish.sh', join(folder, 'links/one'));
    symlinkSync('links/one', join(folder, link));
  }
  const output = execFileSync('bash', [link === '' ? script : link, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return output.trim().replaceAll(folder, 'HERE');
}

it('003.6: hands flags on, --registry where no variable names one', async () => {
  assert.is(await told(['--registry', 'r:5000'], {}), '|local|publish --images HERE/local --registry r:5000');
});

it('003.6: hands on what the environment says, else what the build was made for', async () => {
  assert.is(
    await told([], { IMAGE_REGISTRY: 'r:5000', REPOSITORY: 'mine' }),
    'r:5000|mine|publish --images HERE/local',
  );
  assert.is(await told([], {}, true), 'ghcr.io|acme/shop|publish --images HERE/release');
});

it('knows where it lies through links, and with a CDPATH', async () => {
  const env = { IMAGE_REGISTRY: 'r:5000', CDPATH: '.:/' };
  assert.is(await told([], env, false, 'push it'), 'r:5000|local|publish --images HERE/local');
});

it.run();
