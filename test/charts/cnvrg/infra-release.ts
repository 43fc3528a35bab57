import { loadChart, type Values } from '../../../src/chart/index.ts';
import { type Rendered, type RenderedObject, renderChart } from '../../../src/render/index.ts';
import { merge, objectsOf, readObjects, root } from '../render.ts';

export const infraChart = await loadChart(`${root}helm-charts/cnvrg-infra`);

/** The least that a CnvrgInfra says, and what the operator adds to it. */
export const infraValues = readObjects('test/charts/cnvrg/infra-values.yaml')[0] as unknown as Values;

export interface InfraOptions {
  readonly namespace?: string;
  /** By `apiVersion kind namespace/name`: what the cluster has. Without it no cluster is asked. */
  readonly cluster?: Readonly<Record<string, object>>;
}

export function renderInfra(spec: Values = {}, { namespace = 'cnvrg-infra', cluster }: InfraOptions = {}): Rendered {
  return renderChart({
    valuesName: 'spec',
    chart: infraChart,
    values: merge(infraValues, spec),
    release: { name: 'cnvrginfra', namespace, revision: 1, isInstall: true, isUpgrade: false },
    capabilities: { kubeVersion: { version: 'v1.34.4', major: '1', minor: '34' }, apiVersions: ['apps/v1', 'v1'] },
    lookup: cluster && ((apiVersion, kind, place, name) => cluster[`${apiVersion} ${kind} ${place}/${name}`] ?? {}),
  });
}

/** The objects by `KIND/NAME`. */
export function infraObjects(spec: Values = {}, options: InfraOptions = {}): ReadonlyMap<string, RenderedObject> {
  const objects = objectsOf(renderInfra(spec, options));
  return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

/** One of them. */
export function infraObject(name: string, spec: Values = {}, options: InfraOptions = {}): RenderedObject {
  const object = infraObjects(spec, options).get(name);
  if (!object) throw new Error(`no ${name} is rendered`);
  return object;
}

/** A CnvrgApp as the operator hands it over. */
export function appInput(namespace: string, spec: object = {}, metadata: object = {}): object {
  const status = { deployedRelease: { name: 'cnvrgapp' } };
  return { metadata: { name: 'cnvrgapp', namespace, ...metadata }, spec, status };
}

/** The Secret of its Elasticsearch, likewise. */
export function esSecretInput(namespace: string, password: string, user = 'cnvrg'): object {
  const data = { CNVRG_ES_USER: btoa(user), CNVRG_ES_PASS: btoa(password) };
  return { metadata: { name: 'es-creds', namespace }, data };
}

/** What lies at a path of keys and indices: `at(object, 'spec', 'ports', 0)`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

export function dataOf(object: RenderedObject): Readonly<Record<string, string>> {
  return (object['data'] ?? {}) as Readonly<Record<string, string>>;
}

/** The data of a Secret, decoded. */
export function secretOf(object: RenderedObject): Record<string, string> {
  return Object.fromEntries(Object.entries(dataOf(object)).map(([key, text]) => [key, atob(text)]));
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext?: { readonly allowPrivilegeEscalation?: boolean };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly serviceAccountName?: string;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly volumes?: readonly object[];
}

/** The pods that a workload makes; undefined for anything else. */
export function podSpecOf(object: RenderedObject): PodSpec | undefined {
  const isWorkload = ['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind);
  return isWorkload ? (at(object, 'spec', 'template', 'spec') as PodSpec) : undefined;
}
