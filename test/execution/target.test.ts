import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HelmComponent } from '../../src/execution/components/index.ts';
import { wordsFor } from '../../src/execution/environment/index.ts';
import { type Asked, type Components, type Places, readComponents, targetOf } from '../../src/execution/index.ts';
import { parseParams } from '../../src/params/index.ts';
import { caught } from '../support/code-of.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('a component for a user');
const root = scratchFolder();
const places: Places = { home: join(root, 'home'), deployments: join(root, 'deployments'), charts: '/charts' };

function componentsOf(helm: string): Components {
  writeText(join(places.home, 'resources/components/helm.yml'), helm);
  return readComponents(places);
}

function asked(over: Partial<Asked> & { readonly params?: string } = {}): Asked {
  const params = over.params ?? '';
  return { component: 'web', user: 'someuser', phase: 'install', specs: parseParams(params), ...over, params };
}

const env = { HOME: '/nonexistent', PATH: '/bin' };

it('002.10: envs expand variables of the environment, each other, defaults and $$', () => {
  const web = componentsOf(`web:
  chart: $HELM_LOCAL_CHARTS/web
  envs:
    BASE: $COMPONENT_BASE/x
    BOTH: \${BASE}:\${CLUSTER_PREFIX}
    OTHER: \${NOT_SET:-default}
    PRICE: 5$$
`).helm.get('web');
  const { environment } = targetOf(asked(), web, places, { ...env, CLUSTER_PREFIX: 'lab' });
  const base = join(places.deployments, 'someuser/cluster/lab-k8s-someuser/web');
  assert.is(environment['COMPONENT_BASE'], base);
  assert.is(environment['CLUSTER_BASE'], join(base, '..'));
  assert.is(environment['BASE'], `${base}/x`);
  assert.is(environment['BOTH'], `${base}/x:lab`);
  assert.is(environment['OTHER'], 'default');
  assert.is(environment['PRICE'], '5$');
});

it('a variable that is not set is refused by its name', () => {
  const web = componentsOf('web:\n  chart: x\n  envs: A=$NOT_SET\n').helm.get('web');
  const error = caught(() => targetOf(asked(), web, places, env));
  assert.is(error.code, 'COMPONENT_INVALID');
  assert.match(error.message, 'names $NOT_SET, which is not set');
});

it('002.20: what a parameter holds is never expanded', () => {
  const web = componentsOf('web:\n  chart: x\n  envs:\n    GIVEN: $DEPLOY_PARAMS\n').helm.get('web');
  const { environment } = targetOf(asked({ params: 'a=$HOME $(touch x) `id`' }), web, places, env);
  assert.is(environment['GIVEN'], 'a=$HOME $(touch x) `id`');
});

it('hands over phase, parameters, user and names as they were said', () => {
  const { environment } = targetOf(asked({ phase: 'uninstall', params: 'k=v' }), undefined, places, env);
  const { DEPLOY_PHASE, DEPLOY_PARAMS, DEPLOY_USER, DEPLOY_SERVICE, DEPLOY_NAME } = environment;
  assert.equal(
    [DEPLOY_PHASE, DEPLOY_PARAMS, DEPLOY_USER, DEPLOY_SERVICE, DEPLOY_NAME],
    ['uninstall', 'k=v', 'someuser', 'web', 'web.someuser'],
  );
});

it('what another component was given stays behind', () => {
  const { environment } = targetOf(asked(), undefined, places, { ...env, VAR_A: '1', SECRET_B: '2', SPEC_C: '3' });
  assert.equal(
    [environment['VAR_A'], environment['SECRET_B'], environment['SPEC_C']],
    [undefined, undefined, undefined],
  );
});

it('cloudmgr.yml lies below the environment of the caller', () => {
  const config = writeText(join(root, 'own.yml'), 'env: {ONE: config, TWO: config}\nvars: {size: 1}\n');
  const web = componentsOf(`web:\n  chart: x\n  config: ${config}\n`).helm.get('web');
  const target = targetOf(asked(), web, places, { ...env, TWO: 'caller' });
  assert.equal([target.environment['ONE'], target.environment['TWO']], ['config', 'caller']);
  assert.equal(target.config.vars, { size: 1 });
});

it('002.12: a stored kubeconfig wins over the caller’s, one that is given over both; an empty one is none', () => {
  const stored = join(places.deployments, 'kim/cluster/om-k8s-kim/kubeconfig.yml');
  const given = { ...env, KUBECONFIG: '/of/caller' };
  const kubeconfig = (over: Partial<Asked> = {}) =>
    targetOf(asked({ user: 'kim', ...over }), undefined, places, given).environment['KUBECONFIG'];
  assert.is(kubeconfig(), '/of/caller');
  writeText(stored, '');
  assert.is(kubeconfig(), '/of/caller');
  writeText(stored, 'apiVersion: v1\n');
  assert.is(kubeconfig(), stored);
  assert.is(kubeconfig({ kubeconfig: '/given' }), '/given');
});

it('002.12: $KUBECONFIG is the customary file where that is the cluster, and nothing in a pod', () => {
  const web = componentsOf('web:\n  chart: x\n  args: --kubeconfig $KUBECONFIG\n').helm.get('web') as HelmComponent;
  const words = (of: Readonly<Record<string, string>>) => wordsFor(web, targetOf(asked(), web, places, of));
  const home = join(root, 'person');
  const file = writeText(join(home, '.kube/config'), 'apiVersion: v1\n');
  assert.equal(words({ ...env, HOME: home }), ['--kubeconfig', file]);
  assert.equal(words({ ...env, HOME: home, KUBERNETES_SERVICE_HOST: '10.0.0.1' }), ['--kubeconfig', '']);
});

it('002.12: without a provider the only cluster of the user counts, else k8s; of several one has to be named', () => {
  const provider = (user: string, params = '') => targetOf(asked({ user, params }), undefined, places, env).provider;
  assert.is(provider('lee'), 'k8s');
  writeText(join(places.deployments, 'lee/cluster/om-exo-lee/kubeconfig.yml'), 'x');
  assert.is(provider('lee'), 'exo');
  assert.is(provider('lee', 'provider='), 'exo');
  assert.is(provider('lee', 'provider=azu'), 'azu');
  writeText(join(places.deployments, 'lee/cluster/om-aws-lee/kubeconfig.yml'), 'x');
  assert.match(caught(() => provider('lee')).message, 'clusters of aws, exo');
});

it('002.12: a folder that a slip of the pen or a failure has left, and one where all is removed, is no cluster', () => {
  const provider = (user: string) => targetOf(asked({ user }), undefined, places, env).provider;
  const file = (status: string, more = '') => {
    const text = `{"component":"web","user":"ann","provider":"exo","helm":{"status":"${status}"${more}}}`;
    writeText(join(places.deployments, 'ann/cluster/om-exo-ann/web/deployment.json'), text);
  };
  writeText(join(places.deployments, 'ann/cluster/om-ex0-ann/web/.helm.lock'), '');
  assert.is(provider('ann'), 'k8s');
  file('FAILED');
  assert.is(provider('ann'), 'k8s');
  file('FAILED', ',"specs":{}');
  assert.is(provider('ann'), 'exo');
  file('REMOVED');
  assert.is(provider('ann'), 'k8s');
});

it('002.12: without a provider in the parameters the one counts that a step was given, for its own user', () => {
  const step = { ...env, DEPLOY_USER: 'mia', CLUSTER_PROVIDER: 'exo' };
  for (const one of ['exo', 'aws'])
    writeText(join(places.deployments, `mia/cluster/om-${one}-mia/kubeconfig.yml`), 'x');
  const provider = (params: string, user = 'mia') =>
    targetOf(asked({ user, params }), undefined, places, step).provider;
  assert.equal([provider(''), provider('provider='), provider('provider=aws')], ['exo', 'exo', 'aws']);
  assert.is(provider('', 'another'), 'k8s');
});

it('a further deployment of a plan has folders of its own, for every component that its step runs', () => {
  const step = { ...env, DEPLOY_USER: 'mia.1', DEPLOY_SERVICE: 'two' };
  const of = (name: string, user = 'mia.1') => {
    const params = 'provider=k8s';
    const target = targetOf(asked({ user, params }), undefined, places, { ...step, DEPLOY_NAME: name });
    return [target.number, target.componentBase.slice(target.clusterBase.length + 1)];
  };
  assert.equal(
    [of('two.mia.1'), of('two.mia.1.2'), of('other.mia.1.2')],
    [
      [1, 'web'],
      [2, 'web.2'],
      [1, 'web'],
    ],
  );
  assert.equal(of('two.mia.1.2', 'mia'), [1, 'web']);
});

for (const [what, over] of [
  ['component', { component: '../web' }],
  ['component', { component: 'a/b' }],
  ['component', { component: '..' }],
  ['user', { user: '../someuser' }],
  ['user', { user: '/etc' }],
  ['user', { user: '' }],
  ['provider', { params: 'provider=../../x' }],
  ['provider', { params: 'provider=..' }],
  ['provider with a dash', { params: 'provider=a-b' }],
] as const) {
  it(`${JSON.stringify(over)}: no ${what} leads out of the folder`, () => {
    const error = caught(() => targetOf(asked(over), undefined, places, env));
    assert.ok(['SPECS_INVALID', 'COMPONENT_UNKNOWN'].includes(error.code), error.code);
  });
}

it('a CLUSTER_PREFIX that leads out of the folder is refused', () => {
  const error = caught(() => targetOf(asked(), undefined, places, { ...env, CLUSTER_PREFIX: '../..' }));
  assert.is(error.code, 'SPECS_INVALID');
});

it('a phase there is not is refused', () => {
  assert.is(caught(() => targetOf(asked({ phase: 'rm -rf' }), undefined, places, env)).code, 'USAGE');
});

it.run();
