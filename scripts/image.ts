import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CapstanError } from '../src/errors/index.ts';
import { imageOf } from './deploy/image.ts';
import { runScript } from './deploy/run.ts';

const usage = `TAG=TAG npm run docker-build
TAG=TAG npm run docker-push

Builds the image docker.io/cnvrg/cnvrg-operator:TAG, or pushes it, with docker, else with podman: the program of
deploy/Dockerfile, and on top of it watches.yaml and the charts.
`;

const checkout = join(import.meta.dirname, '..');
const base = 'capstan/helm-operator';

await runScript(usage, async (_, [what]) => {
  const tag = process.env['TAG'];
  const image = imageOf(tag);
  switch (what) {
    case 'build': {
      const program = builder();
      run(program, 'build', '-f', 'deploy/Dockerfile', '-t', `${base}:${tag}`, '.');
      run(program, 'build', '-f', 'deploy/cnvrg/Dockerfile', '--build-arg', `BASE=${base}:${tag}`, '-t', image, '.');
      return;
    }
    case 'push':
      run(builder(), 'push', image);
      return;
    default:
      throw new CapstanError('USAGE', `${what ?? 'nothing'} is neither build nor push`);
  }
});

function builder(): string {
  const found = ['docker', 'podman'].find((program) => spawnSync(program, ['--version']).status === 0);
  if (found !== undefined) return found;
  throw new CapstanError(
    'TOOL_MISSING',
    'neither docker nor podman is on the PATH: images are built and pushed with one of them',
    {
      hint: 'install one, or build on a machine that has it; `make deploy` needs neither',
    },
  );
}

function run(program: string, ...words: readonly string[]): void {
  process.stderr.write(`${program} ${words.join(' ')}\n`);
  const { status, signal } = spawnSync(program, words, { cwd: checkout, stdio: 'inherit' });
  if (status === 0) return;
  const how = signal === null ? `exit code ${status}` : `ended by ${signal}`;
  throw new CapstanError('TOOL_FAILED', `${program} ${words[0]} failed: ${how}`, { hint: 'what it said stands above' });
}
