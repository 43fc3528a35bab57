import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { activeChart, applySet, coalesce, loadChart } from '../../src/chart/index.ts';
import { chartFile, makeChart, writeChart } from './charts.ts';

const it = suite('activeChart');

const chart = await loadChart(
  writeChart({
    'Chart.yaml': chartFile(
      'top',
      [
        'dependencies:',
        '- {name: web, condition: "web.enabled,global.web", tags: [front]}',
        '- {name: db, alias: main, condition: main.enabled, tags: [back, front]}',
        '- {name: db, alias: spare, tags: [back]}',
      ].join('\n'),
    ),
    'charts/web/Chart.yaml': chartFile('web'),
    'charts/web/values.yaml': 'size: 1\n',
    'charts/db/Chart.yaml': chartFile('db'),
    'charts/db/values.yaml': 'size: 1\n',
    'charts/extra/Chart.yaml': chartFile('extra'),
    'charts/extra/values.yaml': 'size: 1\n',
  }),
);

// every row is what helm 3.21 makes of it
for (const [set, want] of [
  ['', 'extra1 web1 main1 spare1'],
  ['web.enabled=false', 'extra1 main1 spare1'],
  ['global.web=false', 'extra1 main1 spare1'],
  ['web.enabled=true,global.web=false', 'extra1 web1 main1 spare1'],
  ['tags.front=false', 'extra1 spare1'],
  ['tags.back=false', 'extra1 web1'],
  ['tags.front=false,tags.back=true', 'extra1 main1 spare1'],
  ['main.enabled=true,tags.back=false', 'extra1 web1 main1'],
  ['web.enabled=no', 'extra1 web1 main1 spare1'],
  ['web.enabled=null', 'extra1 web1 main1 spare1'],
  ['spare.size=5,main.size=7', 'extra1 web1 main7 spare5'],
] as const) {
  it(`--set '${set}' keeps ${want}`, () => {
    const user = applySet({}, set, 'typed');
    const active = activeChart(chart, user);
    const values = coalesce(active, user) as Record<string, { size: number }>;
    const names = active.dependencies.map(({ metadata: { name } }) => `${name}${values[name]!.size}`);
    assert.is(names.sort().join(), want.split(' ').sort().join());
  });
}

it('gives the same chart for the same choice', () => {
  const choose = (set: string) => activeChart(chart, applySet({}, set, 'typed'));
  assert.is(choose(''), chart);
  assert.is(choose('web.enabled=false'), choose('tags.x=1,web.enabled=false'));
  assert.is.not(choose('web.enabled=false'), choose('main.enabled=false'));
  const plain = makeChart({ dependencies: [makeChart({ name: 'sub' })] });
  assert.is(activeChart(plain, {}), plain);
});

it.run();
