import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadChart, loadChartWithin } from '../../src/chart/index.ts';
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

it('do not lead an operator out of its folder', async () => {
  const top = sideBySide();
  assert.is((await loadChartWithin(top, join(top, 'web'))).dependencies.length, 1);
  const { message } = await failureOf(() => loadChartWithin(join(top, 'web'), join(top, 'web')));
  assert.match(message, /^dependency base leads out of the chart/);
});

it.run();
