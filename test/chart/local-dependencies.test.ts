import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadChart, loadChartAlone, loadChartWithin } from '../../src/chart/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { chartFile, failureOf } from './charts.ts';

const it = suite('dependencies by file://');

const asks = (name: string, repository: string) =>
  `${chartFile('web')}dependencies:\n  - { name: ${name}, version: 0.1.0, repository: "${repository}" }\n`;

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) writeText(join(folder, path), text);
}

function sideBySide(more: Readonly<Record<string, string>> = {}): string {
  const top = scratchFolder();
  writeFiles(join(top, 'web'), { 'Chart.yaml': asks('base', 'file://../base'), ...more });
  writeFiles(join(top, 'base'), {
    'Chart.yaml': `${chartFile('base')}type: library\n`,
    'templates/_name.yaml.eta': 'name: <%= it.Release.Name %>',
  });
  return top;
}

it('are read where they are while charts/ has none of that name', async () => {
  const chart = await loadChart(join(sideBySide(), 'web'));
  assert.equal(
    chart.dependencies.map(({ metadata, templates }) => [metadata.name, templates.map(({ path }) => path)]),
    [['base', ['templates/_name.yaml.eta']]],
  );
});

it('are those of charts/ as soon as it has one', async () => {
  const chart = await loadChart(
    join(sideBySide({ 'charts/base/Chart.yaml': chartFile('base'), 'charts/base/templates/own.yaml': 'a: b' }), 'web'),
  );
  assert.equal(
    chart.dependencies.flatMap(({ templates }) => templates.map(({ path }) => path)),
    ['templates/own.yaml'],
  );
});

it('are not taken for there because of one whose name is longer', async () => {
  const chart = await loadChart(join(sideBySide({ 'charts/base-2d/Chart.yaml': chartFile('base-2d') }), 'web'));
  assert.equal(chart.dependencies.map(({ metadata: { name } }) => name).toSorted(), ['base', 'base-2d']);
});

it('are not asked for while charts/ has an archive of that name', async () => {
  const folder = join(sideBySide({ 'charts/base-0.1.0.tgz': '' }), 'web');
  assert.match((await failureOf(() => loadChart(folder))).message, 'EOF'); // of the archive, which is empty
  assert.not((await failureOf(() => loadChart(folder))).message.includes('dependency'));
});

it('count as files of the chart: a change of theirs is one of it', async () => {
  const top = sideBySide();
  const { digest } = await loadChart(join(top, 'web'));
  writeText(join(top, 'base/templates/_name.yaml.eta'), 'other: <%= it.Release.Name %>');
  assert.is.not((await loadChart(join(top, 'web'))).digest, digest);
});

it('that are not there, or lead round in a circle, are left to the check of dependencies', async () => {
  const top = scratchFolder();
  writeFiles(join(top, 'web'), { 'Chart.yaml': asks('gone', 'file://../gone') });
  assert.equal((await loadChart(join(top, 'web'))).dependencies, []);
  writeFiles(join(top, 'round'), { 'Chart.yaml': asks('round', 'file://../round') });
  assert.is((await loadChart(join(top, 'round'))).dependencies.length, 1);
});

it('have the version that Chart.yaml asks for', async () => {
  const top = sideBySide({
    'Chart.yaml': asks('base', 'file://../base').replace(/version: 0\.1\.0, rep/, 'version: ^7, rep'),
  });
  const { message } = await failureOf(() => loadChart(join(top, 'web')));
  assert.match(message, /^dependency base is to be \^7, and .* has version 0\.1\.0$/);
});

it('are left out for those who look after charts/', async () => {
  assert.equal((await loadChartAlone(join(sideBySide(), 'web'))).dependencies, []);
});

it('do not lead an operator out of its folder', async () => {
  const top = sideBySide();
  assert.is((await loadChartWithin(top, join(top, 'web'))).dependencies.length, 1);
  const beside = join(top, 'web');
  assert.is((await loadChartWithin(beside, beside)).dependencies.length, 1, 'a chart beside it');
  writeFiles(join(top, 'deep', 'web'), { 'Chart.yaml': asks('base', 'file://../../base') });
  const { message } = await failureOf(() => loadChartWithin(join(top, 'deep'), join(top, 'deep', 'web')));
  assert.match(message, /^dependency base leads out of the chart/);
  assert.is((await loadChartWithin('/', join(top, 'web'))).dependencies.length, 1);
});

it('that cannot be looked at are told with the chart, and why', async () => {
  const top = scratchFolder();
  writeFiles(join(top, 'web'), { 'Chart.yaml': asks('base', `file://../${'x'.repeat(300)}`) });
  const { code, message } = await failureOf(() => loadChart(join(top, 'web')));
  assert.is(code, 'CHART_INVALID');
  assert.match(message, /^dependency base cannot be read: .*name too long/);
});

it.run();
