import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import type { Lookup } from '../../../src/render/index.ts';
import { compare, idsOf, messageOf, pick, render, type World } from './charts.ts';

const it = suite('omegaml-tenant');
const tenant = (values: Values = {}, world: World = {}) =>
  render('omegaml-tenant', values, { name: 'omegaml', ...world });
const workloads = /^(Deployment|StatefulSet|DaemonSet) /;

it('002.14: makes both namespaces, and shares them with whoever made them', () => {
  const objects = tenant();
  for (const name of ['omegaml-services', 'omegaml-runtime', 'ingress-nginx']) {
    const annotations = pick(objects, `Namespace ${name}`).metadata.annotations;
    assert.equal(annotations, { 'capstan.dev/shared': 'true', 'helm.sh/resource-policy': 'keep' });
  }
});

it('002.14: leaves namespaces alone that are there, or that are not its to make', () => {
  const lookup: Lookup = (_, kind, __, name) =>
    kind === 'Namespace' && name === 'ingress-nginx' ? { metadata: { name } } : {};
  assert.not(idsOf(tenant({}, { lookup })).includes('Namespace ingress-nginx'));
  const own = { namespaces: { make: false }, tcpServices: { make: false } };
  assert.equal(
    idsOf(tenant(own)).filter((id) => id.startsWith('Namespace')),
    [],
  );
});

it('002.19: every pod of the services runs on nodes of role system, and there alone', () => {
  for (const object of tenant({ hub: true }).filter(({ kind }) => workloads.test(`${kind} `))) {
    const { spec } = (
      object as unknown as { spec: { template: { spec: { nodeSelector?: object; tolerations?: object[] } } } }
    ).spec.template;
    assert.equal(spec.nodeSelector, { 'omegaml.io/role': 'system' }, object.metadata.name);
    assert.equal(spec.tolerations, [
      { key: 'omegaml.io/role', operator: 'Equal', value: 'system', effect: 'NoSchedule' },
    ]);
  }
});

it('002.19: role and nodepool are settings', () => {
  const { spec } = pick(tenant({ role: '', nodepool: 'blue' }), 'StatefulSet omegaml-services/mongodb').spec.template;
  assert.equal(spec.nodeSelector, { 'omegaml.io/nodepool': 'blue' });
  assert.is(spec.tolerations, undefined);
});

it('002.15: hub=true adds account and cloudmgr, each of which can be had alone', () => {
  const names = (values: Values) => compare(tenant(), tenant(values)).added.filter((id) => workloads.test(id));
  const [account, api, worker] = ['account', 'cloudmgr', 'cloudmgr-worker'].map(
    (name) => `Deployment omegaml-services/${name}`,
  );
  assert.equal(names({ hub: true }), [account, api, worker]);
  assert.equal(names({ account: { enabled: true } }), [account]);
  assert.equal(names({ cloudmgr: { enabled: true } }), [api, worker]);
});

it('002.16: everything says whose it is, but what is shared or the whole cluster’s', () => {
  for (const { kind, metadata } of tenant({ hub: true })) {
    const { labels = {}, annotations = {} } = metadata;
    if (annotations['capstan.dev/shared'] || labels['app.kubernetes.io/component'] === 'certmgr') continue;
    assert.is(labels['omegaml.io/user'], 'someuser', `${kind} ${metadata.name}`);
    assert.is(labels['omegaml.io/deployment'], 'tenant.someuser', `${kind} ${metadata.name}`);
  }
});

it('a user whose name is no label is labelled all the same', () => {
  const label = (user: string) =>
    pick(tenant({}, { user }), 'Service omegaml-services/mongodb').metadata.labels['omegaml.io/user'];
  assert.is(label('some@example.com'), 'some_example.com');
  assert.is(label('some-'), 'some0');
  assert.is(label('x'.repeat(70)), 'x'.repeat(63));
});

it('without a user of the cloud manager deploy_user_id says who it is, else omadmin', () => {
  const label = (values: Values) =>
    pick(tenant({ global: {}, ...values }), 'Service omegaml-services/mongodb').metadata.labels['omegaml.io/user'];
  assert.is(label({ deploy_user_id: 'alice' }), 'alice');
  assert.is(label({}), 'omadmin');
});

const passwordOf = (objects: ReturnType<typeof tenant>, name: string) =>
  Buffer.from(pick(objects, `Secret omegaml-services/${name}`).data['password'] ?? '', 'base64').toString();

it('passwords that nobody gave are made of random bytes, one for each service', () => {
  const objects = tenant();
  const made = ['mongodb', 'rabbitmq', 'postgresql'].map((name) => passwordOf(objects, name));
  for (const password of made) assert.match(password, /^[0-9a-f]{32}$/);
  assert.is(new Set(made).size, 3);
  assert.is.not(passwordOf(tenant({}, { entropy: 'other' }), 'mongodb'), made[0]);
});

it('a password that the cluster has stays, and one that is given wins', () => {
  const lookup: Lookup = (_, kind, namespace, name) =>
    kind === 'Secret' && namespace === 'omegaml-services' && name === 'mongodb'
      ? { data: { password: btoa('kept') } }
      : {};
  assert.is(passwordOf(tenant({}, { lookup }), 'mongodb'), 'kept');
  assert.is(passwordOf(tenant({ mongodb: { auth: { password: 'given' } } }, { lookup }), 'mongodb'), 'given');
  assert.is(passwordOf(tenant({ mongodb: { auth: { password: 12345 } } }, { lookup }), 'mongodb'), '12345');
});

it('nothing to make passwords of: there is no Secret, and none with a password that everybody knows', () => {
  assert.equal(
    idsOf(tenant({}, { entropy: '' })).filter((id) => id.startsWith('Secret')),
    [],
  );
});

it('runtimes get URLs with the passwords, whatever is in these', () => {
  const objects = tenant({ mongodb: { auth: { password: 'a/b@c' } } });
  const url = pick(objects, 'Secret omegaml-runtime/omegaml-services').data['mongo-url'] ?? '';
  const { hostname, password, username } = new URL(Buffer.from(url, 'base64').toString());
  assert.equal([username, decodeURIComponent(password), hostname], ['admin', 'a/b@c', 'mongodb.omegaml-services']);
});

it('a domain brings Ingresses of the parts that are on, with one certificate for all', () => {
  const objects = tenant({ domain: 'ml.example.com', tags: { apphub: false } });
  const hosts = objects.filter(({ kind }) => kind === 'Ingress').map(({ metadata }) => metadata.name);
  assert.equal(hosts.sort(), ['jupyterhub', 'omegaml']);
  const { spec } = pick(objects, 'Certificate omegaml-services/omegaml');
  assert.ok(spec.dnsNames.includes('hub.ml.example.com'));
  assert.equal(pick(objects, 'Ingress omegaml-services/omegaml').spec.tls, [
    { hosts: ['ml.example.com'], secretName: 'omegaml-tls' },
  ]);
});

it('the cloud manager’s page has a name of its own, and clients find its API at the hub', () => {
  const objects = tenant({ domain: 'ml.example.com', hub: true });
  const { rules } = pick(objects, 'Ingress omegaml-services/cloudmgr').spec;
  assert.equal(
    rules.map(({ host, http }) => [host, http.paths[0]?.path]),
    [
      ['cloud.ml.example.com', '/'],
      ['hub.ml.example.com', '/admin/api'],
    ],
  );
  const { args } = pick(objects, 'Deployment omegaml-services/cloudmgr').spec.template.spec.containers[0] ?? {};
  assert.ok(args?.includes('https://cloud.ml.example.com'));
});

it('certificates are signed by themselves, by Let’s Encrypt where an email is given, or by an issuer of the cluster', () => {
  const issuer = 'Issuer omegaml-services/omegaml';
  assert.equal(pick(tenant(), issuer).spec.selfSigned, {});
  const acme = tenant({ domain: 'ml.example.com', tls: { email: 'ops@example.com' } });
  assert.is(pick(acme, issuer).spec.acme?.email, 'ops@example.com');
  const { dnsNames } = pick(acme, 'Certificate omegaml-services/omegaml').spec;
  assert.equal(
    dnsNames.filter((name) => !name.endsWith('ml.example.com')),
    [],
    'no authority signs names of the cluster',
  );
  const own = tenant({ tls: { issuer: 'company', issuerKind: 'ClusterIssuer' } });
  assert.not(idsOf(own).includes(issuer));
  assert.is(pick(own, 'Certificate omegaml-services/omegaml').spec.issuerRef.name, 'company');
});

it('an existing cert-manager is asked, and none is installed', () => {
  const { gone } = compare(tenant(), tenant({ certmgr: { install: false } }));
  assert.equal(
    gone.filter((id) => id.includes('omegaml-services/')).map((id) => id.split(' ')[0]),
    ['Deployment', 'Role', 'RoleBinding', 'ServiceAccount'],
  );
});

it('lets parameters of a command pass that are for others, and checks its own', () => {
  const others = {
    provider: 'k8s',
    credentials: 'mine',
    node_prefix: 'x',
    deploy_user_id: 'omadmin',
    'cluster-name': 'y',
  };
  assert.equal(idsOf(tenant(others)), idsOf(tenant()));
  assert.match(
    messageOf(() => tenant({ hub: 'maybe' })),
    /\/hub/,
  );
  assert.match(
    messageOf(() => tenant({ storage: 'a b' })),
    /\/storage/,
  );
  assert.match(
    messageOf(() => tenant({ mongodb: { imag: 'x' } })),
    /\/mongodb/,
  );
});

it.run();
