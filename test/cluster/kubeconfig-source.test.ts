import { delimiter } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ConnectionOptions, loadConnection } from '../../src/cluster/index.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { kubeconfigText, temporaryFolder } from './support/folder.ts';

const it = suite('kubeconfig-source');

const server = (name: string) => ({ server: `https://${name}:6443` });
const folder = temporaryFolder({
  option: kubeconfigText(server('option'), {}, { namespace: 'ns' }),
  first: kubeconfigText(server('first')),
  second: JSON.stringify({
    'current-context': 'other',
    clusters: [
      { name: 'it', cluster: server('shadowed') },
      { name: 'second', cluster: server('second') },
    ],
    users: [{ name: 'second', user: {} }],
    contexts: [{ name: 'other', context: { cluster: 'second', user: 'second' } }],
  }),
  'home/.kube/config': kubeconfigText(server('home')),
  'sa/token': 't\n',
  'sa/namespace': 'pods-own\n',
  'sa/ca.crt': '',
  broken: '{',
  list: '[]',
  'no-current': JSON.stringify({ clusters: [], users: [], contexts: [{ name: 'a', context: { cluster: 'a' } }] }),
  'no-cluster': JSON.stringify({ 'current-context': 'a', contexts: [{ name: 'a', context: { cluster: 'gone' } }] }),
  'no-user': JSON.stringify({
    'current-context': 'a',
    clusters: [{ name: 'c', cluster: server('c') }],
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'gone' } }],
  }),
  'no-server': kubeconfigText({}),
});
const at = folder.path;
const home = { HOME: at('home') };
const pod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
const options = (more: Partial<ConnectionOptions>): ConnectionOptions => ({
  userAgent: 'test',
  serviceAccountFolder: at('sa'),
  env: {},
  ...more,
});

for (const [what, more, want] of [
  [
    'the option comes first',
    { kubeconfig: at('option'), env: { KUBECONFIG: at('first'), ...pod, ...home } },
    'https://option:6443',
  ],
  ['then KUBECONFIG', { env: { KUBECONFIG: at('first'), ...pod, ...home } }, 'https://first:6443'],
  ['then the service account of the pod', { env: { ...pod, ...home } }, 'https://10.96.0.1:443'],
  ['then the file of the home folder', { env: home }, 'https://home:6443'],
  [
    'an address of IPv6 gets its brackets',
    { env: { ...pod, KUBERNETES_SERVICE_HOST: 'fd00::1' } },
    'https://[fd00::1]:443',
  ],
  [
    'without a mounted token a pod has no service account',
    { env: { ...pod, ...home }, serviceAccountFolder: at('none') },
    'https://home:6443',
  ],
  [
    'a context is looked for in files, not in the pod',
    { context: 'it', env: { ...pod, ...home } },
    'https://home:6443',
  ],
  ['an empty KUBECONFIG is none', { env: { KUBECONFIG: '', ...home } }, 'https://home:6443'],
  [
    'of several files the first to say it decides',
    { env: { KUBECONFIG: [at('first'), at('second')].join(delimiter) } },
    'https://first:6443',
  ],
  [
    'files that are missing from KUBECONFIG are passed over',
    { env: { KUBECONFIG: [at('none'), at('second')].join(delimiter) } },
    'https://second:6443',
  ],
  [
    'a context of the second file',
    { context: 'other', env: { KUBECONFIG: [at('first'), at('second')].join(delimiter) } },
    'https://second:6443',
  ],
] as const) {
  it(what, () => assert.is(loadConnection(options(more)).server, want));
}

it('the namespace is that of the context, of the pod, or default', () => {
  assert.is(loadConnection(options({ kubeconfig: at('option') })).namespace, 'ns');
  assert.is(loadConnection(options({ env: pod })).namespace, 'pods-own');
  assert.is(loadConnection(options({ kubeconfig: at('first') })).namespace, 'default');
});

it('tells a pod from a file', () => {
  const inPod = loadConnection(options({ env: pod }));
  assert.equal([inPod.inCluster, inPod.contextName], [true, undefined]);
  const fromFile = loadConnection(options({ kubeconfig: at('option') }));
  assert.equal([fromFile.inCluster, fromFile.contextName], [false, 'it']);
});

for (const [what, more, words] of [
  ['nothing at all', {}, 'no kubeconfig is given and none is found'],
  ['a missing file', { kubeconfig: at('none') }, 'none cannot be read: ENOENT'],
  ['a KUBECONFIG of missing files', { env: { KUBECONFIG: at('none') } }, 'names no file that exists'],
  ['a file that is no YAML', { kubeconfig: at('broken') }, 'broken cannot be read'],
  ['a file that is no kubeconfig', { kubeconfig: at('list') }, 'is not a kubeconfig'],
  ['an unknown context', { kubeconfig: at('option'), context: 'x' }, 'has no context x'],
  ['no current context', { kubeconfig: at('no-current') }, 'has no current-context'],
  [
    'a context whose cluster is missing',
    { kubeconfig: at('no-cluster') },
    'context a: cluster gone has no valid server URL',
  ],
  ['a context whose user is missing', { kubeconfig: at('no-user') }, 'context a: there is no user gone'],
  ['a cluster without a server', { kubeconfig: at('no-server') }, 'cluster it has no valid server URL'],
] as const) {
  it(`refuses ${what}`, () => {
    assert.throws(
      () => loadConnection(options(more)),
      (error: unknown) => isCapstanError(error, 'CONNECTION_CONFIG') && error.message.includes(words),
    );
  });
}

it.run();
