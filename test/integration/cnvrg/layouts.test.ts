import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../../src/cluster/index.ts';
import { eventually } from '../../support/eventually.ts';
import { infraBoxes, longMs } from './infra-boxes.ts';
import { appSpec, type CnvrgWorld, cnvrgWorld, infraRef, infraSpec, namesIn, objectsOf } from './world.ts';

const it = suite('an infra and its apps in namespaces of their own');

const refIn = (namespace: string, kind: string, name: string, group = '', version = 'v1'): ObjectRef => ({
  group,
  version,
  kind,
  namespace,
  name,
});

async function dataOf({ cluster }: CnvrgWorld, namespace: string, kind: 'ConfigMap' | 'Secret', name: string) {
  return ((await cluster.get(refIn(namespace, kind, name)))?.['data'] ?? {}) as Readonly<Record<string, string>>;
}

/** Where fluent-bit sends the logs to. */
async function outputsOf(world: CnvrgWorld, infra: string): Promise<string[]> {
  const config = (await dataOf(world, infra, 'ConfigMap', 'fluent-bit-config'))['fluent-bit.conf'] ?? '';
  return [...config.matchAll(/^ +Host +(\S+)$/gm)].map(([, host]) => host!).sort();
}

async function loginOf(world: CnvrgWorld, namespace: string): Promise<unknown> {
  const config = (await dataOf(world, namespace, 'Secret', 'cnvrg-registry'))['.dockerconfigjson'] ?? '';
  const { auths } = JSON.parse(atob(config)) as { auths: Record<string, { username: string; password: string }> };
  return Object.values(auths).map(({ username, password }) => [username, password]);
}

const provisioners = {
  hostpath: [
    refIn('', 'StorageClass', 'cnvrg-hostpath-storage', 'storage.k8s.io'),
    refIn('', 'ClusterRole', 'hostpath-provisioner', 'rbac.authorization.k8s.io'),
    refIn('', 'ClusterRoleBinding', 'hostpath-provisioner', 'rbac.authorization.k8s.io'),
    refIn('cnvrg-infra', 'ServiceAccount', 'hostpath-provisioner-admin'),
    refIn('cnvrg-infra', 'DaemonSet', 'hostpath-provisioner', 'apps'),
  ],
  nfs: [
    refIn('', 'StorageClass', 'cnvrg-nfs-storage', 'storage.k8s.io'),
    refIn('', 'ClusterRole', 'nfs-client-provisioner-runner', 'rbac.authorization.k8s.io'),
    refIn('', 'ClusterRoleBinding', 'run-nfs-client-provisioner', 'rbac.authorization.k8s.io'),
    refIn('cnvrg-infra', 'Role', 'leader-locking-nfs-client-provisioner', 'rbac.authorization.k8s.io'),
    refIn('cnvrg-infra', 'RoleBinding', 'leader-locking-nfs-client-provisioner', 'rbac.authorization.k8s.io'),
    refIn('cnvrg-infra', 'ServiceAccount', 'nfs-client-provisioner'),
    refIn('cnvrg-infra', 'Deployment', 'nfs-client-provisioner', 'apps'),
  ],
};

async function presentOf({ cluster }: CnvrgWorld, refs: readonly ObjectRef[]): Promise<string[]> {
  const live = await Promise.all(
    refs.map(async (ref) => ((await cluster.get(ref)) ? [`${ref.kind}/${ref.name}`] : [])),
  );
  return live.flat();
}

const named = (refs: readonly ObjectRef[]) => refs.map(({ kind, name }) => `${kind}/${name}`);

it('001.1, 001.3, 001.6: the example makes the infra in cnvrg-infra; provisioners come and go as they are asked for', async () => {
  await using world = await cnvrgWorld({ count: 0 });
  const ref = infraRef();
  await world.cluster.create({
    apiVersion: 'mlops.cnvrg.io/v1',
    kind: 'CnvrgInfra',
    metadata: { name: ref.name },
    spec: infraSpec,
  });
  await world.untilStatus(ref, 'HEALTHY', longMs);
  const names = await namesIn(world, 'cnvrg-infra');
  assert.equal(
    infraBoxes.filter((box) => !names.includes(box)),
    [],
  );
  assert.equal(await loginOf(world, 'cnvrg-infra'), [[infraSpec.registry.user, infraSpec.registry.password]]);
  const all = [...provisioners.hostpath, ...provisioners.nfs];
  assert.equal(await presentOf(world, all), []);

  await world.edit(ref, { storage: { enabled: true, hostpath: { enabled: true } } });
  await world.untilStatus(ref, 'HEALTHY', longMs);
  assert.equal(await presentOf(world, all), named(provisioners.hostpath));

  const nfs = { enabled: 'true', server: 'files.example.com', path: '/export' };
  await world.edit(ref, { storage: { hostpath: { enabled: 'false' }, nfs } });
  await world.untilStatus(ref, 'HEALTHY', longMs);
  assert.equal(await presentOf(world, all), named(provisioners.nfs));

  await world.edit(ref, { storage: { enabled: 'false' } });
  await world.untilStatus(ref, 'HEALTHY', longMs);
  assert.equal(await presentOf(world, all), []);
});

/** What would be another after an object was deleted and made anew, or changed. */
async function stampsOf(world: CnvrgWorld, ref: ObjectRef): Promise<Record<string, unknown>> {
  const objects = await objectsOf(world, ref);
  return Object.fromEntries([...objects].map(([name, { metadata }]) => [name, [metadata.uid, metadata.generation]]));
}

it('001.3, 001.4: two apps and an infra are neighbours; when one goes, the others stay whole and its logs are no longer sent', async () => {
  await using world = await cnvrgWorld({ count: 2 });
  const [one, two] = world.namespaces as readonly [string, string];
  const infra = await world.createInfra();
  const place = (await world.cluster.get(infra))!['spec'] as { infraNamespace: string };
  const first = await world.createApp(one, { clusterDomain: 'one.example.com' });
  const second = await world.createApp(two, { clusterDomain: 'two.example.com' });
  for (const app of [first, second]) await world.untilStatus(app, 'READY', longMs);
  await world.untilStatus(infra, 'HEALTHY', longMs);

  for (const app of [first, second]) {
    const objects = await objectsOf(world, app);
    assert.ok(objects.size > 50, `${objects.size} objects`);
    const elsewhere = [...objects].filter(([, { metadata }]) => metadata.namespace !== app.namespace);
    assert.equal(
      elsewhere.map(([name]) => name),
      [],
    );
  }
  const alike = async (namespace: string) =>
    (await namesIn(world, namespace)).map((name) => name.replace(namespace, 'NS'));
  assert.equal(await alike(one), await alike(two));
  const { user, password } = appSpec.controlPlan.registry;
  for (const namespace of [one, two]) assert.equal(await loginOf(world, namespace), [[user, password]]);
  const trigger = () => dataOf(world, place.infraNamespace, 'ConfigMap', 'infra-reconciler-cm');
  // The apps' arrival gives the infra another revision: HEALTHY may be the word of the one before.
  await eventually(async () => {
    assert.equal(await trigger(), { [one]: 'cnvrgapp', [two]: 'cnvrgapp' });
    assert.equal(await outputsOf(world, place.infraNamespace), [`elasticsearch.${one}`, `elasticsearch.${two}`].sort());
    const credentials = await dataOf(world, place.infraNamespace, 'Secret', 'fluent-bit-credentials');
    for (const namespace of [one, two]) {
      const { CNVRG_ES_PASS } = await dataOf(world, namespace, 'Secret', 'es-creds');
      assert.is(credentials[`ES_${namespace.toUpperCase().replaceAll('-', '_')}_PASSWORD`], CNVRG_ES_PASS, namespace);
    }
  });
  await world.untilStatus(infra, 'HEALTHY', longMs);

  const before = { second: await stampsOf(world, second), infra: await stampsOf(world, infra) };
  await world.remove(first);
  await eventually(async () => {
    assert.equal(await outputsOf(world, place.infraNamespace), [`elasticsearch.${two}`]);
    assert.equal(await trigger(), { [two]: 'cnvrgapp' });
  });
  await world.untilStatus(infra, 'HEALTHY', longMs);
  await world.untilStatus(second, 'READY', longMs);
  const after = { second: await stampsOf(world, second), infra: await stampsOf(world, infra) };
  assert.equal(after.second, before.second);
  for (const [name, stamp] of Object.entries(before.infra)) {
    if (redrawn.includes(name)) assert.is(uidOf(after.infra[name]), uidOf(stamp), name);
    else assert.equal(after.infra[name], stamp, name);
  }
  await eventually(async () => {
    const left = (await namesIn(world, one)).filter((name) => !name.startsWith('PersistentVolumeClaim/'));
    assert.equal(left, [
      'Role/cnvrg-ccp-prometheus',
      'RoleBinding/cnvrg-ccp-prometheus',
      'Secret/cnvrgapp-credentials',
    ]);
  });
});

/** Those of the infra that tell of the apps. */
const redrawn = ['DaemonSet/fluent-bit', 'PrometheusRule/prometheus-k8s-rules'];
const uidOf = (stamp: unknown) => (stamp as readonly unknown[] | undefined)?.[0];

it.run();
