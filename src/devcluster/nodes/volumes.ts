import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, Informer, type KubeObject } from '../../cluster/index.ts';
import { isCapstanError } from '../../errors/index.ts';
import { silentLogger } from '../../log/index.ts';
import { provisioner } from './storage-class.ts';

/** Where nodes see the folder of all volumes. */
const seenAt = '/var/lib/capstan/volumes';
const retryAfterMs = 1_000;
/** A file beside a folder that stays when its volume is deleted, as its reclaimPolicy says. */
const retained = '.retained';

/**
 * Makes a volume for every claim whose class is ours, and removes it when its claim is gone and its class says so: a folder
 * that every node sees at the same place. Runs until the signal; what fails is tried again.
 */
export class VolumeProvisioner {
  readonly #cluster: Cluster;
  readonly #folder: string;
  readonly #signal: AbortSignal;
  readonly #working = new Set<string>();
  readonly #claims: Informer<KubeObject>;
  readonly #volumes: Informer<KubeObject>;

  constructor(cluster: Cluster, folder: string, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#folder = folder;
    this.#signal = signal;
    this.#claims = this.#watch(
      'PersistentVolumeClaim',
      (claim) => isWaiting(claim),
      (claim) => this.#provide(claim),
    );
    this.#volumes = this.#watch(
      'PersistentVolume',
      (volume) => isReleased(volume) || isRetained(volume) !== existsSync(this.#noteOf(volume)),
      async (volume) => (isReleased(volume) ? this.#remove(volume) : this.#note(volume)),
    );
  }

  async start(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    this.#volumes.start(this.#signal);
    await this.#volumes.synced(this.#signal);
    this.#removeStray(); // before the first claim is provided for: its volume would be taken for none
    this.#claims.start(this.#signal);
    await this.#claims.synced(this.#signal);
  }

  #watch(
    kind: string,
    isDue: (object: KubeObject) => boolean,
    work: (object: KubeObject) => Promise<void>,
  ): Informer<KubeObject> {
    const informer: Informer<KubeObject> = new Informer<KubeObject>(this.#cluster, {
      target: { gvk: { group: '', version: 'v1', kind } },
      transform: (object) => object,
      onChange: (change) => {
        if (change.type !== 'deleted') void this.#workOn(informer, change.key, isDue, work);
      },
      log: silentLogger,
    });
    return informer;
  }

  /** One at a time for an object, from what is known of it at each try. */
  async #workOn(
    informer: Informer<KubeObject>,
    key: string,
    isDue: (object: KubeObject) => boolean,
    work: (object: KubeObject) => Promise<void>,
  ): Promise<void> {
    const [namespace = '', name = ''] = key.split('/');
    const mark = `${namespace}/${name}`;
    if (this.#working.has(mark)) return;
    this.#working.add(mark);
    try {
      for (;;) {
        const object = informer.get(namespace, name);
        if (object === undefined || !isDue(object) || this.#signal.aborted) return;
        try {
          return await work(object);
        } catch {
          await sleep(retryAfterMs, undefined, { signal: this.#signal, ref: false });
        }
      }
    } catch {
      // the signal
    } finally {
      this.#working.delete(mark);
    }
  }

  async #provide(claim: KubeObject): Promise<void> {
    const volume = volumeFor(claim, await this.#reclaimPolicyOf(claim));
    const folder = join(this.#folder, volume.metadata.name);
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777); // whoever the pod runs as; the folder above is root's alone
    try {
      await this.#cluster.create(volume, {}, this.#signal);
    } catch (error) {
      if (!isCapstanError(error, 'ALREADY_EXISTS')) throw error;
    }
  }

  async #reclaimPolicyOf(claim: KubeObject): Promise<string> {
    const name = specOf(claim).storageClassName ?? '';
    const ref = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass', namespace: '', name };
    const storageClass = await this.#cluster.get(ref, this.#signal);
    return (storageClass?.['reclaimPolicy'] as string | undefined) ?? 'Delete';
  }

  async #remove(volume: KubeObject): Promise<void> {
    const { name, uid } = volume.metadata;
    rmSync(join(this.#folder, name), { recursive: true, force: true });
    rmSync(this.#noteOf(volume), { force: true });
    const ref = { group: '', version: 'v1', kind: 'PersistentVolume', namespace: '', name };
    await this.#cluster.delete(ref, uid === undefined ? {} : { uid }, this.#signal);
  }

  #note(volume: KubeObject): void {
    if (isRetained(volume)) writeFileSync(this.#noteOf(volume), '');
    else rmSync(this.#noteOf(volume), { force: true });
  }

  #noteOf({ metadata }: KubeObject): string {
    return join(this.#folder, `${metadata.name}${retained}`);
  }

  /** Folders whose volume was deleted by hand, and was not to be retained. */
  #removeStray(): void {
    const names = readdirSync(this.#folder);
    const stray = names.filter((name) => !name.endsWith(retained) && !names.includes(`${name}${retained}`));
    for (const name of stray) {
      if (this.#volumes.get('', name) === undefined) rmSync(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly volumeMode?: string;
  readonly accessModes?: readonly string[];
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

function specOf(claim: KubeObject): ClaimSpec {
  return (claim['spec'] ?? {}) as ClaimSpec;
}

/** The volume controller has said whom it waits for. */
function isWaiting(claim: KubeObject): boolean {
  const { volumeName, volumeMode = 'Filesystem' } = specOf(claim);
  const asked = claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'];
  return asked === provisioner && !volumeName && volumeMode === 'Filesystem' && !claim.metadata.deletionTimestamp;
}

function isReleased(volume: KubeObject): boolean {
  const status = (volume['status'] ?? {}) as { phase?: string };
  return isOurs(volume) && status.phase === 'Released' && policyOf(volume) === 'Delete';
}

function isRetained(volume: KubeObject): boolean {
  return isOurs(volume) && policyOf(volume) === 'Retain';
}

function isOurs({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['pv.kubernetes.io/provisioned-by'] === provisioner;
}

function policyOf(volume: KubeObject): string | undefined {
  return ((volume['spec'] ?? {}) as { persistentVolumeReclaimPolicy?: string }).persistentVolumeReclaimPolicy;
}

function volumeFor(claim: KubeObject, reclaimPolicy: string): KubeObject {
  const { name, namespace, uid } = claim.metadata;
  const { accessModes, storageClassName, resources } = specOf(claim);
  const volume = `pvc-${uid}`;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume, annotations: { 'pv.kubernetes.io/provisioned-by': provisioner } },
    spec: {
      accessModes,
      capacity: { storage: resources?.requests?.storage },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      hostPath: { path: `${seenAt}/${volume}`, type: 'Directory' },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName,
    },
  };
}
