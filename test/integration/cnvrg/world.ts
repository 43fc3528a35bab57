import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Cluster, KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { eventually, type TestCluster, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import { refsOf } from '../../support/release-objects.ts';
import { define, until, untilGone } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

/** An operator of CnvrgApps and CnvrgInfras of all namespaces, on a control plane whose pods become ready by themselves. */
export interface CnvrgWorld extends AsyncDisposable {
  readonly test: TestCluster;
  readonly cluster: Cluster;
  readonly operator: OperatorProcess;
  /** Made for this world; they end with it. */
  readonly namespaces: readonly [string, ...string[]];
  /** One more; it ends with the world too. */
  namespace(prefix?: string): Promise<string>;
  /** @param spec over `appSpec` */
  createApp(namespace: string, spec?: object, name?: string): Promise<ObjectRef>;
  /** In an infraNamespace of the test's own unless the spec says one. @param spec over `infraSpec` */
  createInfra(spec?: object, name?: string): Promise<ObjectRef>;
  /** Merges into the spec: null removes. */
  edit(ref: ObjectRef, spec: object): Promise<KubeObject>;
  /** Until status.status is that word about the generation that is there now. */
  untilStatus(ref: ObjectRef, word: StatusWord, timeoutMs?: number): Promise<KubeObject>;
  /** Deletes the resource and waits until it is gone. */
  remove(ref: ObjectRef, timeoutMs?: number): Promise<void>;
  /** kill -9, and another life. */
  restart(): Promise<void>;
}

export type StatusWord = 'RECONCILING' | 'READY' | 'HEALTHY' | 'ERROR' | 'REMOVING';

export interface CnvrgStatus {
  readonly status?: StatusWord;
  readonly message?: string;
  readonly progress?: string;
  readonly observedGeneration?: number;
  readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  readonly deployedRelease?: { readonly name: string; readonly namespace?: string; readonly manifest: string };
}

export interface WorldOptions {
  /** Default: the shared one of this run. */
  readonly test?: TestCluster;
  /** Of namespaces made at the start; default 1. */
  readonly count?: number;
  readonly flags?: readonly string[];
}

/** As in the example of a person: the least that has to be said. */
export const appSpec = {
  clusterDomain: 'apps.example.com',
  controlPlan: {
    webapp: { image: 'docker.io/cnvrg/core:3.9.0' },
    registry: { user: 'puller', password: 'pull-password' },
  },
} as const;

export const infraSpec = {
  clusterDomain: 'infra.example.com',
  registry: { user: 'puller', password: 'pull-password' },
} as const;

const group = 'mlops.cnvrg.io';
const checkout = new URL('../../../', import.meta.url).pathname;
export const cnvrgDefinitions = [
  'deploy/crds/mlops.cnvrg.io_cnvrgapps_crd.yaml',
  'deploy/crds/mlops.cnvrg.io_cnvrginfras_crd.yaml',
] as const;

export function appRef(namespace: string, name = 'cnvrgapp'): ObjectRef {
  return { group, version: 'v1', kind: 'CnvrgApp', namespace, name };
}

export function infraRef(name = 'cnvrginfra'): ObjectRef {
  return { group, version: 'v1', kind: 'CnvrgInfra', namespace: '', name };
}

export async function cnvrgWorld(options: WorldOptions = {}): Promise<CnvrgWorld> {
  const test = options.test ?? (await useControlPlane());
  const { cluster } = test;
  await define(cluster, ...cnvrgDefinitions);
  const folder = scratchFolder();
  const watchesFile = writeText(join(folder, 'watches.yaml'), cnvrgWatches(folder));
  const start = () =>
    startOperator({ kubeconfig: test.kubeconfig, namespaces: [], watchesFile, flags: options.flags ?? [] });
  const namespaces: string[] = [];
  const namespace = async (prefix = 'cnvrg') => {
    const name = await testNamespace(cluster, prefix);
    namespaces.push(name);
    return name;
  };
  for (let left = options.count ?? 1; left > 0; left--) await namespace();
  let operator = await start();
  const world: CnvrgWorld = {
    test,
    cluster,
    get operator() {
      return operator;
    },
    namespaces: namespaces as [string, ...string[]],
    namespace,
    createApp: async (namespace, spec = {}, name = 'cnvrgapp') => {
      const ref = appRef(namespace, name);
      await cluster.create(resource(ref, merge(appSpec, spec)));
      return ref;
    },
    createInfra: async (spec = {}, name = 'cnvrginfra') => {
      const ref = infraRef(name);
      const place = 'infraNamespace' in spec ? {} : { infraNamespace: await namespace('infra') };
      await cluster.create(resource(ref, merge(infraSpec, place, spec)));
      return ref;
    },
    edit: (ref, spec) => cluster.patch(ref, { type: 'merge', body: { spec } }),
    untilStatus: (ref, word, timeoutMs = 120_000) => untilStatus(cluster, ref, word, timeoutMs),
    remove: async (ref, timeoutMs = 60_000) => {
      await cluster.delete(ref);
      await untilGone(cluster, ref, timeoutMs);
    },
    restart: async () => {
      await operator.kill();
      operator = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await removeAll(cluster);
      await operator.kill();
      for (const name of namespaces) {
        await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name });
      }
    },
  };
  return world;
}

/**
 * The entries of this checkout's watches.yaml for the kinds of cnvrg, and copies of their charts in the folder: what charts
 * share has to lie beside the file.
 */
function cnvrgWatches(folder: string): string {
  cpSync(join(checkout, 'helm-charts'), join(folder, 'helm-charts'), { recursive: true });
  const entries = parse(readFileSync(join(checkout, 'watches.yaml'), 'utf8'), { merge: true }) as {
    group: string;
    chart: string;
  }[];
  const own = entries.filter((entry) => entry.group === group);
  return stringify(own.map((entry) => ({ ...entry, chart: join(folder, entry.chart) })));
}

function resource({ kind, namespace, name }: ObjectRef, spec: object): KubeObject {
  const metadata = namespace === '' ? { name } : { name, namespace };
  return { apiVersion: `${group}/v1`, kind, metadata, spec };
}

/** Tables are merged, anything else is replaced. */
function merge(...trees: readonly object[]): object {
  const merged: Record<string, unknown> = {};
  for (const tree of trees) {
    for (const [key, value] of Object.entries(tree)) {
      const before = merged[key];
      merged[key] = isTable(before) && isTable(value) ? merge(before, value) : value;
    }
  }
  return merged;
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function statusOf(object: KubeObject): CnvrgStatus {
  return (object['status'] ?? {}) as CnvrgStatus;
}

function untilStatus(cluster: Cluster, ref: ObjectRef, word: StatusWord, timeoutMs: number): Promise<KubeObject> {
  return until(
    cluster,
    ref,
    (object) => {
      const { status, message, progress, observedGeneration } = statusOf(object);
      if (status === word && observedGeneration === object.metadata.generation) return;
      const seen = JSON.stringify({ status, progress, message, observedGeneration });
      throw new Error(`${ref.kind} ${ref.name}, generation ${object.metadata.generation}: ${seen}, not ${word}`);
    },
    { timeoutMs },
  );
}

/** The objects of the resource's release, as its status lists them and the API server has them, by `KIND/NAME`. */
export async function objectsOf(world: CnvrgWorld, ref: ObjectRef): Promise<ReadonlyMap<string, KubeObject>> {
  const { cluster } = world;
  const live = await cluster.get(ref);
  const release = live && statusOf(live).deployedRelease;
  if (!release) throw new Error(`${ref.kind} ${ref.name} has no release`);
  const found = new Map<string, KubeObject>();
  for (const one of await refsOf(cluster, release.manifest, release.namespace ?? ref.namespace)) {
    const object = await cluster.get(one);
    if (object) found.set(`${one.kind}/${one.name}`, object);
  }
  return found;
}

/** Kinds of which the charts make objects in a namespace. */
const namespacedKinds = [
  'v1/ConfigMap',
  'v1/Secret',
  'v1/Service',
  'v1/ServiceAccount',
  'v1/PersistentVolumeClaim',
  'apps/v1/Deployment',
  'apps/v1/StatefulSet',
  'apps/v1/DaemonSet',
  'rbac.authorization.k8s.io/v1/Role',
  'rbac.authorization.k8s.io/v1/RoleBinding',
  'policy/v1/PodDisruptionBudget',
  'autoscaling/v2/HorizontalPodAutoscaler',
  'networking.k8s.io/v1/Ingress',
  'networking.istio.io/v1beta1/Gateway',
  'networking.istio.io/v1beta1/VirtualService',
  'networking.istio.io/v1beta1/DestinationRule',
  'install.istio.io/v1alpha1/IstioOperator',
  'monitoring.coreos.com/v1/Prometheus',
  'monitoring.coreos.com/v1/ServiceMonitor',
  'monitoring.coreos.com/v1/PodMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
  'route.openshift.io/v1/Route',
] as const;

/** `KIND/NAME` of what is in a namespace, sorted, without release records and what Kubernetes puts there itself. */
export async function namesIn({ cluster }: CnvrgWorld, namespace: string): Promise<string[]> {
  const names: string[] = [];
  for (const kind of namespacedKinds) {
    const [name = '', version = '', api = ''] = kind.split('/').reverse();
    const gvk = { group: api, version, kind: name };
    if (!(await isServed(cluster, gvk))) continue;
    for (const { metadata } of (await cluster.list({ gvk, namespace })).items) {
      if (metadata.labels?.['owner'] !== 'helm') names.push(`${name}/${metadata.name}`);
    }
  }
  return names.filter((name) => name !== 'ConfigMap/kube-root-ca.crt' && name !== 'ServiceAccount/default').sort();
}

async function isServed(cluster: Cluster, gvk: { group: string; version: string; kind: string }): Promise<boolean> {
  try {
    await cluster.discovery.resourceFor(gvk);
    return true;
  } catch {
    return false; // its definition is not there
  }
}

/** Apps first, as an infra waits for them. What does not go is let go of: the next world must not find it. */
async function removeAll(cluster: Cluster): Promise<void> {
  for (const kind of ['CnvrgApp', 'CnvrgInfra']) {
    const gvk = { group, version: 'v1', kind };
    const refs = (await cluster.list({ gvk, namespace: '' })).items.map(({ metadata }) => ({
      ...gvk,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
    }));
    for (const ref of refs) await cluster.delete(ref);
    for (const ref of refs) await untilGone(cluster, ref, 20_000).catch(() => letGo(cluster, ref));
  }
}

async function letGo(cluster: Cluster, ref: ObjectRef): Promise<void> {
  await eventually(async () => {
    if ((await cluster.get(ref)) === undefined) return;
    await cluster.patch(ref, { type: 'merge', body: { metadata: { finalizers: null } } });
    await untilGone(cluster, ref, 1_000);
  });
}
