import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../src/chart/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { differences } from './differences.ts';
import { isTable, kreChart, merge, render, root, tree } from './render.ts';

const it = suite('values of kre-chart');

interface Row {
  readonly path: string;
  readonly value: unknown;
  /** What else must be given for the value to matter. */
  readonly given?: Values;
  readonly changes: Readonly<Record<string, unknown>>;
}

const nats = 'StatefulSet/kre-nats spec.template.spec.containers.nats-streaming';
const natsClaim = 'StatefulSet/kre-nats spec.volumeClaimTemplates.kre-nats-pvc.spec';
const mongo = 'StatefulSet/kre-mongo spec.template.spec.containers.mongo';
const mongoClaim = 'StatefulSet/kre-mongo spec.volumeClaimTemplates.kre-mongo-pvc.spec';
const mongoSecret = 'Secret/kre-mongo-secret data';
const minio = 'StatefulSet/kre-minio spec.template.spec.containers.minio';
const minioClaim = 'StatefulSet/kre-minio spec.volumeClaimTemplates.kre-minio-pvc.spec';
const minioSecret = 'Secret/kre-minio-secret data';
const container = (name: string, own = name) => `Deployment/${name} spec.template.spec.containers.${own}`;
const influx = 'StatefulSet/example4-influxdb spec';
const influxData = 'example4-influxdb-data';
const on = (name: string) => tree(`${name}.enabled`, true);
const ingress = tree('entrypoint.ingress.enabled', true);
const grpcIngress = 'Ingress/example4-kre-chart-entrypoint';
const webIngress = `${grpcIngress}-web`;
const memory = { limits: { memory: '1Gi' } };
const replicaSet = tree('mongo', { replicaSetName: 'rs0', auth: { key: 'bWVtYmVycw==' } });
const anotherSet = 'mongodb://admin:123456@kre-mongo-0.kre-mongo:27017';

/** The 2019 generation and what both have in common. */
const common: readonly Row[] = [
  {
    path: 'developmentMode',
    value: true,
    changes: {
      [`${nats}.imagePullPolicy`]: 'Always',
      [`${mongo}.imagePullPolicy`]: 'Always',
      [`${minio}.imagePullPolicy`]: 'Always',
    },
  },
  { path: 'nats_streaming.replicas', value: 3, changes: { 'StatefulSet/kre-nats spec.replicas': 3 } },
  {
    path: 'nats_streaming.image.repository',
    value: 'mirror/nats',
    changes: { [`${nats}.image`]: 'mirror/nats:0.16.2' },
  },
  { path: 'nats_streaming.image.tag', value: '0.25.6', changes: { [`${nats}.image`]: 'nats-streaming:0.25.6' } },
  { path: 'nats_streaming.image.pullPolicy', value: 'Never', changes: { [`${nats}.imagePullPolicy`]: 'Never' } },
  { path: 'nats_streaming.storage.className', value: 'fast', changes: { [`${natsClaim}.storageClassName`]: 'fast' } },
  { path: 'nats_streaming.storage.className', value: '', changes: { [`${natsClaim}.storageClassName`]: 'gone' } },
  {
    path: 'nats_streaming.storage.size',
    value: '9Gi',
    changes: { [`${natsClaim}.resources.requests.storage`]: '9Gi' },
  },
  {
    path: 'nats_streaming.storage.accessMode',
    value: 'ReadWriteMany',
    changes: { [`${natsClaim}.accessModes.0`]: 'ReadWriteMany' },
  },
  { path: 'nats_streaming.resources', value: memory, changes: { [`${nats}.resources`]: memory } },
  { path: 'mongo.replicas', value: 3, changes: {} },
  { path: 'mongo.image.repository', value: 'mirror/mongo', changes: { [`${mongo}.image`]: 'mirror/mongo:4.2.1' } },
  { path: 'mongo.image.tag', value: '4.2', changes: { [`${mongo}.image`]: 'mongo:4.2' } },
  { path: 'mongo.image.pullPolicy', value: 'Always', changes: { [`${mongo}.imagePullPolicy`]: 'Always' } },
  {
    path: 'mongo.credentials.username',
    value: 'root',
    changes: { [`${mongoSecret}.MONGO_INITDB_ROOT_USERNAME`]: 'root' },
  },
  {
    path: 'mongo.credentials.password',
    value: '007: "é',
    changes: { [`${mongoSecret}.MONGO_INITDB_ROOT_PASSWORD`]: '007: "é' },
  },
  { path: 'mongo.storage.className', value: 'fast', changes: { [`${mongoClaim}.storageClassName`]: 'fast' } },
  { path: 'mongo.storage.size', value: '9Gi', changes: { [`${mongoClaim}.resources.requests.storage`]: '9Gi' } },
  { path: 'mongo.resources', value: memory, changes: { [`${mongo}.resources`]: memory } },
  {
    path: 'minio.image.repository',
    value: 'tetrash/minio-multiarch',
    changes: { [`${minio}.image`]: 'tetrash/minio-multiarch:RELEASE.2019-10-02T21-19-38Z' },
  },
  { path: 'minio.image.tag', value: 'latest', changes: { [`${minio}.image`]: 'minio/minio:latest' } },
  { path: 'minio.image.pullPolicy', value: 'Always', changes: { [`${minio}.imagePullPolicy`]: 'Always' } },
  { path: 'minio.credentials.accessKey', value: 'key', changes: { [`${minioSecret}.MINIO_ACCESS_KEY`]: 'key' } },
  {
    path: 'minio.credentials.secretKey',
    value: 'longer-one',
    changes: { [`${minioSecret}.MINIO_SECRET_KEY`]: 'longer-one' },
  },
  { path: 'minio.storage.className', value: 'fast', changes: { [`${minioClaim}.storageClassName`]: 'fast' } },
  { path: 'minio.storage.size', value: '9Gi', changes: { [`${minioClaim}.resources.requests.storage`]: '9Gi' } },
  {
    path: 'minio.storage.accessMode',
    value: 'ReadWriteMany',
    changes: { [`${minioClaim}.accessModes.0`]: 'ReadWriteMany' },
  },
  {
    path: 'minio.readinessProbe.initialDelaySeconds',
    value: 60,
    changes: { [`${minio}.readinessProbe.initialDelaySeconds`]: 60 },
  },
  { path: 'minio.readinessProbe.periodSeconds', value: 20, changes: { [`${minio}.readinessProbe.periodSeconds`]: 20 } },
  {
    path: 'minio.livenessProbe.initialDelaySeconds',
    value: 60,
    changes: { [`${minio}.livenessProbe.initialDelaySeconds`]: 60 },
  },
  { path: 'minio.livenessProbe.periodSeconds', value: 20, changes: { [`${minio}.livenessProbe.periodSeconds`]: 20 } },
  { path: 'minio.resources', value: memory, changes: { [`${minio}.resources`]: memory } },
];

const of2020: readonly Row[] = [
  { path: 'sharedStorageClass', value: 'shared', changes: { [`${minioClaim}.storageClassName`]: 'shared' } },
  { path: 'sharedStorageClass', value: 'shared', given: tree('minio.storage.className', 'own'), changes: {} },
  { path: 'mongo.auth.adminUser', value: 'root', changes: { [`${mongoSecret}.MONGO_INITDB_ROOT_USERNAME`]: 'root' } },
  {
    path: 'mongo.auth.adminPassword',
    value: 'other',
    changes: { [`${mongoSecret}.MONGO_INITDB_ROOT_PASSWORD`]: 'other' },
  },
  { path: 'mongo.credentials.password', value: 'older', given: tree('mongo.auth.adminPassword', 'newer'), changes: {} },
  {
    path: 'mongo.auth.enabled',
    value: false,
    changes: {
      [`${mongo}.envFrom`]: 'gone',
      [`${mongoSecret}.MONGO_INITDB_ROOT_USERNAME`]: '',
      [`${mongoSecret}.MONGO_INITDB_ROOT_PASSWORD`]: '',
    },
  },
  {
    path: 'mongo.auth.key',
    value: 'bmV3ZXI=',
    given: replicaSet,
    changes: { 'Secret/kre-mongo-key data.key': 'bmV3ZXI=' },
  },
  {
    path: 'mongo.persistentVolume.storageClass',
    value: 'fast',
    changes: { [`${mongoClaim}.storageClassName`]: 'fast' },
  },
  {
    path: 'mongo.persistentVolume.size',
    value: '9Gi',
    changes: { [`${mongoClaim}.resources.requests.storage`]: '9Gi' },
  },
  {
    path: 'mongo.persistentVolume.enabled',
    value: false,
    changes: {
      'StatefulSet/kre-mongo spec.volumeClaimTemplates': 'gone',
      'StatefulSet/kre-mongo spec.template.spec.volumes': [{ name: 'kre-mongo-pvc', emptyDir: {} }],
    },
  },
  {
    path: 'mongo.replicas',
    value: 2,
    given: merge(replicaSet, on('secrets')),
    changes: {
      'StatefulSet/kre-mongo spec.replicas': 2,
      'Secret/example4-secrets data.KRE_RUNTIME_MONGO_URI': `${anotherSet},kre-mongo-1.kre-mongo:27017/admin?replicaSet=rs0`,
    },
  },
  {
    path: 'mongo.replicaSetName',
    value: 'other',
    given: merge(replicaSet, on('secrets')),
    changes: {
      [`${mongo}.args.1`]: '--replSet=other',
      [`${mongo}.env.REPLICA_SET.value`]: 'other',
      'Secret/example4-secrets data.KRE_RUNTIME_MONGO_URI': `${anotherSet}/admin?replicaSet=other`,
    },
  },
  {
    path: 'mongo.securityContext.enabled',
    value: true,
    changes: {
      'StatefulSet/kre-mongo spec.template.spec.securityContext': {
        runAsNonRoot: true,
        runAsUser: 999,
        runAsGroup: 999,
        fsGroup: 999,
      },
    },
  },
  {
    path: 'mongo.extraLabels',
    value: { 'kre-app': 'kre-mongo' },
    changes: {
      'Secret/kre-mongo-secret metadata.labels.kre-app': 'kre-mongo',
      'Service/kre-mongo metadata.labels.kre-app': 'kre-mongo',
      'StatefulSet/kre-mongo metadata.labels.kre-app': 'kre-mongo',
      'StatefulSet/kre-mongo spec.template.metadata.labels.kre-app': 'kre-mongo',
    },
  },
];

const extras: readonly Row[] = [
  ...['secrets', 'runtimeApi', 'mongoWriter', 'defaultBackend', 'chronograf', 'influxdb', 'mongoExpress', 'alerts'].map(
    (name) => ({
      path: `${name}.enabled`,
      value: false,
      changes: {},
    }),
  ),
  { path: 'entrypoint.ingress.enabled', value: false, changes: {} },
  ...[
    ['runtimeApi', 'runtime-api', 'runtime-api', 'konstellation/kre-runtime-api', 'latest'],
    ['mongoWriter', 'mongo-writer', 'mongo-writer', 'konstellation/kre-mongo-writer', 'latest'],
    ['defaultBackend', 'runtime-default-backend', 'nginx', 'nginx', '1.28-alpine'],
    ['chronograf', 'chronograf', 'chronograf', 'chronograf', '1.8.4'],
    ['mongoExpress', 'mongo-express', 'mongo-express', 'mongo-express', '0.54.0'],
  ].flatMap(([key, deployment, own, repository, tag]) =>
    imageRows(key!, container(deployment!, own), repository!, tag!),
  ),
  ...imageRows('influxdb', `${influx}.template.spec.containers.influxdb`, 'influxdb', '1.8.1'),
  {
    path: 'runtimeApi.serviceAccountName',
    value: 'own',
    given: on('runtimeApi'),
    changes: { 'Deployment/runtime-api spec.template.spec.serviceAccountName': 'own' },
  },
  {
    path: 'sharedStorageClass',
    value: 'shared',
    given: merge(on('runtimeApi'), tree('minio.storage.className', 'own')),
    changes: { [`${container('runtime-api')}.env.KRE_SHARED_STORAGECLASS.value`]: 'shared' },
  },
  {
    path: 'mongo.credentials.password',
    value: 'p@ss/word',
    given: on('secrets'),
    changes: {
      [`${mongoSecret}.MONGO_INITDB_ROOT_PASSWORD`]: 'p@ss/word',
      'Secret/example4-secrets data.KRE_RUNTIME_MONGO_URI': 'mongodb://admin:p%40ss%2Fword@kre-mongo:27017/admin',
    },
  },
  { path: 'entrypoint.host', value: 'ml.example', given: ingress, changes: hosts('ml.example') },
  { path: 'runtime.host', value: 'ml.example', given: ingress, changes: hosts('ml.example') },
  {
    path: 'entrypoint.host',
    value: 'older.example',
    given: merge(ingress, tree('runtime.host', 'newer.example')),
    changes: {},
  },
  {
    path: 'entrypoint.ingress.className',
    value: 'haproxy',
    given: ingress,
    changes: {
      [`${grpcIngress} spec.ingressClassName`]: 'haproxy',
      [`${webIngress} spec.ingressClassName`]: 'haproxy',
    },
  },
  {
    path: 'entrypointTLS',
    value: true,
    given: ingress,
    changes: {
      [`${grpcIngress} metadata.annotations.cert-manager.io/cluster-issuer`]: 'clusterissuer-runtimes-entrypoints',
      [`${grpcIngress} spec.tls`]: [{ hosts: ['entrypoint.local'], secretName: 'example4-kre-chart-entrypoint-tls' }],
      [`${webIngress} metadata.annotations.cert-manager.io/cluster-issuer`]: 'clusterissuer-runtimes-entrypoints',
      [`${webIngress} spec.tls`]: [{ hosts: ['proto.local'], secretName: 'example4-kre-chart-entrypoint-web-tls' }],
    },
  },
  {
    path: 'chronograf.persistence.enabled',
    value: false,
    given: on('chronograf'),
    changes: {
      'PersistentVolumeClaim/chronograf': 'gone',
      'Deployment/chronograf spec.template.spec.volumes.data.emptyDir': {},
      'Deployment/chronograf spec.template.spec.volumes.data.persistentVolumeClaim': 'gone',
    },
  },
  ...claimRows('chronograf', 'PersistentVolumeClaim/chronograf spec'),
  ...claimRows('influxdb', `${influx}.volumeClaimTemplates.${influxData}.spec`),
  {
    path: 'influxdb.persistence.enabled',
    value: false,
    given: on('influxdb'),
    changes: {
      [`${influx}.volumeClaimTemplates`]: 'gone',
      [`${influx}.template.spec.volumes.${influxData}`]: { name: influxData, emptyDir: {} },
    },
  },
  {
    path: 'influxdb.initScripts.enabled',
    value: false,
    given: on('influxdb'),
    changes: {
      'ConfigMap/example4-influxdb-init': 'gone',
      [`${influx}.template.spec.volumes.init`]: 'gone',
      [`${influx}.template.spec.containers.influxdb.volumeMounts.init`]: 'gone',
    },
  },
  {
    path: 'influxdb.initScripts.scripts',
    value: { 'two.iql': 'CREATE DATABASE "two"' },
    given: on('influxdb'),
    changes: { 'ConfigMap/example4-influxdb-init data.two.iql': 'CREATE DATABASE "two"' },
  },
];

for (const { path, value, given = {}, changes } of [...common, ...of2020, ...extras]) {
  const context = given === undefined || Object.keys(given).length === 0 ? '' : `, given ${JSON.stringify(given)},`;
  const what = Object.keys(changes).join(', ') || 'nothing';
  it(`${path}: ${JSON.stringify(value)}${context} changes ${what}`, () => {
    const after = render(kreChart, merge(given, tree(path, value)));
    assert.equal(differences(render(kreChart, given), after), changes);
  });
}

for (const [setting, line] of [
  ['enabled', 'enabled = false'],
  ['auth_enabled', 'auth-enabled = true'],
  ['flux_enabled', 'flux-enabled = false'],
] as const) {
  it(`influxdb.config.http.${setting} changes its line of influxdb.conf, and restarts the pod`, () => {
    const path = `influxdb.config.http.${setting}`;
    const found = differences(
      render(kreChart, on('influxdb')),
      render(kreChart, merge(on('influxdb'), tree(path, setting === 'auth_enabled'))),
    );
    assert.equal(Object.keys(found), [
      'ConfigMap/example4-influxdb data.influxdb.conf',
      `${influx}.template.metadata.annotations.checksum/config`,
    ]);
    assert.match(String(found['ConfigMap/example4-influxdb data.influxdb.conf']), line);
  });
}

it('every value of values.yaml is in these tables', () => {
  const tested = new Set([...common, ...of2020, ...extras].map(({ path }) => path));
  const untested = leaves(valuesFile()).filter(
    (path) =>
      !path.startsWith('influxdb.config.') && ![...tested].some((one) => path === one || path.startsWith(`${one}.`)),
  );
  assert.equal(untested, []);
});

function imageRows(key: string, at: string, repository: string, tag: string): Row[] {
  const given = on(key);
  return [
    { path: `${key}.image.repository`, value: 'mirror/one', given, changes: { [`${at}.image`]: `mirror/one:${tag}` } },
    { path: `${key}.image.tag`, value: '9.9', given, changes: { [`${at}.image`]: `${repository}:9.9` } },
    { path: `${key}.image.pullPolicy`, value: 'Always', given, changes: { [`${at}.imagePullPolicy`]: 'Always' } },
  ];
}

function claimRows(key: string, at: string): Row[] {
  const given = on(key);
  return [
    { path: `${key}.persistence.storageClass`, value: 'fast', given, changes: { [`${at}.storageClassName`]: 'fast' } },
    {
      path: `${key}.persistence.accessMode`,
      value: 'ReadWriteMany',
      given,
      changes: { [`${at}.accessModes.0`]: 'ReadWriteMany' },
    },
    { path: `${key}.persistence.size`, value: '9Gi', given, changes: { [`${at}.resources.requests.storage`]: '9Gi' } },
  ];
}

function hosts(domain: string): Record<string, unknown> {
  return {
    [`${grpcIngress} spec.rules.0.host`]: `entrypoint.${domain}`,
    [`${webIngress} spec.rules.0.host`]: `proto.${domain}`,
  };
}

function valuesFile(): unknown {
  return parseYamlDocuments(readFileSync(`${root}helm-charts/kre-chart/values.yaml`, 'utf8'), {
    file: 'values.yaml',
  })[0];
}

function leaves(value: unknown, path = ''): string[] {
  if (!isTable(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

it.run();
