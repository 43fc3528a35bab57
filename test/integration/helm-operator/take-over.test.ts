import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type ObjectRef, refOf } from '../../../src/cluster/index.ts';
import { decodeRecord } from '../../../src/release/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import {
  journal,
  journalChart,
  journalRef,
  journalWatches,
  leaveAsHelmOperator,
  leftNamespace,
} from '../../support/journal.ts';
import { helm } from '../../support/kubectl.ts';
import { startOperator } from '../../support/operator.ts';
import {
  conditionOf,
  define,
  installed,
  listKind,
  namesIn,
  statusOf,
  until,
  untilConditions,
  untilGone,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configDataOf, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster, kubeconfig } = test;
await define(cluster, 'test/fixtures/journal-crd.yaml');

const it = suite('releases that go from one operator to the other');

const sdkFinalizer = 'helm.sdk.operatorframework.io/uninstall-release';

it('row 10: an install leaves one record of Helm 3 that belongs to the resource, and the real helm reads it', async () => {
  const namespace = await testNamespace(cluster, 'install');
  const ref = journalRef(namespace, 'diary');
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: journalWatches });
  const { metadata } = await cluster.create(journal(namespace, 'diary', { text: 'dear diary' }));
  await untilConditions(cluster, ref, installed);

  const [record, ...more] = await recordSecrets(namespace);
  assert.equal(more, []);
  assert.is(record?.metadata.name, 'sh.helm.release.v1.diary.v1');
  assert.is(record?.['type'], 'helm.sh/release.v1');
  const { createdAt, modifiedAt, ...labels } = record?.metadata.labels ?? {};
  assert.equal(labels, { name: 'diary', owner: 'helm', status: 'deployed', version: '1' });
  assert.match(createdAt ?? modifiedAt ?? '', /^\d{10}$/);
  assert.equal(record?.metadata.ownerReferences, [
    {
      apiVersion: 'test.capstan.dev/v1',
      kind: 'Journal',
      name: 'diary',
      uid: metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ]);
  const h = (...words: readonly string[]) => helm(kubeconfig, '-n', namespace, ...words);
  assert.match(await h('list'), /^diary\s+\S+\s+1\s+.*deployed\s+journal-0\.1\.0/m);
  assert.match(await h('history', 'diary'), /^1\s.*deployed\s+journal-0\.1\.0\s+Install complete$/m);
  assert.match(await h('status', 'diary'), /NOTES:\nJournal diary says thanks\./);
  assert.match(await h('get', 'values', 'diary'), /^text: dear diary$/m);
  assert.is(
    (await h('get', 'manifest', 'diary')).trim(),
    statusOf(await cluster.get(ref))
      .deployedRelease?.manifest.replace('****', 'hush')
      .trim(),
  );
});

it("row 11: helm-operator's release is taken over without an upgrade, and uninstalled when its resource is deleted", async () => {
  const ref = await leaveAsHelmOperator(cluster);
  const before = await dataOf(leftNamespace);
  const left = await cluster.get(ref);
  {
    await using operator = await startOperator({
      kubeconfig,
      namespaces: [leftNamespace],
      watchesFile: journalWatches,
    });
    const taken = await until(cluster, ref, (live) => assert.is(conditionOf(live, 'Ready')?.status, 'True'));
    assert.equal(await recordsIn(test, leftNamespace), ['1 deployed']);
    assert.equal(await dataOf(leftNamespace), before);
    assert.equal(operator.lines('Upgraded release'), []);
    assert.equal(operator.lines('Installed release'), []);
    assert.equal(taken.metadata.finalizers, [sdkFinalizer]);
    for (const type of ['Initialized', 'Deployed']) {
      assert.equal(conditionOf(taken, type), conditionOf(left, type), type);
    }
    assert.is(statusOf(taken).deployedRelease?.name, 'diary');

    const text = { ...ref, group: '', kind: 'ConfigMap', name: 'diary-text' };
    await cluster.delete(text);
    await until(cluster, text, (live) => assert.is((live['data'] as { copies: string }).copies, '2'));
    assert.equal(await recordsIn(test, leftNamespace), ['1 deployed']);
  }
  // The finalizer of helm-operator's successor holds a resource just as well.
  await cluster.patch(ref, {
    type: 'merge',
    body: { metadata: { finalizers: [sdkFinalizer, 'uninstall-helm-release'] } },
  });
  await using _ = await startOperator({ kubeconfig, namespaces: [leftNamespace], watchesFile: journalWatches });
  await cluster.delete(ref);
  await untilGone(cluster, ref);
  assert.equal(await recordsIn(test, leftNamespace), []);
  // The hook's object is the garbage collector's, which asks later and later for the owner as long as it does not know the new kind.
  await eventually(async () => assert.equal(await namesIn(cluster, leftNamespace), ['ConfigMap/diary-kept']), {
    timeoutMs: 180_000,
  });
});

it("row 11: values and hooks that no object comes from are no reason to upgrade helm-operator's release", async () => {
  const namespace = await testNamespace(cluster, 'left');
  const ref = journalRef(namespace, 'diary');
  {
    await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: journalWatches });
    await cluster.create(journal(namespace, 'diary', { hookText: 'before' }));
    await untilConditions(cluster, ref, installed);
  }
  await withoutOurNotes(namespace); // helm-operator leaves none
  await cluster.patch(ref, { type: 'merge', body: { spec: { hookText: 'after', note: 'more' } } });
  await using operator = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: journalWatches });
  const generation = (await cluster.get(ref))?.metadata.generation;
  const taken = await until(cluster, ref, (live) =>
    assert.equal([statusOf(live).observedGeneration, conditionOf(live, 'Ready')?.status], [generation, 'True']),
  );
  assert.equal(await recordsIn(test, namespace), ['1 deployed']);
  assert.equal(operator.lines('Upgraded release'), []);
  assert.is(conditionOf(taken, 'Deployed')?.reason, 'InstallSuccessful');

  // From now on it is ours, and what `helm get` prints is to be true.
  await cluster.patch(ref, { type: 'merge', body: { spec: { hookText: 'later' } } });
  await until(cluster, ref, (live) => assert.is(conditionOf(live, 'Deployed')?.reason, 'UpgradeSuccessful'));
  assert.equal(await recordsIn(test, namespace), ['1 superseded', '2 deployed']);
});

it('row 11: random values of a chart stay those of the release that is taken over', async () => {
  const namespace = await testNamespace(cluster, 'left');
  const chart = writeChart('random', {
    'word.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  word: {{ randAlphaNum 12 }}\n',
  });
  const watch = { group: 'test.capstan.dev', version: 'v1', kind: 'Journal', chart };
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify([watch]));
  const ref = journalRef(namespace, 'diary');
  const word = async () => (await configDataOf(test, namespace, 'diary'))['word'];
  {
    await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile });
    await cluster.create(journal(namespace, 'diary', { text: 'one' }));
    await untilConditions(cluster, ref, installed);
  }
  const before = await word();
  await withoutOurNotes(namespace);
  await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile });
  await eventually(async () => {
    const [record] = await recordSecrets(namespace);
    assert.ok(record?.metadata.annotations?.['capstan.dev/input-digest'], 'it is not taken over yet');
  });
  assert.equal(await recordsIn(test, namespace), ['1 deployed']);
  assert.is(await word(), before);
});

it('row 12: what helm-operator compares is the same with our release, so that it goes on without an upgrade', async () => {
  const namespace = await testNamespace(cluster, 'hand-back');
  const ref = journalRef(namespace, 'diary');
  const spec = { text: 'dear "diary"', copies: 2, big: 12_345_678_901 };
  {
    await using _ = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile: journalWatches });
    await cluster.create(journal(namespace, 'diary', spec));
    await untilConditions(cluster, ref, installed);
    await cluster.patch(ref, { type: 'merge', body: { spec: { copies: 3 } } });
    await until(cluster, ref, (live) => assert.is(conditionOf(live, 'Deployed')?.reason, 'UpgradeSuccessful'));
  }
  // It upgrades when the manifest of an upgrade that is only rehearsed is another than the deployed one.
  const values = ['--set-string', 'text=dear "diary"', '--set', 'copies=3,big=12345678901'];
  const dry = ['upgrade', 'diary', journalChart, '--dry-run', '--reset-values', ...values, '-o', 'json'];
  const rehearsed = JSON.parse(await helm(kubeconfig, '-n', namespace, ...dry)) as { manifest: string };
  assert.is(rehearsed.manifest, await helm(kubeconfig, '-n', namespace, 'get', 'manifest', 'diary').then(asStored));
  const live = await cluster.get(ref);
  // What it deletes at its first look is every record that is not deployed, and what it waits for at the end its finalizer.
  assert.equal(await recordsIn(test, namespace), ['1 superseded', '2 deployed']);
  assert.equal(live?.metadata.finalizers, [sdkFinalizer]);
  const deployed = conditionOf(live, 'Deployed');
  assert.equal(
    [deployed?.status, deployed?.reason, deployed?.message],
    ['True', 'UpgradeSuccessful', 'Journal diary says thanks.\n'],
  );
  for (const secret of await recordSecrets(namespace)) {
    const record = await decodeRecord(secret);
    assert.equal([record.name, record.namespace, record.chart.metadata['name']], ['diary', namespace, 'journal']);
  }
});

async function recordSecrets(namespace: string): Promise<readonly KubeObject[]> {
  return (await listKind(cluster, namespace, 'v1/Secret')).filter(
    ({ metadata }) => metadata.labels?.['owner'] === 'helm',
  );
}

async function withoutOurNotes(namespace: string): Promise<void> {
  for (const secret of await recordSecrets(namespace)) {
    const annotations = Object.fromEntries(Object.keys(secret.metadata.annotations ?? {}).map((key) => [key, null]));
    await cluster.patch(refOf(secret), { type: 'merge', body: { metadata: { annotations } } });
  }
}

/** What the release's objects are made of, without who wrote it. */
async function dataOf(namespace: string): Promise<Record<string, unknown>> {
  const lists = await Promise.all(
    ['v1/ConfigMap', 'v1/Service', 'v1/Secret'].map((kind) => listKind(cluster, namespace, kind)),
  );
  const role: ObjectRef = {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRole',
    namespace: '',
    name: `${namespace}-diary`,
  };
  const objects = [...lists.flat(), await cluster.get(role)].filter((object) => object !== undefined);
  return Object.fromEntries(
    objects
      .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt' && metadata.labels?.['owner'] !== 'helm')
      .map(({ metadata: { managedFields: _, resourceVersion: __, ...metadata }, ...object }) => [
        refOf({ ...object, metadata } as KubeObject).name + object.kind,
        { ...object, metadata },
      ]),
  );
}

/** `helm get manifest` adds a line feed. */
function asStored(text: string): string {
  return text.replace(/\n$/, '');
}

it.run();
