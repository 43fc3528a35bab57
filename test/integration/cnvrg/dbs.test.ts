import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { eventually } from '../../support/eventually.ts';
import { cnvrgWorld, statusOf } from './world.ts';

const it = suite('databases of a CnvrgApp on a real API server');
const world = await cnvrgWorld({ count: 0 });
const { cluster } = world;

const off = { enabled: false };
/** The databases, and nothing that uses them. */
const databases = {
  controlPlan: { webapp: off, sidekiq: off, searchkiq: off, systemkiq: off, hyper: off },
  logging: off,
  monitoring: off,
};
const claims = ['postgres', 'redis', 'minio', 'es-storage-elasticsearch-0'] as const;
const secrets = ['postgres', 'redis-creds', 'es-creds', 'cp-object-storage', 'cp-base-secret'] as const;

const core = (kind: string, namespace: string, name: string): ObjectRef => ({
  group: '',
  version: 'v1',
  kind,
  namespace,
  name,
});
const claimRef = (namespace: string, name: string) => core('PersistentVolumeClaim', namespace, name);

async function read(ref: ObjectRef): Promise<KubeObject> {
  const object = await cluster.get(ref);
  if (!object) throw new Error(`${ref.kind} ${ref.name} is not there`);
  return object;
}

interface Claim extends KubeObject {
  readonly spec: {
    readonly storageClassName: string;
    readonly volumeName: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

async function claimsOf(namespace: string): Promise<Claim[]> {
  return (await Promise.all(claims.map((name) => read(claimRef(namespace, name))))) as Claim[];
}

const sizesOf = async (namespace: string) =>
  (await claimsOf(namespace)).map(({ spec }) => spec.resources.requests.storage);
/** Which claim and which volume: a claim that was made anew has another uid. */
const volumesOf = async (namespace: string) =>
  (await claimsOf(namespace)).map(({ metadata, spec }) => [metadata.uid, spec.volumeName, spec.storageClassName]);

/** The data of the Secrets as text, by Secret. */
async function credentialsOf(namespace: string): Promise<Record<(typeof secrets)[number], Record<string, string>>> {
  const entries = await Promise.all(
    secrets.map(async (name) => [name, decoded(await read(core('Secret', namespace, name)))] as const),
  );
  return Object.fromEntries(entries) as Record<(typeof secrets)[number], Record<string, string>>;
}

function decoded(secret: KubeObject): Record<string, string> {
  const data = (secret['data'] ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

it('001.13: passwords and keys agree after decoding, and stay across reconciles and a killed operator', async () => {
  const namespace = await world.namespace();
  const app = await world.createApp(namespace, databases);
  await world.untilStatus(app, 'READY');
  const first = await credentialsOf(namespace);

  const { 'redis-creds': redis, postgres: pg, 'es-creds': es } = first;
  assert.match(redis['CNVRG_REDIS_PASSWORD'] ?? '', /^[A-Za-z0-9]{20}$/);
  assert.is(redis['REDIS_URL'], `redis://:${redis['CNVRG_REDIS_PASSWORD']}@redis:6379`);
  assert.is(redis['OAUTH2_PROXY_REDIS_CONNECTION_URL'], redis['REDIS_URL']);
  assert.is(redis['redis.conf'], `requirepass "${redis['CNVRG_REDIS_PASSWORD']}"\n`);
  assert.match(pg['POSTGRES_PASSWORD'] ?? '', /^[A-Za-z0-9]{20}$/);
  assert.equal(
    [pg['POSTGRESQL_PASSWORD'], pg['POSTGRESQL_ADMIN_PASSWORD']],
    [pg['POSTGRES_PASSWORD'], pg['POSTGRES_PASSWORD']],
  );
  assert.match(es['CNVRG_ES_PASS'] ?? '', /^[A-Za-z0-9]{20}$/);
  assert.is(es['ELASTICSEARCH_URL'], `http://cnvrg:${es['CNVRG_ES_PASS']}@elasticsearch:9200`);
  const made = [redis['CNVRG_REDIS_PASSWORD'], pg['POSTGRES_PASSWORD'], es['CNVRG_ES_PASS']];
  assert.is(new Set(made).size, 3, 'each database has a password of its own');

  await world.edit(app, { dbs: { pg: { maxConnections: 200 } } });
  await world.untilStatus(app, 'READY');
  const changed = { ...first, postgres: { ...pg, POSTGRESQL_MAX_CONNECTIONS: '200' } };
  assert.equal(await credentialsOf(namespace), changed);

  await world.restart();
  await world.edit(app, { dbs: { pg: { maxConnections: 100 } } });
  await world.untilStatus(app, 'READY');
  assert.equal(await credentialsOf(namespace), first);
  await world.remove(app);
});

it('001.13: volumes outlive their app, and the next one opens them with the same credentials', async () => {
  const namespace = await world.namespace();
  const first = await world.createApp(namespace, databases);
  await world.untilStatus(first, 'READY');
  const [volumes, credentials] = [await volumesOf(namespace), await credentialsOf(namespace)];
  await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cnvrg-db-init', namespace } });

  await world.remove(first);
  assert.is(
    await cluster.get({ group: 'apps', version: 'v1', kind: 'Deployment', namespace, name: 'postgres' }),
    undefined,
  );
  assert.is(await cluster.get(core('Secret', namespace, 'redis-creds')), undefined);
  // 001.10
  assert.is(await cluster.get(core('ConfigMap', namespace, 'cnvrg-db-init')), undefined);
  assert.equal(await volumesOf(namespace), volumes);

  const second = await world.createApp(namespace, databases);
  await world.untilStatus(second, 'READY');
  assert.equal(await volumesOf(namespace), volumes);
  assert.equal(await credentialsOf(namespace), credentials);

  for (const name of ['pg', 'redis', 'minio', 'es']) await world.edit(second, { dbs: { [name]: off } });
  await world.untilStatus(second, 'READY');
  assert.equal(await volumesOf(namespace), volumes, 'a database that is switched off keeps its volume');
  await world.remove(second);
});

const sizes = (size: string) => ({
  dbs: Object.fromEntries(['pg', 'redis', 'minio', 'es'].map((db) => [db, { storageSize: size }])),
});

it('volumes grow, are never shrunk, and keep their class', async () => {
  const namespace = await world.namespace();
  const growing = `growing-${namespace}`;
  await cluster.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: growing },
    provisioner: 'kubernetes.io/host-path',
    allowVolumeExpansion: true,
  });
  const ofClass = (storageClass: string) => ({
    dbs: Object.fromEntries(['pg', 'redis', 'minio', 'es'].map((db) => [db, { storageClass, storageSize: '20Gi' }])),
  });
  const app = await world.createApp(namespace, { ...databases, ...ofClass(growing) });
  await world.untilStatus(app, 'READY');
  const volumes = await volumesOf(namespace);
  assert.equal(
    volumes.map(([, , storageClass]) => storageClass),
    claims.map(() => growing),
  );

  for (const [wish, want] of [
    ['10Gi', '20Gi'],
    ['30Gi', '30Gi'],
    ['25Gi', '30Gi'],
  ] as const) {
    await world.edit(app, sizes(wish));
    await world.untilStatus(app, 'READY');
    assert.equal(
      await sizesOf(namespace),
      claims.map(() => want),
      `asked for ${wish}`,
    );
  }
  await world.edit(app, ofClass('standard'));
  await world.untilStatus(app, 'READY');
  assert.equal(await volumesOf(namespace), volumes);
  assert.equal(
    await sizesOf(namespace),
    claims.map(() => '30Gi'),
  );
  await world.remove(app);
  await cluster.delete({ group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass', namespace: '', name: growing });
});

it('a volume that its class lets not grow is told as an error, and nothing is lost by it', async () => {
  const namespace = await world.namespace();
  const app = await world.createApp(namespace, databases);
  await world.untilStatus(app, 'READY');
  const [volumes, before] = [await volumesOf(namespace), await sizesOf(namespace)];
  await world.edit(app, { dbs: { pg: { storageSize: '500Gi' } } });
  const failed = await world.untilStatus(app, 'ERROR');
  assert.match(statusOf(failed).message ?? '', /postgres/);
  assert.equal(await sizesOf(namespace), before);
  await world.edit(app, { dbs: { pg: { storageSize: null } } });
  await world.untilStatus(app, 'READY');
  assert.equal([await volumesOf(namespace), await sizesOf(namespace)], [volumes, before]);
  await world.remove(app);
});

it('a password of the spec reaches its Secret, and starts what reads it anew', async () => {
  const namespace = await world.namespace();
  const app = await world.createApp(namespace, databases);
  await world.untilStatus(app, 'READY');
  const deployment = (name: string) => read({ group: 'apps', version: 'v1', kind: 'Deployment', namespace, name });
  const [pg, redis] = [await deployment('postgres'), await deployment('redis')];
  await world.edit(app, { dbs: { pg: { pass: 'my-own-password' } } });
  await world.untilStatus(app, 'READY');
  const { postgres } = await credentialsOf(namespace);
  assert.is(postgres['POSTGRES_PASSWORD'], 'my-own-password');
  assert.is((await deployment('postgres')).metadata.generation, (pg.metadata.generation ?? 0) + 1);
  assert.is((await deployment('redis')).metadata.generation, redis.metadata.generation);
  await eventually(async () => {
    const pods = await cluster.list({
      gvk: { group: '', version: 'v1', kind: 'Pod' },
      namespace,
      labelSelector: 'app=pg',
    });
    assert.is(pods.items.length, 1, 'the old server is gone before the new one holds its volume');
  });
  await world.remove(app);
});

it.after(async () => {
  await world[Symbol.asyncDispose]();
});
it.run();
