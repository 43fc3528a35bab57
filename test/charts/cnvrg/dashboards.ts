import type { RenderedObject } from '../../../src/render/index.ts';
import { renderApp } from './app.ts';
import { exporters, ofPrograms } from './exporters.ts';
import { appInput, at, dataOf, infraObjects } from './infra-release.ts';
import type { Selector } from './promql.ts';

export type Objects = ReadonlyMap<string, RenderedObject>;

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
  readonly fieldConfig?: {
    readonly defaults: { readonly thresholds: { readonly steps: readonly { value: number | null }[] } };
  };
}
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; query: string; datasource: string }[] };
}
/** With two CnvrgApps. */
export const infra = infraObjects({
  inputs: { apps: [appInput('cnvrg-1'), appInput('cnvrg-2')], esSecrets: [], infras: [] },
});
export const app = renderApp();
export const charts: readonly [string, Objects][] = [
  ['cnvrg-infra', infra],
  ['cnvrg-app', app],
];

/** By their names. */
export function dashboardsOf(objects: Objects): Map<string, Dashboard> {
  const maps = [...objects].filter(([name]) => name.startsWith('ConfigMap/grafana-dashboard-'));
  return new Map(
    maps.map(([name, object]) => {
      const own = name.replace('ConfigMap/grafana-dashboard-', '');
      return [own, JSON.parse(dataOf(object)[`${own}.json`] as string) as Dashboard];
    }),
  );
}

export interface Query {
  readonly place: string;
  readonly expr: string;
}

/** What panels and variables ask for. */
export function queriesOf(objects: Objects): Query[] {
  return [...dashboardsOf(objects).values()].flatMap(({ title, panels, templating }) => [
    ...panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ expr }) => ({ place: `${title}: ${panel.title}`, expr })),
    ),
    ...templating.list.map(({ name, query }) => ({
      place: `${title}: $${name}`,
      expr: /^label_values\((.+), \w+\)$/.exec(query)?.[1] ?? fail(`${title}: ${query}`),
    })),
  ]);
}

export function rulesOf(objects: Objects): (Query & { record?: string })[] {
  const groups = [...objects.values()]
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(
      (object) => at(object, 'spec', 'groups') as { rules: { alert?: string; record?: string; expr: string }[] }[],
    );
  return groups.flatMap(({ rules }) =>
    rules.map(({ alert, record, expr }) => ({ place: alert ?? record ?? '', expr, ...(record && { record }) })),
  );
}

function fail(message: string): never {
  throw new Error(message);
}

/** The jobs, with their path where a monitor reads several, that a selector can mean. */
export function jobsOf({ metric, matchers }: Selector): string[] {
  const job = matchers.find(({ label }) => label === 'job')?.value;
  const isOf = (name: string) => job === undefined || name.split(' ')[0] === job;
  return Object.entries(exporters)
    .filter(([name, metrics]) => isOf(name) && (metrics.includes(metric) || ofPrograms.includes(metric)))
    .map(([name]) => name);
}
