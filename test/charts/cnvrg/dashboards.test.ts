import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { tree } from '../render.ts';
import { decoded, renderApp } from './app.ts';
import { app, charts, dashboardsOf, infra, type Objects } from './dashboards.ts';
import { at, infraObjects } from './infra-release.ts';
import { readPromql } from './promql.ts';

const it = suite('dashboards of cnvrg');

it('001.1: a CnvrgInfra has 24 dashboards and a CnvrgApp 10, with nothing of each in the other', () => {
  assert.is(dashboardsOf(infra).size, 24);
  assert.is(dashboardsOf(app).size, 10);
  assert.not.ok([...infra.values()].some((object) => JSON.stringify(object).includes('cnvrg-app-')));
});

it('a dashboard has a name of its own, and panels that have one, too', () => {
  const dashboards = charts.flatMap(([, objects]) => [...dashboardsOf(objects).values()]);
  assert.is(new Set(dashboards.map(({ uid }) => uid)).size, dashboards.length);
  for (const [chart, objects] of charts) {
    const titles = [...dashboardsOf(objects).values()].map(({ title }) => title);
    assert.is(new Set(titles).size, titles.length, chart);
  }
  for (const { uid, title, schemaVersion, panels } of dashboards) {
    assert.ok(uid.length <= 40, uid); // Grafana refuses longer ones
    assert.is(schemaVersion, 26, title);
    const titles = panels.filter(({ type }) => type !== 'row').map((panel) => panel.title);
    assert.equal(titles, [...new Set(titles)], title);
    assert.is(new Set(panels.map(({ id }) => id)).size, panels.length, title);
  }
});

it('a dashboard fits into its ConfigMap, and a CnvrgInfra with all of them into a record', () => {
  for (const [chart, objects] of charts) {
    const sizes = [...objects].flatMap(([name, object]) =>
      name.startsWith('ConfigMap/grafana-dashboard-') ? [Buffer.byteLength(JSON.stringify(object))] : [],
    );
    assert.ok(Math.max(...sizes) < 64 * 1024, chart); // etcd and the API server take 1 MiB
    const record = gzipSync(JSON.stringify([...objects.values()])).length;
    assert.ok(record < 512 * 1024, `${chart}: ${record}`);
  }
});

it('panels lie beside each other, within 24 columns', () => {
  for (const [, objects] of charts) {
    for (const { title, panels } of dashboardsOf(objects).values()) {
      const taken = new Set<string>();
      for (const { gridPos } of panels) {
        assert.ok(gridPos.x + gridPos.w <= 24, title);
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
            assert.not.ok(taken.has(`${x}/${y}`), `${title}: two panels at ${x}/${y}`);
            taken.add(`${x}/${y}`);
          }
        }
      }
    }
  }
});

it('each panel asks something, of the source that Grafana has', () => {
  for (const [chart, objects] of charts) {
    const file = decoded(objects.get('Secret/grafana-datasources'))['datasources.yaml'] as string;
    const sources = (JSON.parse(file) as { datasources: { name: string; type: string }[] }).datasources;
    assert.equal(
      sources.map(({ name, type }) => `${name} ${type}`),
      ['Prometheus prometheus'],
      chart,
    );
    for (const { title, panels, templating } of dashboardsOf(objects).values()) {
      for (const { datasource } of templating.list) assert.is(datasource, 'Prometheus');
      for (const panel of panels.filter(({ type }) => type !== 'row')) {
        assert.is(panel.datasource, 'Prometheus', `${title}: ${panel.title}`);
        const ids = (panel.targets ?? []).map(({ refId }) => refId);
        assert.ok(ids.length > 0 && new Set(ids).size === ids.length, `${title}: ${panel.title}`);
      }
    }
  }
});

it('thresholds rise, for the last one that is reached counts', () => {
  let seen = 0;
  for (const [, objects] of charts) {
    for (const { title, panels } of dashboardsOf(objects).values()) {
      for (const panel of panels) {
        const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
        const values = steps.map(({ value }) => value ?? Number.NEGATIVE_INFINITY);
        assert.equal(
          values,
          [...values].sort((a, b) => a - b),
          `${title}: ${panel.title}`,
        );
        seen += steps.length;
      }
    }
  }
  assert.ok(seen > 100);
});

it('the dashboard of the tenants looks at the namespaces of the apps', () => {
  const tenants = dashboardsOf(infra).get('tenants')!;
  const places = tenants.panels
    .flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => readPromql(expr)))
    .flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'namespace').map(({ value }) => value));
  assert.equal([...new Set(places)], ['cnvrg-1|cnvrg-2']);
});

const off = { enabled: false };
for (const [what, spec, wanted] of [
  [
    'monitoring.nodeExporter',
    tree('monitoring.nodeExporter', off),
    ['node-network', 'node-storage', 'node-use', 'nodes'],
  ],
  ['monitoring.dcgmExporter', tree('monitoring.dcgmExporter', off), ['gpu']],
  ['networking.istio', tree('networking.istio', off), ['istio-control-plane', 'istio-gateway']],
  ['logging', tree('logging', off), ['fluent-bit']],
  ['dbs.redis', tree('dbs.redis', off), ['redis']],
] as const) {
  it(`001.9: ${what} takes its dashboards along`, () => assert.equal(missing(infra, infraObjects(spec)), [...wanted]));
}
for (const [what, spec, wanted] of [
  ['controlPlan.webapp', tree('controlPlan.webapp', off), ['webapp']],
  ['controlPlan.hyper', tree('controlPlan.hyper', off), ['hyper']],
  ['controlPlan.sidekiq', tree('controlPlan', { sidekiq: off, searchkiq: off, systemkiq: off }), ['sidekiq']],
  ['dbs.pg', tree('dbs.pg', off), ['postgres']],
  ['dbs.minio', tree('dbs.minio', off), ['minio']],
  ['dbs.es', tree('dbs.es', off), ['elasticsearch']],
] as readonly (readonly [string, Values, readonly string[]])[]) {
  it(`001.9: ${what} takes its dashboard along`, () => assert.equal(missing(app, renderApp(spec)), [...wanted]));
}

/** The dashboards that are gone, after a look whether Grafana mounts exactly those that are left. */
function missing(before: Objects, after: Objects): string[] {
  const left = [...dashboardsOf(after).keys()];
  const volumes = at(after.get('Deployment/grafana'), 'spec', 'template', 'spec', 'volumes') as { name: string }[];
  const sources = at(
    volumes.find(({ name }) => name === 'dashboards'),
    'projected',
    'sources',
  ) as { configMap: { name: string } }[];
  assert.equal(
    sources.map(({ configMap }) => configMap.name).sort(),
    left.map((name) => `grafana-dashboard-${name}`).sort(),
  );
  return [...dashboardsOf(before).keys()].filter((name) => !left.includes(name)).sort();
}

it.run();
