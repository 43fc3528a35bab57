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

it('follows symbolic links, as helm does, and says so', async () => {
  const dir = writeChart(files);
  writeText(join(dir, '../outside/x.toml'), 'x');
  symlinkSync('app.toml', join(dir, 'conf/same.toml'));
  symlinkSync('../../outside', join(dir, 'templates/conf'));
  const link = join(scratchFolder(), 'link');
  symlinkSync(dir, link);
  const chart = await loadChart(link);
  assert.equal(paths(chart.files).slice(0, 2), ['conf/app.toml', 'conf/same.toml']);
  assert.ok(paths(chart.templates).includes('templates/conf/x.toml'));
  assert.equal(chart.warnings, [
    `walk.go:75: found symbolic link in path: ${link}/conf/same.toml resolves to ${dir}/conf/app.toml. Contents of linked file included and used`,
    `walk.go:75: found symbolic link in path: ${link}/templates/conf resolves to ${join(dir, '../outside')}. Contents of linked file included and used`,
  ]);
});

for (const [what, target, message] of [
  ['leads to nothing', 'nowhere', /error evaluating symlink .*conf\/link: l?stat .*: no such file or directory/],
  ['leads to a folder above it', '..', /error evaluating symlink .*conf\/link: EvalSymlinks: too many links/],
] as const) {
  it(`refuses a link that ${what}`, async () => {
    const dir = writeChart(files);
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

const decoding = 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal';

// every message is what helm 3.21.4 says
for (const [what, given, message] of [
  [
    'without a name',
    { 'Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n' },
    'validation: chart.metadata.name is required',
  ],
  [
    'without a version',
    { 'Chart.yaml': 'apiVersion: v2\nname: x\n' },
    'validation: chart.metadata.version is required',
  ],
  [
    'of a version that is none',
    { 'Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.x\n' },
    'validation: chart.metadata.version "1.0.x" is invalid',
  ],
  [
    'with a slash in its name',
    { 'Chart.yaml': 'apiVersion: v2\nname: a/b\nversion: 1.0.0\n' },
    'validation: chart.metadata.name "a/b" is invalid',
  ],
  [
    'with a name that leads elsewhere',
    { 'Chart.yaml': 'apiVersion: v2\nname: ".."\nversion: 1.0.0\n' },
    'validation: chart.metadata.name ".." is not allowed',
  ],
  [
    'of a type that is none',
    { 'Chart.yaml': chartFile('x', 'type: plugin\n') },
    'validation: chart.metadata.type must be application or library',
  ],
  [
    'with an empty maintainer',
    { 'Chart.yaml': chartFile('x', 'maintainers: [null]\n') },
    'validation: maintainers must not contain empty or null nodes',
  ],
  [
    'with an empty dependency',
    { 'Chart.yaml': chartFile('x', 'dependencies: [null]\n') },
    'validation: dependencies must not contain empty or null nodes',
  ],
  [
    'with an alias of dots',
    { 'Chart.yaml': chartFile('x', 'dependencies: [{name: db, alias: a.b}]\n') },
    'validation: dependency "db" has disallowed characters in the alias',
  ],
  [
    'with two dependencies of one name',
    { 'Chart.yaml': chartFile('x', 'dependencies: [{name: db}, {name: db}]\n') },
    'validation: more than one dependency with name or alias "db"',
  ],
  [
    'whose Chart.yaml is no table',
    { 'Chart.yaml': '- a\n' },
    `cannot load Chart.yaml: ${decoding} array into Go value of type chart.Metadata`,
  ],
  [
    'whose Chart.yaml is no YAML',
    { 'Chart.yaml': 'a: [\n' },
    'cannot load Chart.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content',
  ],
  [
    'whose name is a table',
    { 'Chart.yaml': 'name: {a: 1}\n' },
    `cannot load Chart.yaml: ${decoding} object into Go struct field Metadata.name of type string`,
  ],
  [
    'whose keywords are no list',
    { 'Chart.yaml': chartFile('x', 'keywords: a\n') },
    `cannot load Chart.yaml: ${decoding} string into Go struct field Metadata.keywords of type []string`,
  ],
  [
    'whose dependency has a table for a tag',
    { 'Chart.yaml': chartFile('x', 'dependencies: [{name: x, tags: [{b: 1}]}]\n') },
    `cannot load Chart.yaml: ${decoding} object into Go struct field Dependency.dependencies.tags of type string`,
  ],
  [
    'whose dependencies are no list',
    { 'Chart.yaml': chartFile('x', 'dependencies: {name: x}\n') },
    `cannot load Chart.yaml: ${decoding} object into Go struct field Metadata.dependencies of type []*chart.Dependency`,
  ],
  [
    'whose values.yaml is no YAML',
    { 'values.yaml': 'a: 1\n b: 2\n' },
    'cannot load values.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context',
  ],
  [
    'whose values.yaml is no table',
    { 'values.yaml': '- a\n' },
    `cannot load values.yaml: ${decoding} array into Go value of type map[string]interface {}`,
  ],
  [
    'whose subchart is broken',
    { 'charts/db/Chart.yaml': 'version: 1\n' },
    'error unpacking subchart db in demo: validation: chart.metadata.name is required',
  ],
  [
    'whose subchart is no archive',
    { 'charts/db-1.0.0.tgz': 'this is no archive' },
    'error unpacking subchart db-1.0.0.tgz in demo: gzip: invalid header',
  ],
  [
    'whose subchart is a file',
    { 'charts/README.md': 'x' },
    'error unpacking subchart README.md in demo: Chart.yaml file is missing',
  ],
  ['whose .helmignore has two stars', { '.helmignore': 'a/**\n' }, 'double-star (**) syntax is not supported'],
  ['whose .helmignore has a set that is open', { '.helmignore': '[a\n' }, 'syntax error in pattern'],
] as const) {
  it(`refuses a chart ${what}`, async () => {
    const dir = writeChart(given as Record<string, string>);
    const error = await failureOf(() => loadChart(dir));
    assert.is(error.message, message);
    assert.ok(['CHART_INVALID', 'YAML_INVALID'].includes(error.code));
    assert.ok(error.place?.file.startsWith(dir), error.place?.file ?? 'no place');
  });
}

it('refuses what is not there, a directory without Chart.yaml, and a file that is no archive', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'empty'));
  writeText(join(folder, 'file'), '');
  writeText(join(folder, 'long'), 'hello '.repeat(100));
  writeText(join(folder, 'chart.yaml'), 'name: x');
  for (const [name, message] of [
    ['nowhere', `stat ${folder}/nowhere: no such file or directory`],
    ['empty', 'Chart.yaml file is missing'],
    ['file', `file '${folder}/file' does not appear to be a gzipped archive; got 'application/octet-stream'`],
    ['long', `file '${folder}/long' does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'`],
    ['chart.yaml', `file '${folder}/chart.yaml' seems to be a YAML file, but expected a gzipped archive`],
  ] as const) {
    const error = await failureOf(() => loadChart(join(folder, name)));
    assert.is(error.code, 'CHART_INVALID');
    assert.is(error.message, message);
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

it('takes a chart of Helm 2 with its requirements', async () => {
  const chart = await loadFiles({
    'Chart.yaml': 'name: x\nversion: 1.0.0\n',
    'requirements.yaml': 'dependencies: [{name: db, version: 1.x, condition: db.on}]\n',
    'requirements.lock': 'digest: sha256:1\ndependencies: [{name: db, version: 1.2.0}]\n',
  });
  assert.is(chart.metadata.apiVersion, 'v1');
  assert.equal(chart.metadata.dependencies, [{ name: 'db', version: '1.x', condition: 'db.on' }]);
  assert.is(chart.lock?.dependencies[0]?.version, '1.2.0');
  assert.equal(paths(chart.files), ['requirements.lock', 'requirements.yaml']);
  assert.equal(chart.warnings, []);
});

it('reads the fields of Chart.yaml as Go does: keys in any case, numbers as text, unknown ones not at all', async () => {
  const more =
    'Home: 1\nkeywords: [1, yes, x, null]\nannotations: {a: 1.50, b: 12345678, c: null}\nextra: 1\ndescription: "a\\tb\\u0001"\n';
  const { metadata } = await loadFiles({ 'Chart.yaml': chartFile('x', more) });
  assert.equal(metadata, {
    apiVersion: 'v2',
    name: 'x',
    version: '0.1.0',
    home: '1',
    description: 'a b',
    keywords: ['1', 'true', 'x', ''],
    annotations: { a: '1.5', b: '12345678', c: '' },
  });
});

it('warns of requirements.yaml beside a chart of v2', async () => {
  const chart = await loadFiles({ 'requirements.yaml': 'dependencies: []\n', 'requirements.lock': '{}\n' });
  assert.equal(chart.warnings, [
    'load.go:138: Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
    'load.go:120: Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
  ]);
  assert.equal(paths(chart.files), []);
});

it('keeps every file as it was, without byte order marks', async () => {
  const chart = await loadFiles({
    'values.yaml': '\ufeffa: null # none\n',
    README: 'r',
    'charts/a.tgz.prov': 'p',
    'charts/_old/x': '',
  });
  assert.equal(chart.values, { a: null });
  assert.equal(paths(chart.raw), ['Chart.yaml', 'README', 'charts/_old/x', 'charts/a.tgz.prov', 'values.yaml']);
  assert.is(String(chart.raw.at(-1)!.data), 'a: null # none\n');
  assert.equal(paths(chart.files), ['README', 'charts/a.tgz.prov']);
});

it('holds equal charts, subcharts and files once', async () => {
  const [one, two] = await Promise.all([loadFiles(files), loadFiles({ ...files, LICENSE: 'l' })]);
  assert.ok((await loadFiles(files)) === one);
  assert.not.ok(one === two);
  assert.ok(one.dependencies[0] === two.dependencies[0]);
  assert.ok(one.templates[0]!.data === two.templates[0]!.data);
});

it('stops when it is told to', async () => {
  const error = await loadChart(writeChart(files), AbortSignal.abort()).catch((error: unknown) => error);
  assert.ok(isAbort(error));
});

it.run();
