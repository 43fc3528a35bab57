import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadChart } from '../../src/chart/index.ts';
import { isAbort } from '../../src/errors/index.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { chartFile, failureOf, loadFiles, writeChart } from './charts.ts';

const it = suite('loadChart');
const files = {
  'values.yaml': 'a: yes\n',
  'values.schema.json': '{}',
  'templates/x.yaml.eta': 'x',
  'templates/sub/_y.eta': 'y',
  'crds/c.yaml': 'c',
  'crds/README.md': 'r',
  'conf/app.toml': 't',
  'charts/db/Chart.yaml': chartFile('db'),
  'charts/db/templates/z.yaml': 'z',
};
const paths = (list: readonly { path: string }[]) => list.map(({ path }) => path);

it('sorts the files of a chart into what they are', async () => {
  const chart = await loadFiles(files);
  assert.is(chart.metadata.name, 'demo');
  assert.equal(chart.values, { a: true });
  assert.is(chart.schema, '{}');
  assert.equal(paths(chart.templates), ['templates/sub/_y.eta', 'templates/x.yaml.eta']);
  assert.equal(paths(chart.crds), ['crds/c.yaml']);
  assert.equal(paths(chart.files), ['conf/app.toml', 'crds/README.md', 'crds/c.yaml']);
  assert.equal(
    chart.dependencies.map(({ metadata }) => metadata.name),
    ['db'],
  );
  assert.equal(paths(chart.dependencies[0]!.templates), ['templates/z.yaml']);
});

it('has values {} and no schema where there are no such files', async () => {
  const chart = await loadFiles({});
  assert.equal([chart.values, chart.schema], [{}, undefined]);
});

it('gives equal charts equal digests, wherever they lie, and others another', async () => {
  const [one, two, three] = await Promise.all([
    loadFiles(files),
    loadFiles(files),
    loadFiles({ ...files, 'conf/app.toml': 'T' }),
  ]);
  assert.match(one.digest, /^[0-9a-f]{64}$/);
  assert.is(one.digest, two.digest);
  assert.is.not(one.digest, three.digest);
});

it('is frozen', async () => {
  const chart = await loadFiles(files);
  assert.throws(() => Object.assign(chart.values, { b: 1 }), TypeError);
  assert.throws(() => (chart.templates as unknown[]).push(1), TypeError);
});

it('follows a chart directory that is a symbolic link, and links that stay inside', async () => {
  const dir = writeChart(files);
  symlinkSync('app.toml', join(dir, 'conf/same.toml'));
  symlinkSync('../conf', join(dir, 'templates/conf'));
  const link = join(scratchFolder(), 'link');
  symlinkSync(dir, link);
  const chart = await loadChart(link);
  assert.equal(paths(chart.files).slice(0, 2), ['conf/app.toml', 'conf/same.toml']);
  assert.ok(paths(chart.templates).includes('templates/conf/app.toml'));
});

for (const [what, target, message] of [
  ['leads out of the chart', '../../secret', /conf\/link is a symbolic link that leads out of the chart/],
  ['leads to nothing', 'nowhere', /conf\/link is a symbolic link to nothing/],
  ['leads to a folder above it', '..', /conf\/link is a symbolic link to a folder above it/],
] as const) {
  it(`refuses a link that ${what}`, async () => {
    const dir = writeChart(files);
    writeText(join(dir, '../secret'), 's');
    symlinkSync(target, join(dir, 'conf/link'));
    const error = await failureOf(() => loadChart(dir));
    assert.is(error.code, 'CHART_INVALID');
    assert.match(error.message, message);
  });
}

it('reads .helmignore, and never dot files below templates/', async () => {
  const chart = await loadFiles({
    ...files,
    '.helmignore': '# c\n\n*.md\nconf/*.bak\n/top.txt\nskip/\n',
    'top.txt': '',
    'deep/top.txt': '',
    'conf/x.bak': '',
    'skip/a': '',
    'deep/skip': '',
    'templates/.x.yaml.swp': '',
  });
  assert.equal(paths(chart.files), ['.helmignore', 'conf/app.toml', 'crds/c.yaml', 'deep/skip', 'deep/top.txt']);
  assert.is(chart.templates.length, 2);
});

for (const [what, given, code, message] of [
  [
    'Chart.yaml without a name',
    { 'Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n' },
    'CHART_INVALID',
    /chart\.metadata\.name is required/,
  ],
  [
    'Chart.yaml without a version',
    { 'Chart.yaml': 'apiVersion: v2\nname: x\n' },
    'CHART_INVALID',
    /chart\.metadata\.version is required/,
  ],
  [
    'Chart.yaml without an apiVersion',
    { 'Chart.yaml': 'name: x\nversion: 1.0.0\n' },
    'CHART_INVALID',
    /chart\.metadata\.apiVersion is required/,
  ],
  [
    'an apiVersion of the future',
    { 'Chart.yaml': 'apiVersion: v9\nname: x\nversion: 1.0.0\n' },
    'CHART_INVALID',
    /"v9" is not supported/,
  ],
  [
    'a version that is none',
    { 'Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.x\n' },
    'CHART_INVALID',
    /version "1\.0\.x" is invalid/,
  ],
  [
    'a name with a slash',
    { 'Chart.yaml': 'apiVersion: v2\nname: a/b\nversion: 1.0.0\n' },
    'CHART_INVALID',
    /name "a\/b" is invalid/,
  ],
  [
    'a name that leads elsewhere',
    { 'Chart.yaml': 'apiVersion: v2\nname: ".."\nversion: 1.0.0\n' },
    'CHART_INVALID',
    /name "\.\." is not allowed/,
  ],
  [
    'a type that is none',
    { 'Chart.yaml': chartFile('x', 'type: plugin\n') },
    'CHART_INVALID',
    /must be application or library/,
  ],
  ['Chart.yaml that is no table', { 'Chart.yaml': '- a\n' }, 'CHART_INVALID', /is not a table/],
  ['Chart.yaml that is no YAML', { 'Chart.yaml': 'a: [\n' }, 'YAML_INVALID', /Chart\.yaml is not valid YAML/],
  [
    'values.yaml that is no YAML',
    { 'values.yaml': 'a: 1\na: 2\n' },
    'YAML_INVALID',
    /values\.yaml is not valid YAML: key "a" already set/,
  ],
  ['values.yaml that is no table', { 'values.yaml': '- a\n' }, 'CHART_INVALID', /values\.yaml is not a table/],
  ['a subchart that is broken', { 'charts/db/Chart.yaml': 'name: db\n' }, 'CHART_INVALID', /apiVersion is required/],
  ['a subchart that is packed', { 'charts/db-1.0.0.tgz': 'x' }, 'CHART_INVALID', /charts\/db-1\.0\.0\.tgz is packed/],
  [
    'a subchart that is missing',
    { 'Chart.yaml': chartFile('x', 'dependencies: [{name: db}, {name: web}]\n') },
    'CHART_INVALID',
    /missing in charts\/ directory: db, web/,
  ],
  [
    'dependencies of one name',
    { 'Chart.yaml': chartFile('x', 'dependencies: [{name: db}, {name: db}]\n') },
    'CHART_INVALID',
    /more than one dependency with name or alias "db"/,
  ],
  [
    'import-values',
    { 'Chart.yaml': chartFile('x', 'dependencies: [{name: db, import-values: [a]}]\n') },
    'CHART_INVALID',
    /import-values/,
  ],
] as const) {
  it(`refuses ${what}`, async () => {
    const dir = writeChart(given as Record<string, string>);
    const error = await failureOf(() => loadChart(dir));
    assert.is(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.place?.file.startsWith(dir), error.place?.file ?? 'no place');
  });
}

it('refuses a directory that is not there, one without Chart.yaml, and a file', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'empty'));
  const cases = [
    ['nowhere', /nowhere is not a chart directory: no such directory/],
    ['empty', /empty is not a chart directory: Chart\.yaml file is missing/],
    ['file', /file is not a chart directory: it is a file/],
  ] as const;
  writeText(join(folder, 'file'), '');
  for (const [name, message] of cases) {
    const error = await failureOf(() => loadChart(join(folder, name)));
    assert.is(error.code, 'CHART_INVALID');
    assert.match(error.message, message);
    assert.ok(error.hint);
  }
});

it('refuses a file of more than 5 MiB', async () => {
  const dir = writeChart({});
  appendFileSync(join(dir, 'big'), Buffer.alloc(5 * 1024 * 1024 + 1));
  assert.match((await failureOf(() => loadChart(dir))).message, /"big" is larger than the maximum file size/);
});

it('takes versions as Masterminds/semver does', async () => {
  for (const version of ['1', '1.2', 'v1.2.3', '1.2.3-rc.1+build.5']) {
    const chart = await loadFiles({
      'Chart.yaml': `apiVersion: v2\nname: x\nversion: "${version}"\nappVersion: 1.10\n`,
    });
    assert.equal([chart.metadata.version, chart.metadata.appVersion], [version, '1.1']);
  }
});

it('stops when it is told to', async () => {
  const error = await loadChart(writeChart(files), AbortSignal.abort()).catch((error: unknown) => error);
  assert.ok(isAbort(error));
});

it.run();
