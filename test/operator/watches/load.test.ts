import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CapstanError, formatPlace } from '../../../src/errors/index.ts';
import { loadWatches } from '../../../src/operator/watches/load.ts';

const it = suite('watches');
const folders: string[] = [];
it.after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const chartYaml = 'apiVersion: v2\nname: web\nversion: 0.1.0\n';
const entry = (kind: string, chart: string) => `- {group: a.io, version: v1, kind: ${kind}, chart: ${chart}}\n`;

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-watches-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

async function failure(file: string, cwd: string): Promise<CapstanError> {
  const error = await loadWatches(file, { env: {}, cwd }).then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof CapstanError) return error;
  throw error;
}

it('charts are loaded from the working directory', async () => {
  const cwd = await folderWith({ 'watches.yaml': entry('Web', 'charts/web'), 'charts/web/Chart.yaml': chartYaml });
  const [watch, ...more] = await loadWatches('./watches.yaml', { env: {}, cwd });
  assert.is(more.length, 0);
  assert.is(watch?.chart.metadata.name, 'web');
  assert.is(watch?.chartPath, join(cwd, 'charts/web'));
  assert.equal(watch?.gvk, { group: 'a.io', version: 'v1', kind: 'Web' });
});

it('charts are found beside the file, when it lies elsewhere', async () => {
  const folder = await folderWith({
    'op/watches.yaml': entry('Web', 'charts/web'),
    'op/charts/web/Chart.yaml': chartYaml,
  });
  const [watch] = await loadWatches(join(folder, 'op/watches.yaml'), { env: {}, cwd: tmpdir() });
  assert.is(watch?.chartPath, join(folder, 'op/charts/web'));
});

it('the working directory comes before the folder of the file', async () => {
  const cwd = await folderWith({
    'op/watches.yaml': entry('Web', 'web'),
    'op/web/Chart.yaml': chartYaml,
    'web/Chart.yaml': chartYaml.replace('0.1.0', '0.2.0'),
  });
  const [watch] = await loadWatches('op/watches.yaml', { env: {}, cwd });
  assert.is(watch?.chart.metadata.version, '0.2.0');
});

it('an absolute path and a symbolic link lead to a chart too', async () => {
  const cwd = await folderWith({ 'real/Chart.yaml': chartYaml });
  await symlink(join(cwd, 'real'), join(cwd, 'link'));
  await writeFile(join(cwd, 'watches.yaml'), entry('A', join(cwd, 'real')) + entry('B', 'link'));
  const watches = await loadWatches('watches.yaml', { env: {}, cwd });
  assert.equal(
    watches.map(({ chart }) => chart.metadata.name),
    ['web', 'web'],
  );
});

it('kinds that share a chart share it in memory', async () => {
  const cwd = await folderWith({
    'watches.yaml': entry('A', 'web') + entry('B', './web/'),
    'web/Chart.yaml': chartYaml,
  });
  const [one, two] = await loadWatches('watches.yaml', { env: {}, cwd });
  assert.is(one?.chart, two?.chart);
});

it('watches cannot be changed', async () => {
  const cwd = await folderWith({ 'watches.yaml': entry('A', 'web'), 'web/Chart.yaml': chartYaml });
  const watches = await loadWatches('watches.yaml', { env: {}, cwd });
  assert.ok(Object.isFrozen(watches) && Object.isFrozen(watches[0]));
});

it('warnings are handed on', async () => {
  const cwd = await folderWith({
    'watches.yaml': '- {version: v1, kind: A, chart: web, x: 1}',
    'web/Chart.yaml': chartYaml,
  });
  const warnings: string[] = [];
  await loadWatches('watches.yaml', { env: {}, cwd, warn: (warning) => warnings.push(warning) });
  assert.equal(warnings, ['watches.yaml:1: entry 1 (v1 A): unknown key "x" is ignored']);
});

it('a file that is not there is named', async () => {
  const cwd = await folderWith({});
  const error = await failure('./watches.yaml', cwd);
  assert.is(error.code, 'WATCHES_INVALID');
  assert.is(error.message, './watches.yaml does not exist');
  assert.is(error.place?.file, join(cwd, 'watches.yaml'));
});

it('a folder in the place of the file is refused', async () => {
  const cwd = await folderWith({ 'watches.yaml/x': '' });
  const error = await failure('watches.yaml', cwd);
  assert.is(error.message, 'watches.yaml cannot be read');
});

it('a chart that is not there stops the load, with the entry and where it was looked for', async () => {
  const cwd = await folderWith({
    'op/watches.yaml': entry('A', 'web') + entry('B', 'nowhere'),
    'web/Chart.yaml': chartYaml,
  });
  const error = await failure('op/watches.yaml', cwd);
  assert.is(error.code, 'WATCHES_INVALID');
  assert.is(
    error.message,
    `entry 2 (a.io/v1 B): chart "nowhere" does not exist: there is no ${cwd}/nowhere nor ${cwd}/op/nowhere`,
  );
  assert.is(formatPlace(error.place!), 'op/watches.yaml:2:46');
});

for (const [what, files, words] of [
  ['a folder without Chart.yaml', { 'web/values.yaml': 'a: 1\n' }, 'Chart.yaml'],
  ['a Chart.yaml without a name', { 'web/Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n' }, 'name'],
  ['broken values', { 'web/Chart.yaml': chartYaml, 'web/values.yaml': 'a: [\n' }, 'values.yaml'],
] as const) {
  it(`${what} stops the load, with the entry named`, async () => {
    const cwd = await folderWith({ 'watches.yaml': entry('Web', 'web'), ...files });
    const error = await failure('watches.yaml', cwd);
    assert.is(error.code, 'WATCHES_INVALID');
    assert.ok(error.message.startsWith('entry 1 (a.io/v1 Web): chart "web" cannot be loaded: '), error.message);
    assert.ok(error.message.includes(words), error.message);
    assert.is(formatPlace(error.place!), 'watches.yaml:1:48');
  });
}

it.run();
