import type { Chart, Values } from '../../src/chart/index.ts';
import type { Capabilities, RenderInput } from '../../src/render/index.ts';
import { loadFiles } from '../chart/charts.ts';

export const capabilities: Capabilities = {
  kubeVersion: { version: 'v1.34.4', major: '1', minor: '34' },
  apiVersions: ['apps/v1', 'apps/v1/Deployment', 'v1'],
};

export function inputOf(chart: Chart, values: Values = {}): RenderInput {
  const release = { name: 'demo', namespace: 'ns', revision: 3, isInstall: false, isUpgrade: true };
  return { chart, values, release, capabilities };
}

/** A chart of templates alone: names are those below templates/. */
export function chartOf(
  templates: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
): Promise<Chart> {
  const files = Object.entries(templates).map(([name, text]) => [`templates/${name}`, text] as const);
  return loadFiles({ ...others, ...Object.fromEntries(files) }, 'web');
}

/** A document of little more than its kind and name. */
export function doc(kind: string, name: string, annotations: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(annotations).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`);
  const block = pairs.length > 0 ? `  annotations:\n${pairs.join('')}` : '';
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${block}`;
}
