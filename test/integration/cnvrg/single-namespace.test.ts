import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { type AuditEvent, auditEvents, untilQuiet } from '../../support/audit.ts';
import { listKind, until } from '../../support/resources.ts';
import { infraBoxes, longMs } from './infra-boxes.ts';
import { type CnvrgWorld, cnvrgWorld, namesIn, objectsOf } from './world.ts';

const it = suite('an infra and its app in one namespace');

const isPullSecret = (object: KubeObject) => object['type'] === 'kubernetes.io/dockerconfigjson';

it('001.5: in one namespace each shared object has one owner, and then nobody writes anything for a minute', async () => {
  await using world = await cnvrgWorld();
  const [namespace] = world.namespaces;
  const infra = await world.createInfra({ infraNamespace: namespace });
  const app = await world.createApp(namespace);
  await world.untilStatus(infra, 'HEALTHY', longMs);
  await world.untilStatus(app, 'READY', longMs);
  const owned = { infra: await objectsOf(world, infra), app: await objectsOf(world, app) };
  assert.equal(
    [...owned.app.keys()].filter((name) => owned.infra.has(name)),
    [],
  );

  const names = await namesIn(world, namespace);
  const of = (kind: string) => names.filter((name) => name.startsWith(`${kind}/`));
  assert.equal(of('Prometheus'), ['Prometheus/cnvrg-infra-prometheus']);
  assert.equal(of('Gateway'), [`Gateway/istio-gw-${namespace}`]);
  assert.equal(
    infraBoxes.filter((box) => !names.includes(box)),
    [],
  );
  const redis = names.filter((name) => /redis/.test(name) && /^(Deployment|PersistentVolumeClaim)/.test(name));
  assert.equal(redis, ['Deployment/redis', 'PersistentVolumeClaim/infra-redis-storage']);
  const secrets = await listKind(world.cluster, namespace, 'v1/Secret');
  assert.equal(
    secrets.filter(isPullSecret).map(({ metadata }) => metadata.name),
    ['cnvrg-registry'],
  );
  for (const shared of ['Deployment/redis', 'Secret/cnvrg-registry', 'Secret/redis-creds', 'Deployment/grafana']) {
    assert.equal([owned.infra.has(shared), owned.app.has(shared)], [true, false], shared);
  }
  for (const [name, object] of owned.app) {
    if (object.kind === 'VirtualService') {
      assert.equal((object['spec'] as { gateways: string[] }).gateways, [`istio-gw-${namespace}`], name);
    }
    if (/Monitor$|PrometheusRule/.test(object.kind)) {
      const label = object.metadata.labels?.['cnvrg-infra-prometheus'];
      assert.is(label, `cnvrginfra-${namespace}`, `${name} is not what the one Prometheus takes`);
    }
  }
  assert.ok([...owned.app.keys()].some((name) => name.startsWith('ServiceMonitor/')));

  // HEALTHY may be the word of a revision before the last: the app's arrival gives the infra another one.
  const mark = await untilQuiet(world.test, isWrite, { forMs: 10_000, timeoutMs: longMs });
  await sleep(60_000);
  const writes = auditEvents(world.test, mark).filter(isWrite);
  assert.equal(
    writes.map(({ userAgent, verb, uri }) => `${userAgent} ${verb} ${uri}`),
    [],
  );
});

const isWrite = ({ verb, resource }: AuditEvent) =>
  /^(create|update|patch|delete|deletecollection)$/.test(verb) && resource !== 'leases';

const off = { enabled: false };

it('001.5: an infra that comes later takes over what is shared, and the rest of the app stays as it is', async () => {
  await using world = await cnvrgWorld();
  const [namespace] = world.namespaces;
  const app = await world.createApp(namespace, {
    controlPlan: { webapp: off, searchkiq: off, systemkiq: off },
    dbs: { pg: off, es: off, minio: off },
    logging: off,
  });
  await world.untilStatus(app, 'READY', longMs);
  const shared = ['Deployment/redis', 'Secret/cnvrg-registry', 'Secret/redis-creds', 'Deployment/grafana'];
  const before = await objectsOf(world, app);
  assert.equal(
    shared.filter((name) => !before.has(name)),
    [],
  );
  const infra = await world.createInfra({ infraNamespace: namespace });
  await world.untilStatus(infra, 'HEALTHY', longMs);
  await world.untilStatus(app, 'READY', longMs);
  const after = { app: await objectsOf(world, app), infra: await objectsOf(world, infra) };
  assert.equal(
    shared.filter((name) => after.app.has(name) || !after.infra.has(name)),
    [],
  );
  const claims = (await namesIn(world, namespace)).filter((name) => /^PersistentVolumeClaim.*redis/.test(name));
  assert.equal(claims, ['PersistentVolumeClaim/infra-redis-storage', 'PersistentVolumeClaim/redis']);
  const kept = 'Deployment/hyper';
  assert.is(after.app.get(kept)?.metadata.uid, before.get(kept)?.metadata.uid);

  const sidekiq = { ...app, group: 'apps', version: 'v1', kind: 'Deployment', name: 'sidekiq' };
  const first = await untilPodsRead(world, sidekiq, podsOf(before.get('Deployment/sidekiq')).checksum);
  assert.equal(first.redis, { name: 'redis-creds' }, 'pods wait for the Secret of the infra');
  await world.edit(infra, { dbs: { redis: { password: 'a-later-password' } } });
  await untilPodsRead(world, sidekiq, first.checksum);
});

/** What the pods of a Deployment read: by its checksum, and where the login of redis is from. */
function podsOf(deployment: KubeObject | undefined): { checksum?: string; redis?: object } {
  const { template } = (deployment?.['spec'] ?? {}) as { template?: PodTemplate };
  const checksum = template?.metadata?.annotations?.['checksum/reads'];
  const sources = template?.spec.containers[0]?.envFrom ?? [];
  const redis = sources.find(({ secretRef }) => secretRef?.name === 'redis-creds')?.secretRef;
  return { ...(checksum && { checksum }), ...(redis && { redis }) };
}

interface PodTemplate {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly envFrom?: readonly { secretRef?: { name: string } }[] }[] };
}

/** Until they are others than those with that checksum. */
async function untilPodsRead({ cluster }: CnvrgWorld, ref: ObjectRef, before: string | undefined) {
  const changed = (object: KubeObject) => {
    if (podsOf(object).checksum === before) throw new Error(`${ref.kind} ${ref.name} has the pods it had: ${before}`);
  };
  return podsOf(await until(cluster, ref, changed, { timeoutMs: longMs }));
}

it.run();
