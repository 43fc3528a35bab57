import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { activeChart, applySet, checkDependencies, coalesce, loadChart, type Values } from '../../src/chart/index.ts';
import { readGoYaml } from '../../src/yaml/index.ts';
import { chartFile, failureOf, loadFiles, makeChart, writeChart } from './charts.ts';
import { normal, recorded, recordedRows } from './recorded.ts';

const it = suite('activeChart');

interface Row {
  readonly files: Readonly<Record<string, string>>;
  readonly values: string;
  readonly set: readonly string[];
  readonly coalesced?: unknown;
  readonly error?: string;
  /** Sorted. */
  readonly warnings: readonly string[];
}

for (const [i, row] of recordedRows<Row>('chart/dependencies.json').entries()) {
  it(`chart ${i + 1} has helm's values and warnings`, async () => {
    const chart = await loadFiles(row.files, 'top');
    const user = row.set.reduce((values, set) => applySet(values, set, 'typed'), readGoYaml(row.values) as Values);
    const warnings: string[] = [];
    const warn = (line: string) => warnings.push(line);
    const run = () => coalesce(activeChart(chart, user, warn), user, warn);
    if (row.error === undefined) assert.equal(normal(run()), recorded(row.coalesced));
    else assert.is((await failureOf(run)).message, row.error);
    assert.equal(warnings.sort(), row.warnings);
  });
}

const chart = await loadChart(
  writeChart({
    'Chart.yaml': chartFile(
      'top',
      [
        'dependencies:',
        '- {name: web, version: 0.x, condition: "web.enabled,global.web", tags: [front]}',
        '- {name: db, version: 0.x, alias: main, condition: main.enabled, tags: [back, front]}',
        '- {name: db, version: 0.x, alias: spare, tags: [back]}',
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

// every row is what helm 3.21.4 makes of it
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
  assert.ok(choose('') === choose('tags.x=1'));
  assert.ok(choose('web.enabled=false') === choose('tags.x=1,web.enabled=false'));
  assert.not.ok(choose('web.enabled=false') === choose('main.enabled=false'));
  const plain = makeChart({ dependencies: [makeChart({ name: 'sub' })] });
  assert.ok(activeChart(plain, {}) === plain);
});

it('shows templates the dependencies that are on, under their aliases', () => {
  const { metadata } = activeChart(chart, applySet({}, 'web.enabled=false', 'typed'));
  assert.equal(
    metadata.dependencies?.map(({ name, alias, enabled }) => [name, alias, enabled]),
    [
      ['main', 'main', true],
      ['spare', 'spare', true],
    ],
  );
});

// helm 3.21.4: a range that the subchart is not in leaves it as if nobody had asked for it
it('takes a subchart of another version for one that is not named', async () => {
  const odd = await loadFiles({
    'Chart.yaml': chartFile('top', 'dependencies: [{name: db, version: 2.x, alias: main}, {name: web}]'),
    'charts/db/Chart.yaml': chartFile('db'),
    'charts/web/Chart.yaml': chartFile('web'),
  });
  assert.equal(
    activeChart(odd, {}).dependencies.map(({ metadata }) => metadata.name),
    ['db', 'web'],
  );
});

// helm 3.21.4 runs until its memory is used up
it('ends where import-values puts a table into itself', async () => {
  const endless = await loadFiles({
    'Chart.yaml': chartFile(
      'top',
      [
        'dependencies:',
        '- name: sub',
        '  version: 0.x',
        '  import-values:',
        '  - {child: a, parent: sub.a.b}',
        '  - {child: a, parent: sub.a.b.c}',
        '  - {child: a.b, parent: sub.a}',
      ].join('\n'),
    ),
    'charts/sub/Chart.yaml': chartFile('sub'),
    'charts/sub/values.yaml': 'a: {b: {c: {}}}\n',
  });
  const error = await failureOf(() => activeChart(endless, {}));
  assert.is(error.code, 'VALUES_INVALID');
  assert.is(error.message, 'values are nested deeper than 2000 tables');
});

it('misses the subcharts that Chart.yaml asks for', async () => {
  const files = { 'Chart.yaml': chartFile('x', 'dependencies: [{name: db}, {name: web}]\n') };
  const error = await failureOf(async () => checkDependencies(await loadFiles(files)));
  assert.is(error.code, 'CHART_INVALID');
  assert.is(
    error.message,
    'An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: db, web',
  );
  checkDependencies(chart);
});

it.run();
