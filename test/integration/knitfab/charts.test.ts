import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Cluster, gvkOf, type KubeObject, lookup, refOf } from '../../../src/cluster/index.ts';
import { renderWithLookups } from '../../../src/render/index.ts';
import { type ChartName, chartNames, fullValues, handOver, objectsOf, pick } from '../../charts/knitfab/charts.ts';
import { clusterOf, ownControlPlane } from '../../support/cluster.ts';
import { claimRef, grow, requestOf } from './claims.ts';

// node ports and storage classes belong to the whole cluster: other tests must neither find these nor be in their way
const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
const cluster = clusterOf(plane.kubeconfig);
const namespace = 'knitfab';
const force = { force: true } as const;
await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });

const it = suite('charts of knitfab on a real API server');
it.after(async () => {
  await plane[Symbol.asyncDispose]();
});

for (const chart of chartNames) {
  it(`003.16: takes every object of ${chart}`, async () => {
    const objects = objectsOf(chart, fullValues[chart]) as KubeObject[];
    assert.ok(objects.length > 0);
    for (const object of objects) {
      const applied = await cluster.apply(object, force);
      assert.equal(lost(object, applied.object), [], `${object.kind}/${object.metadata.name}`);
    }
  });
}

it('003.16: has the node ports that the charts fix', async () => {
  const services = await cluster.list({ gvk: { group: '', version: 'v1', kind: 'Service' }, namespace });
  const ports = services.items.flatMap(({ metadata, ...rest }) =>
    (rest['spec'] as ServiceSpec).ports.flatMap(({ nodePort }) => (nodePort ? [`${metadata.name} ${nodePort}`] : [])),
  );
  assert.equal(ports.sort(), [
    'image-registry 30503',
    'knitd 30803',
    'knitd-backend-debugger 30991',
    'knitd-debugger 30990',
  ]);
});

it('003.16: changes nothing when all is applied again', async () => {
  for (const chart of chartNames) {
    for (const object of objectsOf(chart, fullValues[chart]) as KubeObject[]) {
      const before = await cluster.get(refOf(object));
      const { object: after } = await cluster.apply(object, force);
      assert.equal(contentOf(after), contentOf(before as KubeObject), object.metadata.name);
    }
  }
});

for (const [chart, name] of [
  ['knit-db-postgres', 'database-pgdata'],
  ['knit-image-registry', 'image-registry-registry-root'],
] as const) {
  it(`003.14: an upgrade of ${chart} keeps the size that its volume has grown to`, async () => {
    await grow(cluster, claimRef(namespace, name), '20Gi');
    const claim = await claimOnUpgrade(chart, name, cluster);
    assert.is(requestOf((await cluster.apply(claim, force)).object), '20Gi');
  });

  it(`003.14: without looking, an upgrade of ${chart} would be refused`, async () => {
    const blind = await claimOnUpgrade(chart, name, undefined);
    assert.is.not(requestOf(blind), '20Gi');
    await rejects(() => cluster.apply(blind, force), 'field can not be less than');
  });
}

it('upgrades with a Job of its own beside that of the revision before', async () => {
  const jobs = [1, 2].map((revision) =>
    objectsOf('knit-schema-upgrader', fullValues['knit-schema-upgrader'], { revision }).find(
      ({ kind }) => kind === 'Job',
    ),
  ) as KubeObject[];
  for (const job of jobs) await cluster.apply(job, force);
  const { items } = await cluster.list({ gvk: gvkOf(jobs[0] as KubeObject), namespace });
  assert.is(items.length, 2);
});

/** Settings of an installation besides the full one. */
const others = {
  'what is given alone': {},
  'an NFS server of one’s own': { storage: { nfs: { external: true, server: '10.10.0.3', node: '' } } },
  'a registry of one’s own': { registry: { external: true } },
  'a database that goes with its pod': { database: { ephemeral: true, credential: { password: 'x' } } },
  'volumes of another provisioner': { storage: { class: { provisioner: 'rancher.io/local-path' } } },
  'no TLS, no volume expander': { app: { vex: { use: false } } },
};
for (const [at, [what, settings]] of Object.entries(others).entries()) {
  it(`003.16: takes every object with ${what}`, async () => {
    const other = `knitfab-${at}`;
    await makeRoom();
    await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: other } });
    const images = { imageRepository: '', imagePullSecret: '' };
    const database = { credential: { password: 'x' } };
    const values = handOver({ storage: {}, certs: {}, database, app: {}, ...images, ...settings });
    for (const chart of chartNames) {
      for (const object of objectsOf(chart, values[chart], { namespace: other }) as KubeObject[]) {
        const applied = await cluster.apply(object, force);
        assert.equal(lost(object, applied.object), [], `${object.kind}/${object.metadata.name}`);
      }
    }
  });
}

/** Node ports there are once in a cluster, and a class cannot be changed. */
async function makeRoom(): Promise<void> {
  for (const gvk of [
    { group: '', version: 'v1', kind: 'Service' },
    { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' },
  ]) {
    for (const object of (await cluster.list({ gvk })).items) {
      if (object.metadata.name !== 'kubernetes') await cluster.delete(refOf(object));
    }
  }
}

/** The server gives a claim a new version even when an apply leaves it as it was. */
function contentOf({ metadata, ...rest }: KubeObject): object {
  const { resourceVersion, managedFields, ...content } = metadata;
  return { metadata: content, ...rest };
}

interface ServiceSpec {
  readonly ports: readonly { readonly nodePort?: number }[];
}

/** What of an object the server has left out or changed. */
function lost(wanted: unknown, found: unknown, path = ''): string[] {
  if (Array.isArray(wanted))
    return wanted.flatMap((item, at) => lost(item, (found as unknown[])?.[at], `${path}[${at}]`));
  if (wanted !== null && typeof wanted === 'object') {
    return Object.entries(wanted).flatMap(([key, value]) =>
      lost(value, (found as Record<string, unknown> | undefined)?.[key], `${path}.${key}`),
    );
  }
  // false and absent are the same to the server
  return wanted === (found ?? (wanted === false ? false : undefined))
    ? []
    : [`${path}: ${String(wanted)} became ${String(found)}`];
}

async function claimOnUpgrade(chart: ChartName, name: string, seen: Cluster | undefined): Promise<KubeObject> {
  const objects = await renderWithLookups(
    (asking) => objectsOf(chart, fullValues[chart], { revision: 2, ...(asking.lookup && { lookup: asking.lookup }) }),
    seen ? { lookup: (query) => lookup(seen, query) } : {},
  );
  return pick(objects, `PersistentVolumeClaim/${name}`) as unknown as KubeObject;
}

async function rejects(act: () => Promise<unknown>, words: string): Promise<void> {
  const refused = await act().then(
    () => 'it was accepted',
    (error: Error) => error.message,
  );
  assert.match(refused, words);
}

it.run();
