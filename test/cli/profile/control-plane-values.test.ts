import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ControlPlaneFlags, checkComplete, valuesOfFlags } from '../../../src/cli/profile/control-plane-values.ts';
import { type CapstanError, isCapstanError } from '../../../src/errors/index.ts';

const it = suite('flags of a control plane');

const flags: ControlPlaneFlags = {
  wildcardDomain: 'apps.example.com',
  controlPlaneImage: 'app:v1',
  registryUser: 'me',
  registryPassword: 'it: "is" #1',
  ingress: 'istio',
  cri: 'cri-o',
  https: false,
  proxy: '',
  namespace: 'cnvrg',
  templatesDumpDir: 'x',
  preserveTemplatesDir: false,
  output: 'text',
  values: [],
  set: [],
  setString: [],
  setJson: [],
  setFile: [],
  setLiteral: [],
};

const none = { wildcardDomain: '', controlPlaneImage: '', registryUser: '', registryPassword: '' };

function refusalOf(action: () => unknown): CapstanError {
  try {
    action();
  } catch (error) {
    if (isCapstanError(error, 'USAGE')) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

it('are the spec of a CnvrgApp', () =>
  assert.equal(valuesOfFlags({ ...flags, https: true, proxy: 'http://proxy:3128' }), {
    clusterDomain: 'apps.example.com',
    cri: 'cri-o',
    controlPlan: {
      registry: { user: 'me', password: 'it: "is" #1' },
      webapp: { image: 'app:v1' },
      seeder: { image: 'app:v1' },
    },
    networking: {
      ingress: { ingressType: 'istio' },
      https: { enabled: true },
      proxy: { enabled: true, httpProxy: 'http://proxy:3128', httpsProxy: 'http://proxy:3128' },
    },
  }));

it('take the domain of a wildcard', () =>
  assert.is(valuesOfFlags({ ...flags, wildcardDomain: '*.apps.example.com' })['clusterDomain'], 'apps.example.com'));

for (const [name, given] of [
  ['--wildcard-domain', { wildcardDomain: 'http://apps.example.com' }],
  ['--wildcard-domain', { wildcardDomain: 'apps.*.com' }],
  ['--wildcard-domain', { wildcardDomain: 'Apps.example.com' }],
  ['--wildcard-domain', { wildcardDomain: 'apps..com' }],
  ['--control-plane-image', { controlPlaneImage: 'app v1' }],
  ['--control-plane-image', { controlPlaneImage: 'app\nv1' }],
  ['--proxy', { proxy: 'proxy' }],
  ['--proxy', { proxy: 'ftp://proxy' }],
] as const) {
  it(`refuse ${name} ${JSON.stringify(Object.values(given)[0])}`, () =>
    assert.match(refusalOf(() => valuesOfFlags({ ...flags, ...given })).message, `${name}: `));
}

it('never repeat the address of a proxy, which may have a password in it', () => {
  const { message, hint } = refusalOf(() => valuesOfFlags({ ...flags, proxy: 'socks://me:hush@proxy' }));
  assert.not.match(`${message} ${hint}`, 'hush');
});

for (const [missing, want] of [
  [{ wildcardDomain: '' }, '--wildcard-domain is missing'],
  [{ registryUser: '', registryPassword: '' }, '--registry-user, --registry-password are missing'],
  [none, '--wildcard-domain, --control-plane-image, --registry-user, --registry-password are missing'],
] as const) {
  it(want, () => assert.is(refusalOf(() => checkComplete(valuesOfFlags({ ...flags, ...missing }))).message, want));
}

it('are not missing when values say the same, in either spelling', () => {
  const webapp = { image: 'app:v1' };
  const registry = { user: 'me', password: 'hush' };
  checkComplete({ clusterDomain: 'apps.example.com', controlPlan: { webapp, registry } });
  checkComplete({
    clusterDomain: 'apps.example.com',
    controlPlan: { registry: {} },
    controlPlane: { webapp, registry },
  });
});

it.run();
