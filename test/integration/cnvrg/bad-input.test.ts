import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { eventually } from '../../support/eventually.ts';
import { deployFile, untilEstablished } from '../../support/resources.ts';
import { cnvrgDefinitions, cnvrgWorld, infraSpec, namesIn, objectsOf, statusOf } from './world.ts';

const it = suite('bad input to CnvrgApp and CnvrgInfra');
const world = await cnvrgWorld({ count: 5 });
const { cluster } = world;

it.after(async () => world[Symbol.asyncDispose]());

/** What the operator tells of a resource that it refuses. */
async function refusalOf(ref: ObjectRef): Promise<string> {
  const live = await world.untilStatus(ref, 'ERROR');
  const { message = '', conditions = [], deployedRelease } = statusOf(live);
  assert.is(deployedRelease, undefined, 'no release is told of');
  const ready = conditions.find(({ type }) => type === 'Ready');
  assert.is(ready?.status, 'False');
  assert.not.match(JSON.stringify(live['status']), 'pull-password', 'no Secret data is told');
  return message;
}

/** What was generated is kept with what it opens; nothing else may be there. */
async function objectsIn(namespace: string): Promise<string[]> {
  return (await namesIn(world, namespace)).filter((name) => !/^Secret\/.*-credentials$/.test(name));
}

it('bad input: a CnvrgApp without a domain is an ERROR that names it, with nothing applied, and works once it has one', async () => {
  const [namespace] = world.namespaces;
  const app = await world.createApp(namespace, { clusterDomain: '' });
  assert.match(await refusalOf(app), /spec\.clusterDomain is missing/);
  assert.equal(await objectsIn(namespace), []);
  await world.edit(app, { clusterDomain: 'apps.example.com' });
  await world.untilStatus(app, 'READY', 180_000);
  assert.ok((await objectsOf(world, app)).has('Deployment/app'));
});

it('bad input: a domain that is taken away is an ERROR, and what runs is left alone', async () => {
  const [namespace] = world.namespaces;
  const app = { group: 'mlops.cnvrg.io', version: 'v1', kind: 'CnvrgApp', namespace, name: 'cnvrgapp' };
  const before = await versionsIn(namespace);
  await world.edit(app, { clusterDomain: '' });
  const live = await world.untilStatus(app, 'ERROR');
  assert.match(statusOf(live).message ?? '', /spec\.clusterDomain is missing/);
  assert.equal(await versionsIn(namespace), before);
  await world.remove(app);
});

for (const [index, path, spec] of [
  [1, 'dbs.pg.storageClass', { dbs: { pg: { storageClass: 'no-such-class' } } }],
  [2, 'logging.elastalert.storageClass', { logging: { elastalert: { storageClass: 'no-such-class' } } }],
] as const) {
  it(`bad input: a storage class that does not exist (${path}) is an ERROR that names it, with nothing applied`, async () => {
    const namespace = world.namespaces[index] as string;
    const app = await world.createApp(namespace, spec);
    const message = await refusalOf(app);
    assert.match(message, `spec.${path}`);
    assert.match(message, /the cluster has no StorageClass no-such-class/);
    assert.equal(await objectsIn(namespace), []);
    await world.remove(app);
  });
}

it('bad input: a storage class of a database that is off is not asked for', async () => {
  const namespace = world.namespaces[3] as string;
  const off = { enabled: false };
  const app = await world.createApp(namespace, {
    dbs: { pg: { ...off, storageClass: 'no-such-class' }, es: off, minio: off, redis: off },
    controlPlan: { webapp: off, sidekiq: off, searchkiq: off, hyper: off },
    logging: off,
    monitoring: off,
  });
  await world.untilStatus(app, 'READY');
  await world.remove(app);
});

it('bad input: an unknown ingress type that gets past an older definition is an ERROR with the choices', async () => {
  const namespace = world.namespaces[4] as string;
  const definition = deployFile(cnvrgDefinitions[0].replace('deploy/', ''));
  await untilEstablished(cluster, withoutChoices(definition));
  try {
    const networking = { ingress: { ingressType: 'carrier-pigeon' } };
    const app = await eventually(() => world.createApp(namespace, { networking })); // a new schema counts a little later
    const message = await refusalOf(app);
    assert.match(message, /spec\.networking\.ingress\.ingressType/);
    for (const choice of ['istio', 'ingress', 'openshift', 'nodeport']) assert.match(message, choice);
    assert.equal(await objectsIn(namespace), []);
    await world.remove(app);
  } finally {
    await untilEstablished(cluster, definition);
  }
});

it('bad input: a CnvrgInfra without a domain, or with a storage class that does not exist, is an ERROR with nothing applied', async () => {
  const place = await world.namespace('infra');
  const infra = await world.createInfra({ infraNamespace: place, clusterDomain: '' });
  assert.match(await refusalOf(infra), /spec\.clusterDomain is missing/);
  assert.equal(await objectsIn(place), []);
  const monitoring = { prometheus: { storageClass: 'no-such-class' } };
  await world.edit(infra, { clusterDomain: infraSpec.clusterDomain, monitoring });
  const live = await world.untilStatus(infra, 'ERROR');
  assert.match(statusOf(live).message ?? '', /monitoring\.prometheus\.storageClass.*no-such-class/);
  assert.equal(await objectsIn(place), []);
  await world.remove(infra);
});

/** `KIND/NAME` to resourceVersion of all that the app has in the namespace. */
async function versionsIn(namespace: string): Promise<Record<string, string | undefined>> {
  const versions: Record<string, string | undefined> = {};
  for (const kind of ['v1/ConfigMap', 'v1/Secret', 'v1/Service', 'v1/ServiceAccount']) {
    const [version = '', name = ''] = kind.split('/');
    for (const { metadata } of (await cluster.list({ gvk: { group: '', version, kind: name }, namespace })).items) {
      versions[`${name}/${metadata.name}`] = metadata.resourceVersion;
    }
  }
  return versions;
}

/** A definition of a time before the API server checked the ingress type. */
function withoutChoices(definition: KubeObject): KubeObject {
  const text = JSON.stringify(definition, (key, value: unknown) => {
    if (key !== 'ingressType') return value;
    const { enum: _, ...rest } = value as { enum?: unknown };
    return rest;
  });
  return JSON.parse(text) as KubeObject;
}

it.run();
