import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { app, charts, dashboardsOf, infra, jobsOf, queriesOf, rulesOf } from './dashboards.ts';
import { ofPrometheus } from './exporters.ts';
import { at } from './infra-release.ts';
import { readPromql } from './promql.ts';

const it = suite('what dashboards and rules of cnvrg ask for');

it('every expression is PromQL, of variables that the dashboard has', () => {
  let read = 0;
  for (const [, objects] of charts) {
    for (const { place, expr } of [...queriesOf(objects), ...rulesOf(objects)]) {
      assert.not.throws(() => readPromql(expr), place);
      read += 1;
    }
    for (const { title, panels, templating } of dashboardsOf(objects).values()) {
      const names = templating.list.map(({ name }) => name);
      const used = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr.match(/(?<=\$)\w+/g) ?? []));
      assert.equal([...new Set(used)].sort(), [...names].sort(), title);
    }
  }
  assert.ok(read > 400);
});

it('the reader of PromQL refuses what Prometheus does', () => {
  const broken = `sum(rate(x)) | rate(x[5m] | sum by x (y) | x{a=b} | x[5m] | foo(x) | 1 > 2 | a and 1 | x{a="b} | a b | topk(a, b)
    | histogram_quantile(0.9, x[5m]) | rate(sum(x)[5m]) | 5m | x offset | x{a="b" | sum(x) by | on (a) b`;
  for (const expr of broken.split('|').map((text) => text.trim()))
    assert.throws(() => readPromql(expr), undefined, expr);
});

it('every metric is one that a deployed exporter gives, in the job that is named', () => {
  for (const [, objects] of charts) {
    const recorded = rulesOf(objects).flatMap(({ record }) => record ?? []);
    for (const { place, expr } of [...queriesOf(objects), ...rulesOf(objects)]) {
      for (const selector of readPromql(expr)) {
        const { metric } = selector;
        const isKnown = [...recorded, ...ofPrometheus].includes(metric) || jobsOf(selector).length > 0;
        assert.ok(isKnown, `${place}: nobody gives ${JSON.stringify(selector)}`);
      }
    }
  }
});

it('nothing is asked for that its monitor drops', () => {
  const drops = new Map<string, RegExp[]>();
  for (const monitor of [...infra.values(), ...app.values()].filter(({ kind }) =>
    /^(Service|Pod)Monitor$/.test(kind),
  )) {
    const ends = (at(monitor, 'spec', 'endpoints') ?? at(monitor, 'spec', 'podMetricsEndpoints')) as {
      path?: string;
      metricRelabelings?: { action: string; sourceLabels: string[]; regex: string }[];
    }[];
    for (const { path = '/metrics', metricRelabelings = [] } of ends) {
      const byName = metricRelabelings.filter(
        ({ action, sourceLabels }) => action === 'drop' && sourceLabels.join() === '__name__',
      );
      const job = ends.length > 1 ? `${monitor.metadata.name} ${path}` : monitor.metadata.name;
      drops.set(
        job,
        byName.map(({ regex }) => new RegExp(`^(?:${regex})$`)),
      );
    }
  }
  assert.ok([...drops.values()].flat().length > 3);
  for (const [, objects] of charts) {
    for (const { place, expr } of [...queriesOf(objects), ...rulesOf(objects)]) {
      for (const selector of readPromql(expr)) {
        const jobs = jobsOf(selector);
        const isKept = (job: string) => !(drops.get(job) ?? []).some((regex) => regex.test(selector.metric));
        assert.ok(jobs.length === 0 || jobs.some(isKept), `${place}: ${selector.metric} of ${jobs} is dropped`);
      }
    }
  }
});

it('an app asks only for what its own Prometheus can know, and of its own namespace', () => {
  const known = [
    'kube-state-metrics',
    'kubelet /metrics',
    'kubelet /metrics/cadvisor',
    'dcgm-exporter',
    'istio-ingressgateway',
    'minio',
  ];
  for (const { place, expr } of [...queriesOf(app), ...rulesOf(app)]) {
    const selectors = readPromql(expr);
    for (const selector of selectors.filter(({ metric }) => !ofPrometheus.includes(metric))) {
      assert.ok(
        jobsOf(selector).some((job) => known.includes(job)),
        `${place}: ${selector.metric}`,
      );
    }
    const places = selectors.flatMap(({ matchers }) => matchers.filter(({ label }) => label.endsWith('namespace')));
    assert.ok(
      places.every(({ value }) => value === 'cnvrg-1'),
      place,
    );
    const isOfPrometheus = selectors.every(({ metric }) => ofPrometheus.includes(metric));
    assert.ok(places.length > 0 || isOfPrometheus, `${place}: of any namespace`);
  }
});

it.run();
