import { readFileSync } from 'node:fs';
import { type Chart, loadChart, type Values } from '../../src/chart/index.ts';
import { type Capabilities, type Rendered, type RenderedObject, renderChart } from '../../src/render/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';

export const root = new URL('../../', import.meta.url).pathname;
export const kreChart = await loadChart(`${root}helm-charts/kre-chart`);
export const versionChart = await loadChart(`${root}helm-charts/runtime-version-chart`);

const capabilities: Capabilities = {
  kubeVersion: { version: 'v1.34.4', major: '1', minor: '34' },
  apiVersions: ['apps/v1', 'v1'],
};

export function render(chart: Chart, values: Values = {}, name = 'example4', namespace = 'demo'): Rendered {
  const release = { name, namespace, revision: 1, isInstall: true, isUpgrade: false };
  return renderChart({
    valuesName: 'spec',
    chart,
    values,
    release,
    capabilities,
  });
}

/** Hooks included. */
export function objectsOf({ manifests, hooks }: Rendered): readonly RenderedObject[] {
  return [...manifests, ...hooks].map(({ object }) => object);
}

export function namesOf(rendered: Rendered): string[] {
  return objectsOf(rendered).map((object) => `${object.kind}/${object.metadata.name}`);
}

/** The objects of a YAML file, by a path relative to the repository. */
export function readObjects(path: string): RenderedObject[] {
  return parseYamlDocuments(readFileSync(`${root}${path}`, 'utf8'), { file: path }) as RenderedObject[];
}

export function specOf(path: string): Values {
  return readObjects(path)[0]?.['spec'] as Values;
}

/** Values at their shortest: `tree('a.b', 1)` is `{ a: { b: 1 } }`. */
export function tree(path: string, value: unknown): Values {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Values;
}

export function merge(...trees: readonly Values[]): Values {
  const merged: Record<string, unknown> = {};
  for (const source of trees) {
    for (const [key, value] of Object.entries(source)) {
      merged[key] = isTable(merged[key]) && isTable(value) ? merge(merged[key], value) : value;
    }
  }
  return merged;
}

export function isTable(value: unknown): value is Values {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Every switch of kre-chart on, and mongo a replica set: all objects that the chart can make. */
export const allExtras: Values = {
  ...Object.fromEntries(
    ['secrets', 'runtimeApi', 'mongoWriter', 'defaultBackend', 'chronograf', 'influxdb', 'mongoExpress', 'alerts'].map(
      (name) => [name, { enabled: true }],
    ),
  ),
  entrypoint: { ingress: { enabled: true } },
  entrypointTLS: true,
  mongo: { replicas: 3, replicaSetName: 'rs0', auth: { key: 'bWVtYmVycw==' } },
};

/** Whether a schema's complaint is about the value at a path of the spec: `mongo.storage.size`, `workflows[0].id`. */
export function complainsAbout(message: string, path: string): boolean {
  const [, parent = '', last = ''] = /^(?:(.*)\.)?([^.]+)$/.exec(path) ?? [];
  const above = parent === '' ? 'spec' : `spec.${parent}`;
  return (
    message.includes(`- at 'spec.${path}'`) ||
    message.includes(`- at '${above}': additional properties '${last}' not allowed`)
  );
}
