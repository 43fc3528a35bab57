import { type Chart, loadChart, type Values } from '../../../src/chart/index.ts';
import { type Lookup, type RenderedObject, renderChart } from '../../../src/render/index.ts';

export const chartNames = [
  'omegaml-tenant',
  'omegaml-runtime',
  'omegaml-worker',
  'omegaml-appingress',
  'mongodb',
] as const;
export type ChartName = (typeof chartNames)[number];

export const folder = new URL('../../../helm-charts/omegaml/', import.meta.url).pathname;
const charts = Object.fromEntries(
  await Promise.all(chartNames.map(async (name) => [name, await loadChart(`${folder}${name}`)] as const)),
) as Record<ChartName, Chart>;

export interface World {
  readonly name?: string;
  readonly namespace?: string;
  readonly lookup?: Lookup;
  /** What the API server serves besides Kubernetes' own. */
  readonly serves?: readonly string[];
  /** What passwords are made of; '' for nothing. */
  readonly entropy?: string;
  readonly user?: string;
  readonly deployment?: string;
}

/** As `cloudmgr helm.PHASE` renders: with a user, a deployment and random bytes among the values. */
export function render(chart: ChartName, values: Values = {}, world: World = {}): readonly RenderedObject[] {
  const { name = chart, namespace = 'omegaml-services', lookup, serves = [] } = world;
  const { entropy = 'of a test', user = 'someuser', deployment = 'tenant.someuser' } = world;
  const rendered = renderChart({
    chart: charts[chart],
    values: { global: { omegaml: { entropy, user, deployment } }, ...values },
    release: { name, namespace, revision: 1, isInstall: true, isUpgrade: false },
    capabilities: {
      kubeVersion: { version: 'v1.34.4', major: '1', minor: '34' },
      apiVersions: ['v1', 'apps/v1', ...serves],
    },
    ...(lookup && { lookup }),
  });
  return [...rendered.manifests, ...rendered.hooks].map(({ object }) => object);
}

/** `Kind namespace/name`, sorted. */
export function idsOf(objects: readonly RenderedObject[]): string[] {
  return objects.map(idOf).sort();
}

function idOf({ kind, metadata }: RenderedObject): string {
  return metadata.namespace ? `${kind} ${metadata.namespace}/${metadata.name}` : `${kind} ${metadata.name}`;
}

/** An object by its id, as a tree that tests may look into. */
export function pick(objects: readonly RenderedObject[], id: string): Made {
  const found = objects.find((object) => idOf(object) === id);
  if (!found) throw new Error(`there is no ${id} among ${idsOf(objects).join(', ')}`);
  return found as unknown as Made;
}

/** What tests read of objects of all kinds. */
export interface Made {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data: Readonly<Record<string, string>>;
  readonly spec: Spec;
}

export interface Spec {
  readonly replicas: number;
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: PodSpec;
  };
  readonly volumeClaimTemplates: readonly { readonly spec: { readonly storageClassName?: string } }[];
  readonly storageClassName?: string;
  readonly rules: readonly {
    readonly host?: string;
    readonly http: { readonly paths: readonly { readonly path: string }[] };
  }[];
  readonly tls?: readonly { readonly hosts: readonly string[]; readonly secretName: string }[];
  readonly dnsNames: readonly string[];
  readonly selfSigned?: object;
  readonly acme?: { readonly email: string };
  readonly issuerRef: { readonly kind: string; readonly name: string };
  readonly ingress: readonly { readonly from: readonly object[] }[];
}

export interface PodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly { readonly key: string; readonly value?: string }[];
  readonly affinity?: object;
  readonly containers: readonly {
    readonly args?: readonly string[];
    readonly command?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
    readonly resources: { readonly requests: Readonly<Record<string, string>> };
  }[];
}

/** What comes and goes between two renders, and what differs, by id. */
export function compare(before: readonly RenderedObject[], after: readonly RenderedObject[]) {
  const texts = (objects: readonly RenderedObject[]) =>
    new Map(objects.map((object) => [idOf(object), JSON.stringify(object)]));
  const [was, is] = [texts(before), texts(after)];
  return {
    gone: [...was.keys()].filter((id) => !is.has(id)).sort(),
    added: [...is.keys()].filter((id) => !was.has(id)).sort(),
    changed: [...was]
      .filter(([id, text]) => is.has(id) && is.get(id) !== text)
      .map(([id]) => id)
      .sort(),
  };
}

/** What a call throws. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
  throw new Error('it did not fail');
}
