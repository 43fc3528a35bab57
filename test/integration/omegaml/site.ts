import { type Chart, loadChart, type Values } from '../../../src/chart/index.ts';
import {
  type Cluster,
  ensureNamespace,
  type KubeObject,
  type ObjectRef,
  readinessOf,
} from '../../../src/cluster/index.ts';
import { CapstanError } from '../../../src/errors/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { type Deployed, deploy, type Look, undeploy } from '../../../src/release/index.ts';

const folder = new URL('../../../helm-charts/omegaml/', import.meta.url).pathname;
const signal = AbortSignal.timeout(550_000);

/** Where a chart's release goes by default. */
export const places = {
  'omegaml-tenant': { name: 'omegaml', namespace: 'omegaml-services' },
  'omegaml-runtime': { name: 'omegaml-runtime', namespace: 'omegaml-runtime' },
  'omegaml-worker': { name: 'omegaml-worker', namespace: 'omegaml-runtime' },
  'omegaml-appingress': { name: 'omegaml-appingress', namespace: 'omegaml-services' },
  mongodb: { name: 'mongodb', namespace: 'default' },
} as const;
export type ChartName = keyof typeof places;

export interface Place {
  readonly name: string;
  readonly namespace: string;
}

/** Releases of the charts on a real API server, made by the release engine as `cloudmgr helm.PHASE` makes them. */
export class Site {
  readonly cluster: Cluster;
  #entropy = 0;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  async install(chart: ChartName, values: Values = {}, at: Partial<Place> = {}): Promise<Deployed> {
    return this.installChart(await loadChart(`${folder}${chart}`), values, { ...places[chart], ...at });
  }

  /** Without waiting for pods: nothing runs here. Each time with other random bytes. */
  async installChart(chart: Chart, values: Values, { name, namespace }: Place): Promise<Deployed> {
    await ensureNamespace(this.cluster, namespace, signal);
    this.#entropy += 1;
    const data = { global: { omegaml: { entropy: `entropy ${this.#entropy}` } } };
    return deploy({ name, chart, values, data }, this.#target(namespace), () => {}, signal);
  }

  remove(chart: ChartName, at: Partial<Place> = {}): Promise<boolean> {
    const { name, namespace } = { ...places[chart], ...at };
    return undeploy(name, this.#target(namespace), () => {}, signal);
  }

  get(kind: string, namespace: string, name: string): Promise<KubeObject | undefined> {
    return this.cluster.get({ ...kinds[kind as keyof typeof kinds], kind, namespace, name });
  }

  /** The table `data` of a ConfigMap; undefined: there is no such ConfigMap. */
  async dataOf(namespace: string, name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const found = await this.get('ConfigMap', namespace, name);
    return found && ((found['data'] ?? {}) as Readonly<Record<string, string>>);
  }

  /** Names of all objects of a kind. */
  async namesOf(kind: keyof typeof kinds, namespace = ''): Promise<string[]> {
    const { items } = await this.cluster.list({ gvk: { ...kinds[kind], kind }, namespace }, signal);
    return items.map(({ metadata }) => metadata.name).sort();
  }

  #target(namespace: string) {
    const look: Look = (refs) => Promise.all(refs.map((ref) => this.#see(ref)));
    const policy = { wait: false, waitForDeletion: false } as const;
    return { cluster: this.cluster, namespace, look, timeoutMs: 30_000, policy, log: silentLogger };
  }

  async #see(ref: ObjectRef) {
    const object = await this.cluster.get(ref, signal);
    return {
      ref,
      object,
      readiness: object ? readinessOf(object) : ({ status: 'InProgress', message: 'absent' } as const),
    };
  }
}

/** What a promise was broken for. */
export async function failureOf(promise: Promise<unknown>): Promise<CapstanError> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof CapstanError) return failure;
  throw failure ?? new Error('it did not fail');
}

const kinds = {
  Namespace: { group: '', version: 'v1' },
  ConfigMap: { group: '', version: 'v1' },
  Secret: { group: '', version: 'v1' },
  Service: { group: '', version: 'v1' },
  PersistentVolumeClaim: { group: '', version: 'v1' },
  Deployment: { group: 'apps', version: 'v1' },
  StatefulSet: { group: 'apps', version: 'v1' },
  DaemonSet: { group: 'apps', version: 'v1' },
  StorageClass: { group: 'storage.k8s.io', version: 'v1' },
  Ingress: { group: 'networking.k8s.io', version: 'v1' },
  CustomResourceDefinition: { group: 'apiextensions.k8s.io', version: 'v1' },
  Certificate: { group: 'cert-manager.io', version: 'v1' },
} as const;
