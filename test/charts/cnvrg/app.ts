import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadChart, type Values } from '../../../src/chart/index.ts';
import { type Lookup, type RenderedObject, renderChart } from '../../../src/render/index.ts';
import { merge, objectsOf, root } from '../render.ts';

export const appChart = await loadChart(`${root}helm-charts/cnvrg-app`);
/** The least that a spec says, and what the operator generates. */
export const appValues = read('test/charts/cnvrg/app-values.yaml');
/** What a dump of the control plane lays over the chart's values. */
export const profile = read('helm-charts/cnvrg-app/profiles/control-plane.yaml');

/** The objects of a CnvrgApp in namespace cnvrg-1, hooks included, by `KIND/NAME`. */
export function renderApp(spec: Values = {}, lookup?: Lookup): ReadonlyMap<string, RenderedObject> {
  const rendered = renderChart({
    valuesName: 'spec',
    chart: appChart,
    values: merge(appValues, spec),
    release: { name: 'cnvrgapp', namespace: 'cnvrg-1', revision: 1, isInstall: true, isUpgrade: false },
    capabilities: { kubeVersion: { version: 'v1.34.4', major: '1', minor: '34' }, apiVersions: ['apps/v1', 'v1'] },
    lookup,
  });
  return new Map(objectsOf(rendered).map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

/** A lookup in a cluster that holds these objects, and namespace cnvrg-1. */
export function lookupIn(...objects: readonly RenderedObject[]): Lookup {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cnvrg-1' } };
  return (apiVersion, kind, _namespace, name) =>
    [...objects, namespace].find(
      (object) => object.apiVersion === apiVersion && object.kind === kind && object.metadata.name === name,
    ) ?? {};
}

/** The data of a Secret as text. */
export function decoded(secret: RenderedObject | undefined): Record<string, string> {
  const data = (secret?.['data'] ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

function read(path: string): Values {
  return parse(readFileSync(`${root}${path}`, 'utf8')) as Values;
}
