import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { componentOfScript, readComponents } from '../../src/execution/index.ts';
import { scratchFolder, writeScript, writeText } from '../support/scratch.ts';

const it = suite('scripts of a home');
const home = fileURLToPath(new URL('../../cloudmgr', import.meta.url));
const folder = scratchFolder();
const called = join(folder, 'called');

// Says what it was called with, and what a component's environment is.
writeScript(
  join(folder, 'bin/cloudmgr'),
  `echo "$*" >> '${called}'; [ "$1" != env ] || echo "export COMPONENT=mine SECRET_TOKEN='not for everybody'"`,
);

it.before.each(() => void writeText(called, ''));

const components = readComponents({
  home: (() => {
    const own = join(folder, 'home');
    const scripts = 'pool: {script: makenodes.sh}\nsame: {script: makenodes.sh}\nplain: {}\n';
    writeText(join(own, 'resources/components/scripts.yml'), scripts);
    return own;
  })(),
});

for (const [what, file, service, want] of [
  ['the component that names it', 'makenodes.sh', 'everything', 'pool'],
  ["the plan's own where several name it", 'makenodes.sh', 'same', 'same'],
  ['the component it is called by', 'deployplain.sh', 'everything', 'plain'],
  ["the plan's where it is nobody's", 'other.sh', 'everything', 'everything'],
  ['its own name where there is no plan', 'deployother.sh', undefined, 'other'],
] as const) {
  it(`002.10: the component of a script is ${what}`, () => {
    assert.is(componentOfScript(components, `scripts/${file}`, service), want);
  });
}

it('002.10: a script that a step starts asks for the environment of its own component', () => {
  const script = scriptOf('log "is $COMPONENT"', 'deployany.sh');
  const { stdout, stderr } = bash([script], { DEPLOY_SERVICE: 'everything' });
  assert.match(stdout, 'is mine', stderr);
  assert.is(readFileSync(called, 'utf8'), 'env -c scripts/deployany.sh\n');
});

it('002.11: a script that is traced prints no secret on the way, and is traced afterwards', () => {
  const { stdout, stderr } = bash(['-x', scriptOf('log "is $COMPONENT"', 'deployany.sh')]);
  assert.not.match(`${stdout}${stderr}`, 'not for everybody');
  assert.match(stderr, /\+ log 'is mine'/);
});

for (const [what, phase, variables, specs] of [
  ['an install takes the storage that the cluster was made with', 'install', {}, 'hub=true,storage=cluster'],
  ['an install takes the storage that is said', 'install', { VAR_STORAGE: 'local' }, 'hub=true'],
  ['an update keeps what the tenant was installed with', 'update', {}, 'hub=true'],
] as const) {
  it(`002.14: ${what}`, () => {
    writeText(join(folder, 'cluster/storage'), 'cluster');
    const env = { CLUSTER_BASE: join(folder, 'cluster'), CLUSTER_PROVIDER: 'k8s', DEPLOY_PARAMS: 'hub=true' };
    const ready = { COMPONENT: 'tenant', CLOUDMGR_READY: 'tenant', DEPLOY_PHASE: phase };
    const { stderr } = bash([join(home, 'scripts/deploytenant.sh')], { ...env, ...ready, ...variables });
    const expected = [
      `preflight -c omegaml-tenant --phase ${phase}`,
      `helm.${phase} -c omegaml-tenant --specs ${specs}`,
    ];
    assert.equal(readFileSync(called, 'utf8').trimEnd().split('\n'), expected, stderr);
  });
}

it('002.19: a pool that shrank to no nodes grows again', () => {
  const scale = (size: string) =>
    bash([join(home, 'scripts/deploynodepool.sh')], {
      COMPONENT: 'nodepool',
      CLOUDMGR_READY: 'nodepool',
      CLUSTER_PROVIDER: 'k8s',
      DEPLOY_PHASE: 'update',
      DEPLOY_USER: 'someuser',
      VAR_NAME: 'gpu',
      VAR_ROLE: 'worker',
      VAR_SIZE: size,
    });
  for (const size of ['0', '2', '3']) assert.is(scale(size).status, 0);
  const phases = [...readFileSync(called, 'utf8').matchAll(/^nodes\.(\w+) --pool gpu --size (\d)/gm)];
  assert.equal(
    phases.map(([, phase, size]) => `${phase} ${size}`),
    ['update 0', 'install 2', 'update 3'],
  );
});

it('002.8: manage.py beside another program than ours takes cloudmgr, else capstan, from PATH', () => {
  const other = join(folder, 'other');
  writeText(join(other, 'src/cli/main.ts'), `throw new Error('somebody else');`);
  writeText(join(other, 'package.json'), '{"name": "other"}');
  const program = writeText(join(other, 'cloud/manage.py'), readFileSync(join(home, 'manage.py'), 'utf8'));
  assert.is(python(program, join(folder, 'bin')).status, 0);
  assert.is(readFileSync(called, 'utf8'), 'listservices --help\n');
  writeScript(join(folder, 'capstan-bin/capstan'), `echo "capstan $*" >> '${called}'`);
  assert.is(python(program, join(folder, 'capstan-bin')).status, 0);
  assert.match(readFileSync(called, 'utf8'), 'capstan cloud listservices --help\n');
  const none = python(program, scratchFolder());
  assert.match(none.stderr, 'neither cloudmgr nor capstan is on PATH');
});

function python(program: string, bin: string) {
  const path = `${bin}:/usr/bin:/bin`;
  return spawnSync('python3', [program, 'listservices', '--help'], { encoding: 'utf8', env: { PATH: path } });
}

function scriptOf(body: string, name: string): string {
  const start = '#!/usr/bin/env bash\nscript_dir=$(dirname "$0")\n. $script_dir/utils.sh\n. utils/env.sh\n';
  const scripts = join(folder, 'scripts');
  for (const file of ['utils.sh', 'utils/env.sh']) {
    writeText(join(scripts, file), readFileSync(join(home, 'scripts', file), 'utf8'));
  }
  return writeText(join(scripts, name), `${start}${body}\n`);
}

function bash(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const path = `${join(folder, 'bin')}:${process.env['PATH']}`;
  return spawnSync('bash', words, {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: path, HOME: folder, COMPONENT_BASE: join(folder, 'base'), ...env },
  });
}

it.run();
