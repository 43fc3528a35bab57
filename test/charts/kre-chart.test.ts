import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertGolden } from './golden.ts';
import { allExtras, kreChart, merge, namesOf, objectsOf, render, specOf, tree } from './render.ts';

const it = suite('kre-chart');
const sample = specOf('deploy/crds/kre.konstellation.io_v1alpha1_runtime_cr.yaml');

const base = [
  'Secret/kre-minio-secret',
  'Secret/kre-mongo-secret',
  'Service/kre-minio',
  'Service/kre-mongo',
  'Service/kre-nats',
  'StatefulSet/kre-minio',
  'StatefulSet/kre-mongo',
  'StatefulSet/kre-nats',
];

it('renders the eight base objects from its defaults', () => {
  const rendered = render(kreChart);
  assert.equal(namesOf(rendered), base);
  assertGolden('kre-chart-defaults.txt', rendered);
});

it('renders the sample Runtime', () => {
  const rendered = render(kreChart, sample);
  assert.equal(namesOf(rendered), base);
  assertGolden('kre-chart-sample.txt', rendered);
});

it('renders every extra', () => assertGolden('kre-chart-all-extras.txt', render(kreChart, allExtras)));

it('renders the same bytes each time', () => {
  for (const values of [{}, sample, allExtras]) assert.equal(render(kreChart, values), render(kreChart, values));
});

// acceptance item 6: minio alone has a readiness gate
it('gives a readiness probe to minio, and none to mongo and nats', () => {
  const probes = objectsOf(render(kreChart))
    .filter((object) => object.kind === 'StatefulSet')
    .map((object) => [object.metadata.name, containersOf(object).map((container) => 'readinessProbe' in container)]);
  assert.equal(Object.fromEntries(probes), { 'kre-minio': [true], 'kre-mongo': [false], 'kre-nats': [false] });
});

it('labels everything with its component and release, but for the StatefulSet kre-nats', () => {
  for (const object of objectsOf(render(kreChart, allExtras))) {
    const { labels = {}, name } = object.metadata;
    const isBare = object.kind === 'StatefulSet' && name === 'kre-nats';
    assert.type(labels['app'], 'string', name);
    assert.is(labels['app.kubernetes.io/name'], isBare ? undefined : 'kre-chart', name);
    assert.is(labels['app.kubernetes.io/instance'], isBare ? undefined : 'example4', name);
  }
});

it('selects pods by labels that their template has', () => {
  for (const object of objectsOf(render(kreChart, allExtras))) {
    const spec = object['spec'] as
      | { selector?: { matchLabels?: object }; template?: { metadata: { labels: object } } }
      | undefined;
    if (!spec?.template) continue;
    const { labels } = spec.template.metadata;
    assert.equal({ ...labels, ...spec.selector?.matchLabels }, labels, object.metadata.name);
  }
});

it('leaves owner references to the operator', () => {
  for (const object of objectsOf(render(kreChart, allExtras)))
    assert.not('ownerReferences' in object.metadata, object.metadata.name);
});

const extras: readonly (readonly [path: string, names: readonly string[]])[] = [
  ['secrets.enabled', ['Secret/example4-secrets']],
  ['runtimeApi.enabled', ['Secret/example4-secrets', 'Service/runtime-api', 'Deployment/runtime-api']],
  ['mongoWriter.enabled', ['Secret/example4-secrets', 'Deployment/mongo-writer']],
  [
    'entrypoint.ingress.enabled',
    ['Ingress/example4-kre-chart-entrypoint', 'Ingress/example4-kre-chart-entrypoint-web'],
  ],
  [
    'defaultBackend.enabled',
    ['ConfigMap/runtime-default-backend', 'Service/runtime-default-backend', 'Deployment/runtime-default-backend'],
  ],
  [
    'chronograf.enabled',
    ['ConfigMap/chronograf', 'PersistentVolumeClaim/chronograf', 'Service/chronograf', 'Deployment/chronograf'],
  ],
  [
    'influxdb.enabled',
    [
      'ConfigMap/example4-influxdb',
      'ConfigMap/example4-influxdb-init',
      'Service/example4-influxdb',
      'StatefulSet/example4-influxdb',
    ],
  ],
  ['mongoExpress.enabled', ['Secret/mongo-express-secret', 'Service/mongo-express', 'Deployment/mongo-express']],
  ['alerts.enabled', ['PrometheusRule/kre-local-demo.rules']],
];
for (const [path, names] of extras) {
  it(`${path} adds ${names.join(', ')} and nothing else`, () => {
    const added = namesOf(render(kreChart, tree(path, true))).filter((name) => !base.includes(name));
    assert.equal(added.sort(), [...names].sort());
  });
}

it('makes the Secret of mongo-express before install and before upgrade, anew each time', () => {
  const [hook, ...more] = render(kreChart, tree('mongoExpress.enabled', true)).hooks;
  assert.is(more.length, 0);
  assert.equal(hook?.events, ['pre-install', 'pre-upgrade']);
  assert.equal(hook?.deletePolicies, ['before-hook-creation']);
});

it('keeps passwords out of the notes', () => {
  const secrets = {
    mongo: { credentials: { password: 'hush-mongo' } },
    minio: { credentials: { secretKey: 'hush-minio' } },
  };
  assert.not.match(render(kreChart, merge(allExtras, secrets)).notes, 'hush');
});

function containersOf(object: object): object[] {
  return (object as { spec: { template: { spec: { containers: object[] } } } }).spec.template.spec.containers;
}

it.run();
