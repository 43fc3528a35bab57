import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Informer, type ObjectRef } from '../../../src/cluster/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { eventually, ownControlPlane, testClusterOf } from '../../support/cluster.ts';
import { until, untilGone } from '../../support/resources.ts';
import { appRef, type CnvrgWorld, cnvrgWorld, infraRef, namesIn, statusOf } from './world.ts';

const it = suite('life of a CnvrgApp and a CnvrgInfra');

const longMs = 180_000; // group by group, on a busy machine

const off = { enabled: false };
/** Some databases and nothing else: these tests are not about how much there is. */
const small = {
  controlPlan: { webapp: off, sidekiq: off, searchkiq: off, systemkiq: off, hyper: off },
  dbs: { es: off },
  logging: off,
  monitoring: off,
};
const smallInfra = { monitoring: off, networking: { istio: off } };

const inNamespace = (namespace: string, kind: 'ConfigMap' | 'Secret', name: string): ObjectRef => ({
  group: '',
  version: 'v1',
  kind,
  namespace,
  name,
});

async function dataOf({ cluster }: CnvrgWorld, ref: ObjectRef): Promise<Readonly<Record<string, string>>> {
  return ((await cluster.get(ref))?.['data'] ?? {}) as Readonly<Record<string, string>>;
}

async function placeOf({ cluster }: CnvrgWorld, infra: ObjectRef): Promise<string> {
  return ((await cluster.get(infra))!['spec'] as { infraNamespace: string }).infraNamespace;
}

/** The words and shares that the status of a resource goes through, from now on. */
function recordStatus({ cluster }: CnvrgWorld, { group, version, kind, namespace, name }: ObjectRef) {
  const words: string[] = [];
  const shares: number[] = [];
  const stop = new AbortController();
  const informer = new Informer(cluster, {
    target: { gvk: { group, version, kind }, namespace, fieldSelector: `metadata.name=${name}` },
    transform: statusOf,
    onChange: ({ value: { status, progress, message } }) => {
      const word = status === 'ERROR' ? `ERROR: ${message}` : status;
      if (word && words.at(-1) !== word) words.push(word);
      if (progress) shares.push(Number.parseInt(progress, 10));
    },
    log: silentLogger,
  });
  informer.start(stop.signal);
  return { words, shares, [Symbol.dispose]: () => stop.abort() };
}

const saysRemoving = (world: CnvrgWorld, ref: ObjectRef, words: RegExp) =>
  until(world.cluster, ref, (live) => {
    const { status, message = '' } = statusOf(live);
    assert.is(status, 'REMOVING');
    assert.match(message, words);
  });

const saysError = (world: CnvrgWorld, ref: ObjectRef, words: RegExp) =>
  until(
    world.cluster,
    ref,
    (live) => {
      const { status, message = '' } = statusOf(live);
      assert.is(status, 'ERROR');
      assert.match(message, words);
    },
    { timeoutMs: 60_000 },
  );

it('001.8, 001.10: RECONCILING with a share, READY or HEALTHY, REMOVING; nothing of a deleted app is left but what was to stay', async () => {
  await using world = await cnvrgWorld();
  const { cluster } = world;
  const [namespace] = world.namespaces;
  using seenInfra = recordStatus(world, infraRef());
  using seenApp = recordStatus(world, appRef(namespace));
  const infra = await world.createInfra(smallInfra);
  const app = await world.createApp(namespace, small);
  await world.untilStatus(app, 'READY', longMs);
  await world.untilStatus(infra, 'HEALTHY', longMs);
  await eventually(() => assert.equal([seenApp.words.at(-1), seenInfra.words.at(-1)], ['READY', 'HEALTHY']));
  for (const { words, shares } of [seenApp, seenInfra]) {
    assert.is(words[0], 'RECONCILING');
    assert.equal(
      words.filter((word) => word.startsWith('ERROR')),
      [],
    );
    assert.ok(shares[0]! < 100, shares.join());
    assert.is(shares.at(-1), 100);
  }
  const infraNamespace = await placeOf(world, infra);
  const trigger = () => dataOf(world, inNamespace(infraNamespace, 'ConfigMap', 'infra-reconciler-cm'));
  await eventually(async () => assert.equal(await trigger(), { [namespace]: 'cnvrgapp' }), { timeoutMs: 60_000 });

  const seeded = inNamespace(namespace, 'ConfigMap', 'cnvrg-db-init');
  await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: seeded.name, namespace } });
  await cluster.delete(app);
  await untilGone(cluster, app, 60_000);
  await eventually(() => assert.is(seenApp.words.at(-1), 'REMOVING'));
  assert.is(await cluster.get(seeded), undefined);
  await eventually(async () => assert.equal(await trigger(), {}), { timeoutMs: 60_000 });
  await eventually(async () => {
    const left = (await namesIn(world, namespace)).filter((name) => !name.startsWith('PersistentVolumeClaim/'));
    assert.equal(left, ['Secret/cnvrgapp-credentials']);
  });
});

it('001.8: a change that does not work is ERROR with the reason, what stands stays, and the next change heals it', async () => {
  await using world = await cnvrgWorld();
  const [namespace] = world.namespaces;
  const app = await world.createApp(namespace, small);
  await world.untilStatus(app, 'READY', longMs);
  const before = await namesIn(world, namespace);
  await world.edit(app, { dbs: { pg: { storageClass: 'there-is-none' } } });
  await saysError(world, app, /spec\.dbs\.pg\.storageClass: .*there-is-none/);
  assert.equal(await namesIn(world, namespace), before);
  await world.edit(app, { dbs: { pg: { storageClass: '' } } });
  await world.untilStatus(app, 'READY', longMs);
});

it('001.13: what is generated stays over a restart, a change, and a life of the app; so do its volumes', async () => {
  await using world = await cnvrgWorld();
  const { cluster } = world;
  const [namespace] = world.namespaces;
  const app = await world.createApp(namespace, small);
  await world.untilStatus(app, 'READY', longMs);
  const read = async () => {
    const names = ['cnvrgapp-credentials', 'postgres', 'redis-creds', 'cp-base-secret', 'cp-object-storage'];
    return Promise.all(names.map((name) => dataOf(world, inNamespace(namespace, 'Secret', name))));
  };
  const claims = async () => (await namesIn(world, namespace)).filter((name) => name.startsWith('PersistentVolume'));
  const first = { secrets: await read(), claims: await claims() };
  assert.ok(first.secrets.every((data) => Object.keys(data).length > 0));
  assert.equal(
    first.claims,
    ['minio', 'postgres', 'redis'].map((name) => `PersistentVolumeClaim/${name}`),
  );
  await world.restart();
  await world.edit(app, { controlPlan: { baseConfig: { intercom: false } } });
  await world.untilStatus(app, 'READY', longMs);
  assert.equal(await read(), first.secrets);
  await cluster.delete(app);
  await untilGone(cluster, app, 60_000);
  assert.equal(await claims(), first.claims);
  await world.createApp(namespace, small);
  await world.untilStatus(app, 'READY', longMs);
  assert.equal(await read(), first.secrets);
});

it('bad input: of two apps in one namespace the second is refused, can go again, and what the first left is not taken', async () => {
  await using world = await cnvrgWorld();
  const [namespace] = world.namespaces;
  const first = await world.createApp(namespace, small, 'first');
  await world.untilStatus(first, 'READY', longMs);
  const before = await namesIn(world, namespace);
  const second = await world.createApp(namespace, small, 'second');
  await saysError(world, second, new RegExp(`namespace ${namespace} has a CnvrgApp already, first`));
  assert.equal(
    (await namesIn(world, namespace)).filter((name) => name !== 'Secret/second-credentials'),
    before,
  );
  await world.remove(second);
  await world.untilStatus(first, 'READY', longMs);
  await world.createApp(namespace, small, 'second');
  await world.remove(first);
  // The volumes of the first are still there, and their passwords are not the second's.
  await saysError(world, second, /PersistentVolumeClaim .* belongs to Helm release .*first/);
  await world.remove(second);
});

it('bad input: an app before any infra works, says what it lacks, and hears of the infra when it comes', async () => {
  await using world = await cnvrgWorld();
  const [namespace] = world.namespaces;
  const app = await world.createApp(namespace, small);
  const alone = await world.untilStatus(app, 'READY', longMs);
  assert.match(statusOf(alone).message ?? '', /no CnvrgInfra/i);
  await world.createInfra(smallInfra);
  await until(
    world.cluster,
    app,
    (live) => {
      assert.is(statusOf(live).status, 'READY');
      assert.not.match(statusOf(live).message ?? '', /no CnvrgInfra/i);
    },
    { timeoutMs: longMs },
  );
});

for (const layout of ['two namespaces', 'one namespace'] as const) {
  it(`bad input: an infra that is deleted while apps live stays whole for them, and goes after the last one (${layout})`, async () => {
    await using world = await cnvrgWorld();
    const { cluster } = world;
    const [namespace] = world.namespaces;
    const place = layout === 'one namespace' ? { infraNamespace: namespace } : {};
    const infra = await world.createInfra({ ...smallInfra, ...place });
    const infraNamespace = await placeOf(world, infra);
    const app = await world.createApp(namespace, small);
    await world.untilStatus(infra, 'HEALTHY', longMs);
    await world.untilStatus(app, 'READY', longMs);
    const before = await namesIn(world, infraNamespace);
    await cluster.delete(infra);
    await saysRemoving(world, infra, new RegExp(`CnvrgApp ${namespace}/cnvrgapp`));
    await world.edit(app, { controlPlan: { baseConfig: { intercom: false } } });
    await world.untilStatus(app, 'READY', longMs);
    assert.equal(await namesIn(world, infraNamespace), before);
    await cluster.delete(app);
    await untilGone(cluster, app, 60_000);
    await untilGone(cluster, infra, 120_000);
    await eventually(async () => {
      const left = (await namesIn(world, infraNamespace)).filter(
        (name) => !/^(PersistentVolumeClaim|Secret)\//.test(name),
      );
      assert.equal(left, []);
    });
  });
}

it('001.12: definitions that are missing are installed; a kind that has none is told, and nothing is made by halves', async () => {
  await using plane = await ownControlPlane({ audit: true });
  await using world = await cnvrgWorld({ test: testClusterOf(plane) });
  const { cluster } = world;
  const [namespace] = world.namespaces;
  const other = await world.namespace();
  const routed = await world.createApp(other, { ...small, networking: { ingress: { ingressType: 'openshift' } } });
  await saysError(world, routed, /Route/);
  assert.equal(
    (await namesIn(world, other)).filter((name) => name !== 'Secret/cnvrgapp-credentials'),
    [],
  );
  const app = await world.createApp(namespace, small);
  await world.untilStatus(app, 'READY', longMs);
  for (const name of ['gateways.networking.istio.io', 'prometheuses.monitoring.coreos.com']) {
    const kind = 'CustomResourceDefinition';
    assert.ok(await cluster.get({ group: 'apiextensions.k8s.io', version: 'v1', kind, namespace: '', name }), name);
  }
});

it.run();
