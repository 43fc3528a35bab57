import { setTimeout } from 'node:timers/promises';
import { type Cluster, formatRef, type KubeObject, type ObjectRef, refOf } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import { knitfabCharts } from './charts/index.ts';

export interface RemovalOptions {
  readonly namespace: string;
  /** Everything, the data included; else the application alone. */
  readonly isHard: boolean;
  readonly timeoutMs: number;
  /** Uninstalls a release and waits until its objects are gone; one that is not there is fine. */
  readonly uninstall: (name: string) => Promise<void>;
  readonly onStep: (what: string) => void;
}

/**
 * Last installed, first removed. Claims of data go while the storage that made their volumes still runs, which removes what is
 * on the disks.
 * @throws CapstanError NOT_DELETED; run again, it goes on where it was
 */
export async function removeInstall(
  cluster: Cluster,
  { namespace, isHard, timeoutMs, uninstall, onStep }: RemovalOptions,
  signal: AbortSignal,
): Promise<void> {
  const { before, after } = removalOrder(isHard);
  const classes = isHard ? await storageClasses(cluster, signal) : new Set<unknown>();
  const all = isHard ? await claimsIn(namespace, classes, cluster, signal) : []; // some go with their releases
  for (const name of before) await uninstall(name);
  if (!isHard) return;
  for (const claim of await claimsIn(namespace, classes, cluster, signal)) {
    onStep(`removing ${formatRef(refOf(claim))} and its volume`);
    await cluster.delete(refOf(claim), {}, signal);
  }
  const volumes = [...volumesOf(all), ...(await volumesFor(namespace, classes, cluster, signal))];
  if (all.length + volumes.length > 0) onStep('waiting until the volumes of the data are gone');
  await untilGone([...all.map(refOf), ...volumes], cluster, timeoutMs, signal);
  for (const name of after) await uninstall(name);
}

/** Releases before the claims of data, and after them. */
export function removalOrder(isHard: boolean): {
  readonly before: readonly string[];
  readonly after: readonly string[];
} {
  const order = knitfabCharts.toReversed();
  if (!isHard) return { before: order.filter(({ isApplication }) => isApplication).map(({ name }) => name), after: [] };
  const servesData = ({ gives }: (typeof order)[number]) => gives === 'storage' || gives === 'certs';
  return {
    before: order.filter((chart) => !servesData(chart)).map(({ name }) => name),
    after: order.filter(servesData).map(({ name }) => name),
  };
}

const partOf = 'app.kubernetes.io/part-of';
const project = 'knitfab';

/** Names of the charts' own. */
async function storageClasses(cluster: Cluster, signal: AbortSignal): Promise<ReadonlySet<unknown>> {
  const gvk = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' };
  const { items } = await cluster.list({ gvk, namespace: '', labelSelector: `${partOf}=${project}` }, signal);
  return new Set(items.map(({ metadata }) => metadata.name));
}

/** Of the charts, and those that the application made on its storage classes. */
async function claimsIn(
  namespace: string,
  classes: ReadonlySet<unknown>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  const claims = await cluster.list(
    { gvk: { group: '', version: 'v1', kind: 'PersistentVolumeClaim' }, namespace },
    signal,
  );
  return claims.items.filter(
    (claim) => claim.metadata.labels?.[partOf] === project || classes.has(specOf(claim)['storageClassName']),
  );
}

function volumesOf(claims: readonly KubeObject[]): ObjectRef[] {
  return claims
    .map((claim) => specOf(claim)['volumeName'])
    .filter((name): name is string => typeof name === 'string' && name !== '')
    .map((name) => ({ group: '', version: 'v1', kind: 'PersistentVolume', namespace: '', name }));
}

/** Those, too, whose claims went in a removal that was broken off. */
async function volumesFor(
  namespace: string,
  classes: ReadonlySet<unknown>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ObjectRef[]> {
  const { items } = await cluster.list(
    { gvk: { group: '', version: 'v1', kind: 'PersistentVolume' }, namespace: '' },
    signal,
  );
  return items
    .filter((volume) => classes.has(specOf(volume)['storageClassName']) && claimNamespace(volume) === namespace)
    .map(refOf);
}

function claimNamespace(volume: KubeObject): string | undefined {
  return (specOf(volume)['claimRef'] as { readonly namespace?: string } | undefined)?.namespace;
}

function specOf(object: KubeObject): Readonly<Record<string, unknown>> {
  return (object['spec'] ?? {}) as Record<string, unknown>;
}

const lookEveryMs = 300;

/** Volumes that are to be kept (reclaim policy Retain) stay. */
async function untilGone(
  refs: readonly ObjectRef[],
  cluster: Cluster,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (const ref of refs) {
    for (;;) {
      const live = await cluster.get(ref, signal);
      if (!live || specOf(live)['persistentVolumeReclaimPolicy'] === 'Retain') break;
      if (performance.now() >= deadline) {
        throw new CapstanError('NOT_DELETED', `${formatRef(ref)} is still there after ${timeoutMs / 1_000} s`, {
          hint: 'end the pods that use it, and run the uninstaller again',
        });
      }
      await setTimeout(lookEveryMs, undefined, { signal });
    }
  }
}
