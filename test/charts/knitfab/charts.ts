import { type Chart, coalesce, loadChart, type Values } from '../../../src/chart/index.ts';
import { knitfabCharts, planInstall } from '../../../src/installer/index.ts';
import { type Lookup, type Rendered, type RenderedObject, renderChart } from '../../../src/render/index.ts';
import type { Made } from './made.ts';

/** In the order in which they are installed; knit-test is for tests alone. */
export const chartNames = [
  'knit-storage-nfs',
  'knit-certs',
  'knit-db-postgres',
  'knit-image-registry',
  'knit-schema-upgrader',
  'knit-app',
  'knit-test',
] as const;
export type ChartName = (typeof chartNames)[number];

const folder = new URL('../../../helm-charts/knitfab/src/', import.meta.url).pathname;
const charts = Object.fromEntries(
  await Promise.all(chartNames.map(async (name) => [name, await loadChart(`${folder}${name}`)] as const)),
) as Record<ChartName, Chart>;

export interface World {
  readonly namespace?: string;
  readonly revision?: number;
  readonly appVersion?: string;
  readonly lookup?: Lookup;
}

export function render(name: ChartName, values: Values = {}, world: World = {}): Rendered {
  const { namespace = 'knitfab', revision = 1, appVersion, lookup } = world;
  return renderChart({
    chart: appVersion === undefined ? charts[name] : withAppVersion(charts[name], appVersion),
    values,
    release: { name, namespace, revision, isInstall: revision === 1, isUpgrade: revision > 1 },
    capabilities: { kubeVersion: { version: 'v1.34.4', major: '1', minor: '34' }, apiVersions: ['v1', 'apps/v1'] },
    ...(lookup && { lookup }),
  });
}

export function objectsOf(name: ChartName, values: Values = {}, world: World = {}): readonly RenderedObject[] {
  return render(name, values, world).manifests.map(({ object }) => object);
}

export function idsOf(objects: readonly RenderedObject[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();
}

/** By `Kind/name`. */
export function pick(objects: readonly RenderedObject[], id: string): Made {
  const found = objects.find(({ kind, metadata }) => `${kind}/${metadata.name}` === id);
  if (found === undefined) throw new Error(`there is no ${id} among ${idsOf(objects).join(', ')}`);
  return found as unknown as Made;
}

/** What `values` are to the chart, with its defaults: what is handed to the charts that follow. */
export function effective(name: ChartName, values: Values = {}): Values {
  return coalesce(charts[name], values);
}

export function chartOf(name: ChartName): Chart {
  return charts[name];
}

const source = {
  chartVersion: 'v0.1.0',
  chartRepositoryRoot: '',
  repository: '',
  branch: 'main',
  imageRepositoryHost: '',
  pullSecret: '',
  tls: false,
};

/** Values with which each chart makes all it can, handed on from chart to chart as at an installation. */
export const fullValues = handOver({
  storage: {},
  certs: { cert: 'Y2VydA==', key: 'a2V5', cacert: 'Y2E=', cakey: 'Y2Eta2V5' },
  database: { credential: { password: 's3cret' } },
  app: {
    debug: true,
    vex: { use: true },
    hooks: { 'lifecycle-hooks': { before: ['http://hooks.example/before'], after: ['http://hooks.example/after'] } },
    extraApi: { endpoints: [{ path: '/extra', proxy_to: 'http://extra.example/api' }] },
  },
  imageRepository: 'registry.example:5000/knitfab',
  imagePullSecret: 'pull',
});

interface Settings {
  readonly storage: Values;
  readonly certs: Values;
  readonly database: Values;
  readonly registry?: Values;
  readonly app: Values;
  readonly imageRepository: string;
  readonly imagePullSecret: string;
}

/** What the installer would tell each chart, from what stands in its settings folder; knit-test is told what its chart needs. */
export function handOver({
  storage,
  certs,
  database,
  registry = {},
  app,
  ...images
}: Settings): Record<ChartName, Values> {
  const values = {
    'knit-storage-nfs.yaml': storage,
    'knit-certs.yaml': certs,
    'knit-db-postgres.yaml': database,
    'knit-image-registry.yaml': registry,
    'knit-app.yaml': { ...images, ...app },
  };
  const settings = { values: new Map(Object.entries(values)), source, tls: undefined };
  const steps = planInstall(settings, knitfabCharts, Object.values(charts));
  const told = Object.fromEntries(steps.map((step) => [step.name, step.values])) as Record<ChartName, Values>;
  return { ...told, 'knit-test': { storage: effective('knit-storage-nfs', storage) } };
}

function withAppVersion(chart: Chart, appVersion: string): Chart {
  return { ...chart, metadata: { ...chart.metadata, appVersion } };
}
