import { readFileSync } from 'node:fs';
import {
  type Cluster,
  type GroupVersionKind,
  type KubeObject,
  type ObjectRef,
  readinessOf,
  refOf,
} from '../../src/cluster/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { eventually } from './eventually.ts';

const checkout = new URL('../../', import.meta.url).pathname;

/** The first object of a file in deploy/, without a namespace. */
export function deployFile(name: string): KubeObject {
  return yamlFile(`deploy/${name}`);
}

export function yamlFile(path: string): KubeObject {
  const [object] = parseYamlDocuments(readFileSync(`${checkout}${path}`, 'utf8'), { file: path });
  return object as KubeObject;
}

/** Applies CustomResourceDefinitions and waits until their kinds are served. */
export async function define(cluster: Cluster, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) await untilEstablished(cluster, yamlFile(path));
}

/** Applies a CustomResourceDefinition and waits until its kind is served. */
export async function untilEstablished(cluster: Cluster, definition: KubeObject): Promise<void> {
  const { object } = await cluster.apply(definition, { force: true });
  await eventually(async () => {
    const live = await cluster.get(refOf(object));
    if (!live || readinessOf(live).status !== 'Current') throw new Error(`${object.metadata.name} is not established`);
  });
  // Established is said a moment before discovery and the handler know of it.
  await eventually(() => Promise.all(kindsOf(definition).map((gvk) => cluster.list({ gvk }))));
}

/** Of a CustomResourceDefinition: one for each version that is served. */
function kindsOf(definition: KubeObject): GroupVersionKind[] {
  const { group, names, versions } = definition['spec'] as {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  return versions.filter(({ served }) => served).map(({ name }) => ({ group, version: name, kind: names.kind }));
}

export const defineRuntimes = (cluster: Cluster) =>
  define(
    cluster,
    'deploy/crds/kre.konstellation.io_runtimes_crd.yaml',
    'deploy/crds/kre.konstellation.io_runtimeversions_crd.yaml',
  );

export function runtimeRef(namespace: string, name = 'example4'): ObjectRef {
  return { group: 'kre.konstellation.io', version: 'v1alpha1', kind: 'Runtime', namespace, name };
}

/** A Runtime as a person would write it. */
export function runtime(namespace: string, spec: object = {}, name = 'example4'): KubeObject {
  return { apiVersion: 'kre.konstellation.io/v1alpha1', kind: 'Runtime', metadata: { name, namespace }, spec };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
}

interface Status {
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
  readonly deployedRelease?: { readonly name: string; readonly manifest: string };
}

export function statusOf(object: KubeObject | undefined): Status {
  return (object?.['status'] ?? {}) as Status;
}

export function conditionOf(object: KubeObject | undefined, type: string): Condition | undefined {
  return statusOf(object).conditions?.find((condition) => condition.type === type);
}

/** Type to `STATUS REASON`, without those that depend on how far the pods are. */
export function conditionsOf(object: KubeObject | undefined): Record<string, string> {
  const conditions = (statusOf(object).conditions ?? []).filter(
    ({ type }) => !['Ready', 'Reconciling', 'Stalled'].includes(type),
  );
  return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, [status, reason].join(' ').trim()]));
}

/** Reads the object until `check` no longer throws. */
export function until(
  cluster: Cluster,
  ref: ObjectRef,
  check: (object: KubeObject) => void,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<KubeObject> {
  return eventually(async () => {
    const object = await cluster.get(ref);
    if (object === undefined) throw new Error(`${ref.kind} ${ref.namespace}/${ref.name} does not exist`);
    check(object);
    return object;
  }, options);
}

/** Waits until the conditions say so about the generation that is there now. */
export function untilConditions(
  cluster: Cluster,
  ref: ObjectRef,
  wanted: Readonly<Record<string, string>>,
  options: { timeoutMs?: number } = {},
): Promise<KubeObject> {
  return until(
    cluster,
    ref,
    (object) => {
      const { observedGeneration } = statusOf(object);
      const found = JSON.stringify(conditionsOf(object));
      if (observedGeneration !== object.metadata.generation || found !== JSON.stringify(wanted)) {
        const message = `generation ${object.metadata.generation}, observed ${observedGeneration}`;
        throw new Error(`${ref.kind} ${ref.name}: ${message}: ${JSON.stringify(statusOf(object).conditions)}`);
      }
    },
    options,
  );
}

export const installed = { Initialized: 'True', Deployed: 'True InstallSuccessful' } as const;
export const upgraded = { Initialized: 'True', Deployed: 'True UpgradeSuccessful' } as const;

export async function untilGone(cluster: Cluster, ref: ObjectRef, timeoutMs = 30_000): Promise<void> {
  await eventually(
    async () => {
      const live = await cluster.get(ref);
      if (live)
        throw new Error(`${ref.kind} ${ref.namespace}/${ref.name} is still there: ${JSON.stringify(live.metadata)}`);
    },
    { timeoutMs },
  );
}

/** `KIND/NAME` of everything of these kinds in the namespace that Kubernetes did not put there itself, sorted. */
export async function namesIn(
  cluster: Cluster,
  namespace: string,
  kinds: readonly string[] = ['v1/ConfigMap', 'v1/Secret', 'v1/Service', 'apps/v1/StatefulSet', 'apps/v1/Deployment'],
): Promise<string[]> {
  const lists = await Promise.all(kinds.map((kind) => listKind(cluster, namespace, kind)));
  return lists
    .flat()
    .map((object) => `${object.kind}/${object.metadata.name}`)
    .filter((name) => name !== 'ConfigMap/kube-root-ca.crt')
    .sort();
}

export async function listKind(cluster: Cluster, namespace: string, kind: string): Promise<readonly KubeObject[]> {
  const [name = '', version = '', group = ''] = kind.split('/').reverse();
  return (await cluster.list({ gvk: { group, version, kind: name }, namespace })).items;
}

export function widgetRef(namespace: string, name: string): ObjectRef {
  return { group: 'test.capstan.dev', version: 'v1', kind: 'Widget', namespace, name };
}

/** A resource of the chart test/fixtures/widget. */
export function widget(namespace: string, name: string, spec: object = {}): KubeObject {
  return { apiVersion: 'test.capstan.dev/v1', kind: 'Widget', metadata: { name, namespace }, spec };
}
