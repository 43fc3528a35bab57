import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { idsOf, messageOf, pick, render } from './charts.ts';

const it = suite('charts of a user of omega-ml');
const at = (name: string) => ({ name, namespace: 'omegaml-runtime' });
const deploymentOf = (chart: 'omegaml-runtime' | 'omegaml-worker', values: Values = {}) =>
  pick(render(chart, values, at(`${chart}-alice`)), `Deployment omegaml-runtime/${chart}-alice`);

for (const chart of ['omegaml-runtime', 'omegaml-worker'] as const) {
  it(`002.19: ${chart} scales by size, down to none`, () => {
    assert.is(deploymentOf(chart).spec.replicas, 1);
    assert.is(deploymentOf(chart, { size: 5 }).spec.replicas, 5);
    assert.is(deploymentOf(chart, { size: 0 }).spec.replicas, 0);
    for (const size of [-1, 1.5, 'many'])
      assert.match(
        messageOf(() => deploymentOf(chart, { size })),
        /\/size/,
      );
  });

  it(`002.19: ${chart} runs on nodes of its role, and of a pool where one is named`, () => {
    assert.equal(deploymentOf(chart).spec.template.spec.nodeSelector, { 'omegaml.io/role': 'worker' });
    const { spec } = deploymentOf(chart, { role: 'gpu', nodepool: 'night' }).spec.template;
    assert.equal(spec.nodeSelector, { 'omegaml.io/role': 'gpu', 'omegaml.io/nodepool': 'night' });
    assert.is(spec.tolerations?.[0]?.value, 'gpu');
    assert.is(deploymentOf(chart, { role: '' }).spec.template.spec.nodeSelector, undefined);
  });

  it(`002.19: ${chart} takes the tasks of its label`, () => {
    const queueOf = (values: Values) => {
      const { metadata, spec } = deploymentOf(chart, values).spec.template;
      return [
        metadata.labels['omegaml.io/label'],
        spec.containers[0]?.env?.find(({ name }) => name === 'CELERY_Q')?.value,
      ];
    };
    assert.equal(queueOf({}), ['default', 'default']);
    assert.equal(queueOf({ label: 'gpu' }), ['gpu', 'gpu']);
    assert.equal(queueOf({ label: 7 }), ['7', '7']);
  });

  it(`002.19: ${chart} asks for as much as its node-type`, () => {
    const cpuOf = (values: Values) =>
      deploymentOf(chart, values).spec.template.spec.containers[0]?.resources.requests['cpu'];
    assert.equal(
      ['small', 'medium', '', 'large'].map((type) => cpuOf({ 'node-type': type })),
      ['250m', '1', '250m', '4'],
    );
    assert.match(
      messageOf(() => cpuOf({ 'node-type': 'huge' })),
      /node-type huge is not known.*gpu, large, medium, small/,
    );
  });
}

for (const chart of ['mongodb', 'omegaml-runtime', 'omegaml-worker'] as const) {
  it(`a node-type by a name that every object has is none of ${chart}`, () => {
    const message = messageOf(() => render(chart, { 'node-type': 'constructor' }));
    assert.match(message, /node-type constructor is not known/);
  });
}

it('002.16: two users of one plan have objects of their own, with their names on them', () => {
  const [alice, bob] = (['alice', 'bob'] as const).map((user) =>
    render('omegaml-runtime', {}, { ...at(`omegaml-runtime-${user}`), user, deployment: `runtime.${user}` }),
  ) as [ReturnType<typeof render>, ReturnType<typeof render>];
  assert.equal(
    idsOf(alice).filter((id) => idsOf(bob).includes(id)),
    [],
  );
  for (const { metadata } of bob) assert.is(metadata.labels?.['omegaml.io/user'], 'bob');
});

it('002.16: pods of others do not reach a user’s, those of the services do', () => {
  const objects = render('omegaml-runtime', {}, { ...at('omegaml-runtime-alice'), user: 'alice' });
  assert.equal(pick(objects, 'NetworkPolicy omegaml-runtime/omegaml-runtime-alice').spec.ingress, [
    {
      from: [
        { podSelector: { matchLabels: { 'omegaml.io/user': 'alice' } } },
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'omegaml-services' } } },
      ],
    },
  ]);
  const open = render('omegaml-runtime', { isolate: false }, at('omegaml-runtime-alice'));
  assert.equal(
    idsOf(open).filter((id) => id.startsWith('NetworkPolicy')),
    [],
  );
});

it('a runtime shares the tenant’s URLs, or has its own', () => {
  const secretOf = (values: Values) =>
    JSON.stringify(deploymentOf('omegaml-runtime', values).spec.template.spec.containers[0]?.env);
  assert.match(secretOf({}), /"name":"omegaml-services","key":"mongo-url"/);
  const own = { mongo: { url: 'mongodb://alice:x@m/alice' }, broker: { url: 'amqp://r' } };
  assert.match(secretOf(own), /"name":"omegaml-runtime-alice","key":"mongo-url"/);
  assert.match(
    messageOf(() => secretOf({ mongo: own.mongo })),
    /mongo.url and broker.url go together/,
  );
});

it('more workers find the runtime of the same user by its name', () => {
  const settingsOf = (name: string, values: Values = {}) =>
    /"configMapRef":\{"name":"([^"]+)"/.exec(JSON.stringify(render('omegaml-worker', values, at(name))))?.[1];
  assert.is(settingsOf('omegaml-worker-alice'), 'omegaml-runtime-alice');
  assert.is(settingsOf('omegaml-worker'), 'omegaml-runtime');
  assert.is(settingsOf('night-shift'), 'omegaml-runtime');
  assert.is(settingsOf('night-shift', { runtime: 'omegaml-runtime-bob' }), 'omegaml-runtime-bob');
});

const served = ['cert-manager.io/v1', 'cert-manager.io/v1/Certificate'];
const ingress = (values: Values, serves: readonly string[] = served) =>
  render('omegaml-appingress', values, { name: 'appingress-shop', serves });
const ingressId = 'Ingress omegaml-services/appingress-shop';
const certificateId = 'Certificate omegaml-services/appingress-shop';

it('002.15: an app gets a public name and a certificate for it', () => {
  const objects = ingress({ app: 'shop', domain: 'apps.example.com', hosts: ['shop.example.com'] });
  const { spec, metadata } = pick(objects, ingressId);
  const names = ['shop.apps.example.com', 'shop.example.com'];
  assert.equal(
    spec.rules.map(({ host }) => host),
    names,
  );
  assert.equal(spec.tls, [{ hosts: names, secretName: 'appingress-shop-tls' }]);
  assert.equal(pick(objects, certificateId).spec.dnsNames, names);
  assert.is(metadata.annotations?.['nginx.ingress.kubernetes.io/rewrite-target'], '/apps/shop/$1');
});

it('a host is taken as it is, and paths below it', () => {
  const { spec } = pick(ingress({ app: 'shop', host: 'www.example.com', path: '/shop' }), ingressId);
  assert.equal(
    spec.rules.map(({ host, http }) => [host, http.paths[0]?.path]),
    [['www.example.com', '/shop/(.*)']],
  );
});

it('002.22: where cert-manager is not, no certificate is made: it is told by the Ingress, or one’s own is taken', () => {
  const later = ingress({ host: 'a.example.com' }, []);
  assert.equal(idsOf(later), [ingressId]);
  assert.is(pick(later, ingressId).metadata.annotations?.['cert-manager.io/issuer'], 'omegaml');
  const own = ingress({ host: 'a.example.com', secret: 'mine', tags: { certmgr: false } });
  assert.equal(idsOf(own), [ingressId]);
  assert.is(pick(own, ingressId).spec.tls?.[0]?.secretName, 'mine');
  assert.match(
    messageOf(() => ingress({ host: 'a.example.com', tags: { certmgr: false } })),
    /a Secret with a certificate/,
  );
});

it('without any name, and with tls=false, it is plain HTTP', () => {
  for (const values of [{}, { host: 'a.example.com', tls: false }]) {
    const objects = ingress(values);
    assert.equal(idsOf(objects), [ingressId]);
    assert.is(pick(objects, ingressId).spec.tls, undefined);
  }
});

it('002.8: mongodb: specs become what the server asks for and where it runs', () => {
  const mongodb = (values: Values) =>
    pick(
      render('mongodb', values, { name: 'mongodb-alice', namespace: 'default' }),
      'StatefulSet default/mongodb-alice',
    ).spec;
  const { replicas, template } = mongodb({
    node_prefix: 'x',
    'node-type': 'medium',
    size: 0,
    deploy_user_id: 'omadmin',
  });
  assert.is(replicas, 0);
  assert.is(template.spec.containers[0]?.resources.requests['cpu'], '1');
  assert.match(JSON.stringify(template.spec.affinity), /"key":"omegaml.io\/cluster","operator":"In","values":\["x"\]/);
  assert.is(mongodb({}).template.spec.affinity, undefined);
  assert.match(
    messageOf(() => mongodb({ size: 2 })),
    /\/size/,
  );
});

it('a mongodb of one’s own Secret makes none, and names without dots', () => {
  const own = render('mongodb', { auth: { secret: 'mine' } }, { name: 'mongodb-a.b', namespace: 'default' });
  assert.equal(idsOf(own), ['Service default/mongodb-a-b', 'StatefulSet default/mongodb-a-b']);
});

it.run();
