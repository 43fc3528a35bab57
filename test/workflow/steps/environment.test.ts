import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { environmentOf, type StepPlace, type StepRun } from '../../../src/workflow/steps/index.ts';
import { codeOf } from '../../support/code-of.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('environment of a step');

const deployments = scratchFolder();
const place: StepPlace = {
  home: '/srv/home',
  deployments,
  programs: '/srv/bin',
  moduleHost: ['node'],
  environment: {
    PATH: '/usr/bin',
    KUBECONFIG: '/srv/kube',
    GNUPGHOME: '/g',
    SOPS_AGE_KEY_FILE: '/k',
    PGPASSWORD: 'x',
    TOKEN: 'y',
  },
};
const step: StepRun = {
  task: 'run',
  params: 'true',
  phase: 'uninstall',
  specs: 'a=1',
  user: 'ann',
  plan: 'mongodb',
  deployment: 'mongodb.ann',
  env: {},
};

it('of the worker it has what the contract names', () => {
  const { PATH, KUBECONFIG, GNUPGHOME, SOPS_AGE_KEY_FILE, PGPASSWORD, TOKEN } = environmentOf(step, place);
  assert.equal([PATH, KUBECONFIG, GNUPGHOME, SOPS_AGE_KEY_FILE], ['/srv/bin:/usr/bin', '/srv/kube', '/g', '/k']);
  assert.equal([PGPASSWORD, TOKEN], [undefined, undefined]);
});

it('the configuration has its say before the worker, and what the command says cannot be changed', () => {
  const env = environmentOf({ ...step, env: { KUBECONFIG: '/own', DEPLOY_USER: 'bob', CLUSTER_PREFIX: 'kx' } }, place);
  assert.is(env['KUBECONFIG'], '/own');
  assert.is(env['DEPLOY_USER'], 'ann');
  assert.is(env['DEPLOY_PHASE'], 'uninstall');
  assert.is(env['CLUSTER_BASE'], join(deployments, 'ann/cluster/kx-k8s-ann'));
});

for (const [what, specs, want] of [
  ['the provider that is said', 'provider=exo', 'om-exo-bob'],
  ['the only one that the user has', '', 'om-aws-bob'],
] as const) {
  it(`the cluster is of ${what}`, () => {
    mkdirSync(join(deployments, 'bob/cluster/om-aws-bob'), { recursive: true });
    const env = environmentOf({ ...step, user: 'bob', specs }, place);
    assert.is(env['CLUSTER_BASE'], join(deployments, 'bob/cluster', want));
    assert.is(env['COMPONENT_BASE'], join(deployments, 'bob/cluster', want, 'mongodb'));
  });
}

for (const [what, specs, config, want] of [
  ['recorded', 'size=1,provider=', {}, 'azu'],
  ['recorded before what the configuration says', '', { CLUSTER_PROVIDER: 'exo' }, 'azu'],
  ['said', 'provider=exo', {}, 'exo'],
] as const) {
  it(`the cluster is that which is ${what}, however many the user has`, () => {
    for (const one of ['aws', 'azu']) mkdirSync(join(deployments, `cid/cluster/om-${one}-cid`), { recursive: true });
    const env = environmentOf({ ...step, user: 'cid', specs, env: config, provider: 'azu' }, place);
    assert.is(env['CLUSTER_BASE'], join(deployments, `cid/cluster/om-${want}-cid`));
    assert.equal([env['CLUSTER_PROVIDER'], env['DEPLOY_PARAMS']], [want, specs]);
  });
}

it('of several clusters none is meant where nobody says which', () => {
  for (const one of ['aws', 'azu']) mkdirSync(join(deployments, `dan/cluster/om-${one}-dan`), { recursive: true });
  assert.is(environmentOf({ ...step, user: 'dan' }, place)['CLUSTER_PROVIDER'], undefined);
});

for (const [user, deployment, folder] of [
  ['ann', 'mongodb.ann', 'mongodb'],
  ['ann', 'mongodb.ann.2', 'mongodb.2'],
  ['ann.2', 'mongodb.ann.2', 'mongodb'],
  ['ann.2', 'mongodb.ann.2.3', 'mongodb.3'],
] as const) {
  it(`deployment ${deployment} of ${user} has the folder ${folder}`, () => {
    const { CLUSTER_BASE = '', COMPONENT_BASE } = environmentOf({ ...step, user, deployment }, place);
    assert.is(COMPONENT_BASE, join(CLUSTER_BASE, folder));
  });
}

it('the kubeconfig that is stored for the cluster is the one', () => {
  const path = writeText(join(deployments, 'kim/cluster/om-k8s-kim/kubeconfig.yml'), '');
  assert.is(environmentOf({ ...step, user: 'kim' }, place)['KUBECONFIG'], path);
});

for (const [what, change] of [
  ['a provider', { specs: 'provider=../../etc' }],
  ['a prefix', { env: { CLUSTER_PREFIX: 'a/b' } }],
  ['a user', { user: '../ann' }],
] as const) {
  it(`${what} that leads out of the deployments is refused`, () => {
    assert.is(
      codeOf(() => environmentOf({ ...step, ...change }, place)),
      'STEP_INVALID',
    );
  });
}

it.run();
