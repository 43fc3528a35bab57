import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { renderApp } from './app.ts';
import { infraObjects } from './infra-release.ts';
import { inNamespace, isDashboard, toggles } from './toggles.ts';

const it = suite('toggles of the cnvrg charts');

const charts = {
  app: { namespace: 'cnvrg-1', names: (spec: Values = {}) => [...renderApp(spec).keys()] },
  infra: { namespace: 'cnvrg-infra', names: (spec: Values = {}) => [...infraObjects(spec).keys()] },
};
const defaults = { app: charts.app.names(), infra: charts.infra.names() };

for (const { name, chart, moved, gone, kept, come } of toggles) {
  it(`001.9: ${name}: ${gone.length + kept.length} objects fewer, ${come.length} more`, () => {
    const { namespace, names } = charts[chart];
    const before = defaults[chart];
    const after = names(moved);
    const without = (list: readonly string[], other: readonly string[]) =>
      list.filter((one) => !other.includes(one) && !isDashboard(one)).sort();
    assert.equal(without(before, after), inNamespace([...gone, ...kept], namespace));
    assert.equal(without(after, before), inNamespace(come, namespace));
  });
}

it('001.9: dashboards go with grafana', () => {
  const off = { monitoring: { grafana: { enabled: 'false' } } };
  for (const chart of ['app', 'infra'] as const) {
    assert.ok(defaults[chart].some(isDashboard));
    assert.not(charts[chart].names(off).some(isDashboard));
  }
});

it.run();
