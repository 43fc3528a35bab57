import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ApiRequest, Cluster, KubeObject } from '../../src/cluster/index.ts';
import { provisioner } from '../../src/devcluster/nodes/storage-class.ts';
import { VolumeProvisioner } from '../../src/devcluster/nodes/volumes.ts';
import { eventually } from '../support/eventually.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('volumes of real nodes');

const claim = {
  metadata: {
    name: 'data',
    namespace: 'default',
    uid: '1',
    resourceVersion: '1',
    annotations: { 'volume.kubernetes.io/storage-provisioner': provisioner },
  },
  spec: { storageClassName: 'standard', accessModes: ['ReadWriteOnce'] },
};

/** Has one claim that waits and, unless told otherwise, no volume, and is slower to say the latter. */
class SlowCluster {
  readonly created = Promise.withResolvers<void>();
  readonly volumes: string[] = [];
  readonly #there: readonly object[];
  readonly discovery = {
    resourceFor: async ({ kind, ...gvk }: { kind: string }) => ({
      ...gvk,
      kind,
      plural: `${kind.toLowerCase()}s`,
      namespaced: kind === 'PersistentVolumeClaim',
    }),
  };

  constructor(...there: readonly object[]) {
    this.#there = there;
  }

  async request({ path }: ApiRequest): Promise<unknown> {
    const items = path.endsWith('claims') ? [claim] : this.#there;
    if (items.length === 0) await Promise.race([this.created.promise, sleep(500)]);
    return { status: 200, body: { metadata: { resourceVersion: '1' }, items } };
  }

  async *stream(_: ApiRequest, signal: AbortSignal, onOpen?: () => void): AsyncGenerator<string> {
    onOpen?.();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  }

  async get(): Promise<undefined> {}

  async create({ metadata }: KubeObject): Promise<void> {
    this.volumes.push(metadata.name);
    this.created.resolve();
  }
}

it('a claim that waits at the start keeps the folder of its volume; one without a volume goes', async () => {
  const folder = scratchFolder();
  writeText(join(folder, 'pvc-stray', 'file'), '');
  const cluster = new SlowCluster();
  const end = new AbortController();
  await new VolumeProvisioner(cluster as unknown as Cluster, folder, end.signal).start();
  await eventually(() => assert.equal(cluster.volumes, ['pvc-1']));
  end.abort();
  assert.ok(existsSync(join(folder, 'pvc-1')));
  assert.equal(readdirSync(folder), ['pvc-1']);
});

function volumeOf(name: string, policy: string): object {
  const annotations = { 'pv.kubernetes.io/provisioned-by': provisioner };
  return {
    metadata: { name, resourceVersion: '1', annotations },
    spec: { persistentVolumeReclaimPolicy: policy },
    status: { phase: 'Bound' },
  };
}

it('the folder of a volume that was deleted by hand stays where its policy was to retain it', async () => {
  const folder = scratchFolder();
  for (const name of ['pvc-kept', 'pvc-gone']) writeText(join(folder, name, 'file'), '');
  for (const there of [[volumeOf('pvc-kept', 'Retain'), volumeOf('pvc-gone', 'Delete')], []]) {
    const end = new AbortController();
    await new VolumeProvisioner(new SlowCluster(...there) as unknown as Cluster, folder, end.signal).start();
    end.abort();
  }
  assert.ok(existsSync(join(folder, 'pvc-kept', 'file')));
  assert.not(existsSync(join(folder, 'pvc-gone')));
});

it.run();
