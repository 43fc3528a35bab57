import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gvkOf, type KubeObject, type ObjectRef, refOf } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { beside } from '../../support/beside.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { type OperatorAccount, operatorAccount } from '../../support/operator-account.ts';
import {
  conditionOf,
  conditionsOf,
  defineRuntimes,
  installed,
  listKind,
  namesIn,
  runtime,
  runtimeRef,
  statusOf,
  until,
  untilConditions,
  untilGone,
  upgraded,
} from '../../support/resources.ts';

const test = await useControlPlane();
const { cluster } = test;
await defineRuntimes(cluster);
const it = suite('a Runtime and its release');

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

/** An operator of its own in a namespace of its own, with a Runtime. */
async function withRuntime(
  spec: object,
  use: (account: OperatorAccount, ref: ObjectRef) => Promise<void>,
): Promise<void> {
  const account = await operatorAccount(test, 'kre');
  await using _ = await startOperator({ kubeconfig: account.kubeconfig, namespaces: [account.namespace] });
  const ref = runtimeRef(account.namespace);
  await cluster.create(runtime(account.namespace, spec));
  await untilConditions(cluster, ref, installed);
  await use(account, ref);
}

const edit = (ref: ObjectRef, spec: object) => cluster.patch(ref, { type: 'merge', body: { spec } });
const nats = (namespace: string) => statefulSet(namespace, 'kre-nats');
const statefulSet = (namespace: string, name: string): ObjectRef => ({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  namespace,
  name,
});

interface StatefulSetSpec {
  readonly replicas: number;
  readonly volumeClaimTemplates: readonly {
    readonly spec: {
      readonly storageClassName: string;
      readonly resources: { readonly requests: { storage: string } };
    };
  }[];
}

const specOf = (object: KubeObject) => object['spec'] as StatefulSetSpec;

const immutableChange = beside(() =>
  withRuntime({}, async ({ namespace, user }, ref) => {
    const before = await until(cluster, nats(namespace), () => {});
    const mark = auditMark(test);
    await edit(ref, { nats_streaming: { storage: { size: '9Gi' } } });
    const refused = { ...installed, ReleaseFailed: 'True UpgradeError' };
    const failed = await untilConditions(cluster, ref, refused);
    const message = conditionOf(failed, 'ReleaseFailed')?.message ?? '';
    assert.match(message, 'StatefulSet.apps "kre-nats" is invalid: spec: Forbidden: updates to statefulset spec');
    // 0.5, 1, 2, 4 s: five tries in 10 s, with luck of the jitter six.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const tries = auditEvents(test, mark).filter(
      (event) =>
        event.user === user && event.verb === 'patch' && event.name === 'kre-nats' && event.resource === 'statefulsets',
    );
    assert.ok(tries.length >= 2 && tries.length <= 6, `${tries.length} tries in 10 s`);
    assert.is((await until(cluster, nats(namespace), () => {})).metadata.generation, before.metadata.generation);
    const records = (await namesIn(cluster, namespace, ['v1/Secret'])).filter((name) => name.includes('sh.helm'));
    assert.equal(records, ['Secret/sh.helm.release.v1.example4.v1'], 'a refused release is no revision');
    await edit(ref, { nats_streaming: { storage: { size: '2Gi' } } });
    await eventually(async () => {
      const now = conditionsOf(await cluster.get(ref));
      assert.is(now['ReleaseFailed'], undefined);
      assert.match(now['Deployed'] ?? '', /^True/);
    });
  }),
);

it('acceptance item 8: a spec of one value leaves all other defaults alone', () =>
  withRuntime({ nats_streaming: { replicas: 3 } }, async ({ namespace }) => {
    const { replicas, volumeClaimTemplates } = specOf(await until(cluster, nats(namespace), () => {}));
    assert.is(replicas, 3);
    assert.is(volumeClaimTemplates[0]?.spec.storageClassName, 'standard');
    assert.is(volumeClaimTemplates[0]?.spec.resources.requests.storage, '2Gi');
    assert.is(specOf(await until(cluster, statefulSet(namespace, 'kre-minio'), () => {})).replicas, 1);
    await eventually(async () => {
      const pods = (await listKind(cluster, namespace, 'v1/Pod')).map(({ metadata }) => metadata.name).sort();
      assert.equal(pods, ['kre-minio-0', 'kre-mongo-0', 'kre-nats-0', 'kre-nats-1', 'kre-nats-2']);
    });
  }));

it('acceptance item 9: the status tells of the install, the edit, the error, and its end', () =>
  withRuntime({}, async ({ namespace }, ref) => {
    const first = await until(cluster, ref, () => {});
    const { deployedRelease } = statusOf(first);
    assert.is(deployedRelease?.name, 'example4');
    assert.match(deployedRelease?.manifest ?? '', 'name: kre-nats');
    assert.not.match(deployedRelease?.manifest ?? '', Buffer.from('12345678').toString('base64'));
    assert.match(conditionOf(first, 'Deployed')?.message ?? '', `Runtime example4 is in namespace ${namespace}.`);
    const flipped = conditionOf(first, 'Deployed')?.lastTransitionTime;
    assert.match(flipped ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

    await edit(ref, { nats_streaming: { replicas: 1 } });
    const second = await untilConditions(cluster, ref, upgraded);
    assert.is(conditionOf(second, 'Deployed')?.lastTransitionTime, flipped, 'the status did not flip');
    assert.match(statusOf(second).deployedRelease?.manifest ?? '', /replicas: 1/);

    await edit(ref, { nats_streaming: { replicas: 'many' } });
    const refused = { ReleaseFailed: 'True UpgradeError', Irreconcilable: 'True ReconcileError' };
    const failed = await untilConditions(cluster, ref, { ...upgraded, ...refused });
    const words = conditionOf(failed, 'ReleaseFailed')?.message ?? '';
    assert.match(words, 'spec.nats_streaming.replicas');
    assert.match(words, /integer|number/);
    assert.equal(
      [conditionOf(failed, 'Ready')?.status, conditionOf(failed, 'Ready')?.reason],
      ['False', 'UpgradeError'],
    );
    assert.is(specOf(await until(cluster, nats(namespace), () => {})).replicas, 1, 'nothing was touched');

    await edit(ref, { nats_streaming: { replicas: 1 } });
    const mended = await untilConditions(cluster, ref, upgraded);
    assert.is(conditionOf(mended, 'Deployed')?.lastTransitionTime, flipped);
    await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Ready')?.reason, 'Progressing'));
  }));

it('acceptance item 9: a first release that the schema refuses is told, and installed once the spec is right', async () => {
  const account = await operatorAccount(test, 'kre');
  await using _ = await startOperator({ kubeconfig: account.kubeconfig, namespaces: [account.namespace] });
  const ref = runtimeRef(account.namespace);
  await cluster.create(runtime(account.namespace, { minio: { credentials: { accessKey: ['no', 'text'] } } }));
  const failed = await until(cluster, ref, (object) =>
    assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
  );
  assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', 'spec.minio.credentials.accessKey');
  assert.equal(await namesIn(cluster, account.namespace), []);
  await edit(ref, { minio: { credentials: { accessKey: 'admin' } } });
  await untilConditions(cluster, ref, installed);
});

it('acceptance item 10: what is deleted or edited by hand is put back, every object in its kind', () =>
  withRuntime(everyKind, async ({ namespace, user }, ref) => {
    const owner = (await until(cluster, ref, () => {})).metadata;
    const mark = auditMark(test);
    const objects = await releaseObjects(namespace);
    assert.equal([...new Set(objects.map(({ kind }) => kind))].sort(), [
      'ConfigMap',
      'Deployment',
      'Ingress',
      'PersistentVolumeClaim',
      'Secret',
      'Service',
      'StatefulSet',
    ]);
    for (const object of objects) {
      const what = `${object.kind} ${object.metadata.name}`;
      const [reference, ...others] = object.metadata.ownerReferences ?? [];
      assert.equal(others, [], what);
      assert.equal(reference, {
        apiVersion: 'kre.konstellation.io/v1alpha1',
        kind: 'Runtime',
        name: 'example4',
        uid: owner.uid as string,
        controller: true,
        blockOwnerDeletion: true,
      });
      await editByHand(object);
      // A claim in use stays until its pods are gone (kubernetes.io/pvc-protection), and they are not to go.
      if (object.kind !== 'PersistentVolumeClaim') await deleteByHand(object);
    }
    assert.is(
      (await until(cluster, ref, () => {})).metadata.generation,
      owner.generation,
      'nobody touched the Runtime',
    );
    await untilConditions(cluster, ref, installed);
    const records = (await namesIn(cluster, namespace, ['v1/Secret'])).filter((name) => name.includes('sh.helm'));
    assert.equal(records, ['Secret/sh.helm.release.v1.example4.v1'], 'a correction is no revision');
    // A conflict, or an object that is gone by now, may be right while somebody else writes and deletes.
    const strays = auditEvents(test, mark).filter(
      ({ user: who, code }) => who === user && code >= 400 && code !== 404 && code !== 409,
    );
    assert.equal(
      strays.map(({ verb, uri, code }) => `${verb} ${uri} ${code}`),
      [],
    );
  }));

it('acceptance item 11: what leaves the render is pruned, and objects of others are not touched', () =>
  withRuntime({ defaultBackend: { enabled: true } }, async ({ namespace }, ref) => {
    const strangers: KubeObject[] = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'somebodys', namespace }, data: { a: '1' } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'somebodys', namespace, labels: { 'app.kubernetes.io/instance': 'example4' } },
        spec: { ports: [{ port: 80 }], selector: { app: 'x' } },
      },
    ];
    const before = await Promise.all(strangers.map((object) => cluster.create(object)));
    assert.equal(
      (await namesIn(cluster, namespace)).filter((name) => name.endsWith('default-backend')),
      ['ConfigMap', 'Deployment', 'Service'].map((kind) => `${kind}/runtime-default-backend`),
    );
    await edit(ref, { defaultBackend: { enabled: false } });
    await untilConditions(cluster, ref, upgraded);
    const records = ['Secret/sh.helm.release.v1.example4.v1', 'Secret/sh.helm.release.v1.example4.v2'];
    const others = ['ConfigMap/somebodys', 'Service/somebodys'];
    await eventually(async () =>
      assert.equal(await namesIn(cluster, namespace), [...base, ...records, ...others].sort()),
    );
    const after = await Promise.all(before.map((object) => cluster.get(refOf(object))));
    assert.equal(
      after.map((object) => object?.metadata.resourceVersion),
      before.map(({ metadata }) => metadata.resourceVersion),
    );
  }));

it('acceptance item 12: deleting the Runtime removes every object, then the finalizer; claims of pods stay', () =>
  withRuntime({}, async ({ namespace }, ref) => {
    const claims = [
      'kre-minio-pvc-kre-minio-0',
      'kre-mongo-pvc-kre-mongo-0',
      'kre-nats-pvc-kre-nats-0',
      'kre-nats-pvc-kre-nats-1',
    ];
    const claimNames = async () =>
      (await namesIn(cluster, namespace, ['v1/PersistentVolumeClaim'])).map((name) => name.split('/')[1]);
    await eventually(async () => assert.equal(await claimNames(), claims));
    const mark = auditMark(test);
    await cluster.delete(ref);
    await untilGone(cluster, ref);
    await eventually(async () => assert.equal(await namesIn(cluster, namespace), []));
    assert.equal(await claimNames(), claims);
    const writes = auditEvents(test, mark).filter(
      ({ user, verb }) => user.includes(namespace) && /delete|patch/.test(verb),
    );
    const last = writes.at(-1);
    assert.equal([last?.verb, last?.resource], ['patch', 'runtimes'], 'the finalizer goes last');
    const deleted = writes.filter(({ verb }) => verb === 'delete').map(({ resource }) => resource);
    assert.equal(deleted, [
      'services',
      'services',
      'services',
      'statefulsets',
      'statefulsets',
      'statefulsets',
      'secrets',
      'secrets',
      'secrets', // the record
    ]);
  }));

it('acceptance item 12: a Runtime that was deleted while the operator was down is uninstalled at its next start', async () => {
  const account = await operatorAccount(test, 'kre');
  const { namespace, kubeconfig } = account;
  const ref = runtimeRef(namespace);
  const operator = await startOperator({ kubeconfig, namespaces: [namespace] });
  await cluster.create(runtime(namespace));
  await untilConditions(cluster, ref, installed);
  assert.is(await operator.stop(), 0);
  await cluster.delete(ref);
  assert.ok((await cluster.get(ref))?.metadata.deletionTimestamp, 'it waits for the operator');
  assert.is((await namesIn(cluster, namespace)).length, 9);
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace] });
  await untilGone(cluster, ref);
  await eventually(async () => assert.equal(await namesIn(cluster, namespace), []));
});

it(
  "acceptance item 18: an immutable change is told with the API server's words, without a loop, and ends when reverted",
  immutableChange,
);

/** Values whose objects are of every kind that the chart makes without other CRDs. */
const everyKind = {
  chronograf: { enabled: true },
  defaultBackend: { enabled: true },
  entrypoint: { ingress: { enabled: true } },
};

async function releaseObjects(namespace: string): Promise<KubeObject[]> {
  const kinds = [
    'v1/ConfigMap',
    'v1/Secret',
    'v1/Service',
    'v1/PersistentVolumeClaim',
    'apps/v1/StatefulSet',
    'apps/v1/Deployment',
    'networking.k8s.io/v1/Ingress',
  ];
  const lists = await Promise.all(kinds.map((kind) => listKind(cluster, namespace, kind)));
  return lists
    .flat()
    .filter(({ metadata }) => metadata.labels?.['helm.sdk.operatorframework.io/chart'] === 'kre-chart');
}

/** Something the chart says, said otherwise. */
async function editByHand(object: KubeObject): Promise<void> {
  const ref = refOf(object);
  const wanted = object.metadata.labels?.['app'];
  await cluster.patch(ref, { type: 'merge', body: { metadata: { labels: { app: 'edited-by-hand' } } } });
  await until(cluster, ref, (live) => assert.is(live.metadata.labels?.['app'], wanted, `${ref.kind} ${ref.name}`), {
    everyMs: 20,
  });
}

async function deleteByHand(object: KubeObject): Promise<void> {
  const ref = refOf(object);
  const { kind } = gvkOf(object);
  await cluster.delete(ref, { propagation: 'Background' });
  await until(
    cluster,
    ref,
    (live) => {
      assert.is.not(live.metadata.uid, object.metadata.uid, `${kind} ${ref.name} is still the old one`);
      assert.is(live.metadata.labels?.['app'], object.metadata.labels?.['app']);
    },
    { everyMs: 20 },
  );
}

it.run();
