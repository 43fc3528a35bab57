import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { inNamespace, isDashboard, type Toggle, toggles } from '../../charts/cnvrg/toggles.ts';
import { merge } from '../../charts/render.ts';
import { eventually } from '../../support/eventually.ts';
import { refsOf } from '../../support/release-objects.ts';
import { listKind, untilEstablished } from '../../support/resources.ts';
import { routeDefinition } from './routes.ts';
import { appSpec, cnvrgWorld, infraSpec, statusOf } from './world.ts';

const it = suite('switches of a CnvrgApp and of a CnvrgInfra');
const world = await cnvrgWorld();
const { cluster } = world;
const [appNamespace] = world.namespaces;
const infraNamespace = await world.namespace('infra');
const owners = {
  app: { ref: await world.createApp(appNamespace), namespace: appNamespace, ready: 'READY' },
  infra: { ref: await world.createInfra({ infraNamespace }), namespace: infraNamespace, ready: 'HEALTHY' },
} as const;
type Owner = keyof typeof owners;
const names: readonly Owner[] = ['app', 'infra'];
/** All that a release has had at some time, by `KIND/NAME`. */
const allSeen = { app: new Map<string, ObjectRef>(), infra: new Map<string, ObjectRef>() };

it.after(async () => {
  await world[Symbol.asyncDispose]();
});

await settled();
const defaults = { app: await objectsNow('app'), infra: await objectsNow('infra') };

it('001.2: the app namespace has every box of the diagram, and the web app runs exactly the given image', async () => {
  const wanted = [
    ...['app', 'sidekiq', 'searchkiq', 'hyper'].map((name) => `Deployment/${name}`),
    ...['postgres', 'redis', 'minio', 'kibana', 'grafana'].map((name) => `Deployment/${name}`),
    'StatefulSet/elasticsearch',
    'Prometheus/cnvrg-ccp-prometheus',
    'ServiceMonitor/prometheus',
    `Gateway/istio-gw-${appNamespace}`,
    ...['app', 'elasticsearch', 'minio', 'kibana', 'grafana', 'prometheus'].map((name) => `VirtualService/${name}`),
  ];
  assert.equal(
    wanted.filter((name) => !defaults.app.has(name)),
    [],
  );
  const pods = podSpecs(await workloadsIn(appNamespace));
  assert.is(pods.get('Deployment/app')?.containers[0]?.image, appSpec.controlPlan.webapp.image);
});

it('001.3: the pull Secrets hold the given user and password, and everything that runs refers to them', async () => {
  const logins = { [appNamespace]: appSpec.controlPlan.registry, [infraNamespace]: infraSpec.registry };
  for (const [namespace, { user, password }] of Object.entries(logins)) {
    const secret = await cluster.get({ group: '', version: 'v1', kind: 'Secret', namespace, name: 'cnvrg-registry' });
    assert.is(secret?.['type'], 'kubernetes.io/dockerconfigjson');
    const data = secret?.['data'] as Record<string, string> | undefined;
    const config = JSON.parse(Buffer.from(data?.['.dockerconfigjson'] ?? '', 'base64').toString()) as object;
    const auth = Buffer.from(`${user}:${password}`).toString('base64');
    assert.equal(config, { auths: { 'docker.io': { username: user, password, auth } } });

    const workloads = await workloadsIn(namespace);
    assert.ok(workloads.length >= 4, namespace);
    for (const [name, pod] of podSpecs(workloads)) {
      assert.equal(pod.imagePullSecrets, [{ name: 'cnvrg-registry' }], `${namespace}: ${name}`);
    }
    for (const account of await listKind(cluster, namespace, 'v1/ServiceAccount')) {
      if (account.metadata.name === 'default') continue; // Kubernetes makes it
      assert.equal(account['imagePullSecrets'], [{ name: 'cnvrg-registry' }], `${namespace}: ${account.metadata.name}`);
    }
  }
});

it('001.11: Routes are asked for under openshift alone', async () => {
  const found = [...defaults.app.keys(), ...defaults.infra.keys()].filter((name) => name.startsWith('Route/'));
  assert.equal(found, []);
  await untilEstablished(cluster, routeDefinition);
});

const steps = [...new Set(toggles.flatMap(({ step }) => step ?? []))].sort();
for (const step of steps) {
  const moved = toggles.filter((toggle) => toggle.step === step);
  it(`001.9: ${moved.map(({ name }) => name).join(', ')}`, async () => {
    for (const name of names) await move(name, moved);
    await settled();
    for (const name of names) await haveObjects(name, moved);
  });
}

it('001.9: with everything as it was, the objects of the beginning are there again', async () => {
  for (const name of names) await move(name, []);
  await settled();
  for (const name of names) await haveObjects(name, []);
});

/** Moves these and moves all others back. */
async function move(owner: Owner, moved: readonly Toggle[]): Promise<void> {
  const own = toggles.filter(({ chart, step }) => chart === owner && step !== undefined);
  const back = own.filter((toggle) => !moved.includes(toggle)).map((toggle) => toggle.back);
  const forth = own.filter((toggle) => moved.includes(toggle)).map((toggle) => toggle.moved);
  await world.edit(owners[owner].ref, merge(...back, ...forth));
}

async function settled(): Promise<void> {
  for (const { ref, ready } of Object.values(owners)) await world.untilStatus(ref, ready, 240_000);
}

/** Waits until the cluster has the objects of the beginning without those that go, and those that come. */
async function haveObjects(owner: Owner, moved: readonly Toggle[]): Promise<void> {
  const own = moved.filter(({ chart }) => chart === owner);
  const { namespace } = owners[owner];
  const gone = new Set(
    inNamespace(
      own.flatMap((toggle) => toggle.gone),
      namespace,
    ),
  );
  const come = inNamespace(
    own.flatMap((toggle) => toggle.come),
    namespace,
  );
  const stay = [...defaults[owner].keys()].filter((name) => !gone.has(name) && !isDashboard(name));
  await eventually(
    async () => {
      await objectsNow(owner);
      assert.equal(await presentOf(allSeen[owner]), [...stay, ...come].sort(), `objects of the ${owner}`);
    },
    { everyMs: 1_000 },
  );
}

async function objectsNow(owner: Owner): Promise<ReadonlyMap<string, ObjectRef>> {
  const { ref, namespace } = owners[owner];
  const live = await cluster.get(ref);
  const manifest = (live && statusOf(live).deployedRelease?.manifest) ?? '';
  const refs = await refsOf(cluster, manifest, namespace);
  const byName = new Map(refs.map((one) => [`${one.kind}/${one.name}`, one]));
  for (const [name, one] of byName) allSeen[owner].set(name, one);
  return byName;
}

async function presentOf(refs: ReadonlyMap<string, ObjectRef>): Promise<string[]> {
  const present: string[] = [];
  for (const [name, ref] of refs) {
    if (!isDashboard(name) && (await cluster.get(ref)) !== undefined) present.push(name);
  }
  return present.sort();
}

interface PodSpec {
  readonly imagePullSecrets?: readonly object[];
  readonly containers: readonly { readonly image: string }[];
}

async function workloadsIn(namespace: string): Promise<readonly KubeObject[]> {
  const kinds = ['apps/v1/Deployment', 'apps/v1/StatefulSet', 'apps/v1/DaemonSet'];
  return (await Promise.all(kinds.map((kind) => listKind(cluster, namespace, kind)))).flat();
}

function podSpecs(workloads: readonly KubeObject[]): ReadonlyMap<string, PodSpec> {
  return new Map(
    workloads.map((workload) => {
      const { template } = workload['spec'] as { template: { spec: PodSpec } };
      return [`${workload.kind}/${workload.metadata.name}`, template.spec];
    }),
  );
}

it.run();
