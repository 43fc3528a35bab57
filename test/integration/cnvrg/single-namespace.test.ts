import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { listKind } from '../../support/resources.ts';
import { infraBoxes, longMs } from './infra-boxes.ts';
import { cnvrgWorld, namesIn, objectsOf } from './world.ts';

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

  const mark = auditMark(world.test);
  await sleep(60_000);
  const writes = auditEvents(world.test, mark).filter(
    ({ verb, resource }) => /^(create|update|patch|delete|deletecollection)$/.test(verb) && resource !== 'leases',
  );
  assert.equal(
    writes.map(({ userAgent, verb, uri }) => `${userAgent} ${verb} ${uri}`),
    [],
  );
});

const off = { enabled: false };

it('001.5: an infra that comes later takes over what is shared, and the rest of the app stays as it is', async () => {
  await using world = await cnvrgWorld();
  const [namespace] = world.namespaces;
  const app = await world.createApp(namespace, {
    controlPlan: { webapp: off, sidekiq: off, searchkiq: off, systemkiq: off },
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
});

it.run();
