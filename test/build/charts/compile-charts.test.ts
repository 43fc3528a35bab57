import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChartEdition, chartName, compileChart, compileCharts } from '../../../src/build/charts/index.ts';
import { type Chart, loadChart } from '../../../src/chart/index.ts';
import { type CapstanError, isCapstanError } from '../../../src/errors/index.ts';
import { localCapabilities, renderFiles } from '../../../src/render/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('an Eta chart as a plain Helm chart');
const root = scratchFolder();
let folders = 0;

const edition: ChartEdition = { version: 'v1.2.3', appVersion: 'v1.2.3-abc', debug: false };
const plain = 'apiVersion: v2\nname: web\nversion: 0.1.0\n';

it('has Go templates in place of Eta ones, partials as named templates, and all else as it was', async () => {
  const chart = await one({
    'Chart.yaml': plain,
    'values.yaml': '# of the web\nreplicas: 1\n',
    'values.schema.json': '{}',
    'README.md': 'read me',
    'crds/x.yaml': 'kind: X\n',
    'templates/web.yaml.eta': "a: <%= it.Values.replicas %>\n<%~ include('_part.yaml.eta', it) %>\n",
    'templates/_part.yaml.eta': 'b: 1\n',
    'templates/other.yaml': 'c: {{ .Values.replicas }}\n',
    'templates/NOTES.txt.eta': 'hello\n',
  });
  assert.equal(
    chart.templates.map(({ path }) => path),
    [
      'templates/NOTES.txt',
      'templates/_eta.tpl',
      'templates/_part.yaml.tpl',
      'templates/other.yaml',
      'templates/web.yaml',
    ],
  );
  assert.equal(rendered(chart), { 'other.yaml': 'c: 1\n', 'web.yaml': 'a: 1\nb: 1\n' });
  assert.is(chart.raw.find(({ path }) => path === 'values.yaml')?.data.toString(), '# of the web\nreplicas: 1\n');
  assert.equal(chart.files.map(({ path }) => path).sort(), ['README.md', 'crds/x.yaml']);
});

it('leaves the named templates of its own helpers alone, whatever they are called', async () => {
  const chart = await one({
    'Chart.yaml': plain,
    'values.yaml': 'name: "1e3"\n',
    'templates/a.yaml.eta': 'a: <%= `${it.Values.name}` %>\nb: <%= Object.keys(it.Values).sort().join() %>\n',
    'templates/_helpers.tpl': [
      'scalar',
      'text',
      'str',
      'data',
      'keys',
      'it',
      'ordered',
      'get',
      'plain',
      'join',
      'quote',
    ]
      .map((name) => `{{- define "web.${name}" }}own{{ end }}\n`)
      .join(''),
    'templates/b.yaml': ['scalar', 'get', 'it'].map((name) => `${name}: {{ include "web.${name}" . }}\n`).join(''),
  });
  assert.equal(rendered(chart), {
    'a.yaml': 'a: "1e3"\nb: name\n',
    'b.yaml': 'scalar: own\nget: own\nit: own\n',
  });
});

it('is refused when it has a Go template of the name that an Eta template gets', async () => {
  try {
    await one({ 'Chart.yaml': plain, 'templates/a.yaml.eta': 'a: 1\n', 'templates/a.yaml': 'a: 2\n' });
    assert.unreachable();
  } catch (error) {
    assert.is((error as CapstanError).code, 'TEMPLATE_UNPORTABLE');
    assert.match((error as CapstanError).message, 'two templates become web/templates/a.yaml');
  }
});

it('of Go templates alone it is itself', async () => {
  const folder = newChart({ 'Chart.yaml': plain, 'templates/a.yaml': 'a: 1\n' });
  const chart = await loadChart(folder);
  assert.is(compileChart(chart), chart);
});

it('has the version and the appVersion of the edition, also where Chart.yaml leaves room for them', async () => {
  const { metadata } = await one({
    'Chart.yaml':
      'apiVersion: v2\nname: web\nversion: ${CHART_VERSION}\nappVersion: ${APP_VERSION}\nannotations:\n  image: web:${APP_VERSION}\n',
  });
  assert.equal([metadata.version, metadata.appVersion], ['v1.2.3', 'v1.2.3-abc']);
  assert.equal(metadata.annotations, { image: 'web:v1.2.3-abc' });
});

it('003.8: debug/ joins it for debugging, and stays out otherwise', async () => {
  const files = {
    'Chart.yaml': plain,
    'values.yaml': 'debug: false\nport: { a: 1, b: 2 }\n',
    'templates/web.yaml.eta':
      'debug: <%= it.Values.debug %>\nports: [<%= it.Values.port.a %>, <%= it.Values.port.b %>]\n',
    'debug/values.yaml': 'debug: true\nport: { b: 3 }\n',
    'debug/templates/debugger.yaml.eta': 'kind: Service\n',
  };
  const usual = await one(files);
  assert.equal(rendered(usual), { 'web.yaml': 'debug: false\nports: [1, 2]\n' });
  assert.not.ok([...usual.raw, ...usual.files].some(({ path }) => path.startsWith('debug/')));
  assert.equal(rendered(await one(files, { ...edition, debug: true })), {
    'debugger.yaml': 'kind: Service\n',
    'web.yaml': 'debug: true\nports: [1, 3]\n',
  });
});

it('takes the charts that it depends on along, compiled, those beside it too', async () => {
  const top = newFolder();
  writeFiles(join(top, 'base'), {
    'Chart.yaml': 'apiVersion: v2\nname: base\nversion: 0.1.0\ntype: library\n',
    'templates/_labels.yaml.eta': 'app: <%= it.Chart.Name %>\n',
  });
  writeFiles(join(top, 'web'), {
    'Chart.yaml': `${plain}dependencies:\n  - { name: base, version: 0.1.0, repository: "file://../base" }\n`,
    'values.yaml': 'db: { size: 2 }\n',
    'templates/web.yaml.eta': "<%~ include('base/_labels.yaml.eta', it) %>\n",
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
    'charts/db/values.yaml': 'size: 1\n',
    'charts/db/templates/db.yaml.eta':
      'size: <%= it.Values.size %>\nname: <%= it.Chart.Name %>\nroot: <%= it.Chart.IsRoot %>\n',
  });
  const [web] = await compileCharts(join(top, 'web'), edition);
  assert.equal(rendered(web!.chart), { 'db.yaml': 'size: 2\nname: db\nroot: false\n', 'web.yaml': 'app: web\n' });
});

for (const [what, text, name] of [
  ['as Chart.yaml has it', plain.replace('0.1.0', '${CHART_VERSION}'), 'web'],
  ['as its folder where Chart.yaml has none', 'apiVersion: v2\n', 'folder-a'],
  ['as its folder where Chart.yaml cannot be read', 'name: [', 'folder-a'],
] as const) {
  it(`a chart is called ${what}`, async () => {
    const folder = join(scratchFolder(), 'folder-a');
    writeText(join(folder, 'Chart.yaml'), text);
    assert.is(await chartName(folder), name);
  });
}

it('a template outside of the portable subset is refused by file, line and column, whatever its chart is called', async () => {
  const error = await failureOf({ 'Chart.yaml': plain, 'templates/a.yaml.eta': 'a: 1\nb: <%= new Date() %>\n' });
  assert.equal(
    [
      error.code,
      error.place?.file.replace(`${root}/`, '').replace(/^\d+/, 'N'),
      error.place?.line,
      error.place?.column,
    ],
    ['TEMPLATE_UNPORTABLE', 'N/templates/a.yaml.eta', 2, 8],
  );
});

for (const [what, files, message] of [
  ['a folder without charts', { 'readme.txt': '' }, /no chart in/],
  ['a version that is none', { 'Chart.yaml': plain }, /cannot have the version/],
  [
    'a file of debug/ in another one’s place',
    { 'Chart.yaml': plain, 'templates/a.yaml': 'a: 1', 'debug/templates/a.yaml': 'b: 1' },
    /would take the place/,
  ],
  [
    'values for debugging that are no table',
    { 'Chart.yaml': plain, 'debug/values.yaml': '- 1\n' },
    /no table of values/,
  ],
  ['two charts of one name', { 'a/Chart.yaml': plain, 'b/Chart.yaml': plain }, /two charts are called web/],
] as const) {
  it(`${what} is refused`, async () => {
    const wanted = { ...edition, debug: true, ...(what.includes('version') ? { version: 'latest' } : {}) };
    const error = await failureOf(files as unknown as Record<string, string>, wanted);
    assert.is(error.code, 'CHART_INVALID');
    assert.match(error.message, message);
  });
}

/** What its templates write, by their names. */
function rendered(chart: Chart): Record<string, string> {
  const release = { name: 'rel', namespace: 'ns', revision: 1, isInstall: true, isUpgrade: false };
  const { files } = renderFiles({
    chart,
    values: {},
    release,
    capabilities: localCapabilities({ kubeVersion: '1.34.0' }),
  });
  return Object.fromEntries(files.map(({ name, text }) => [name.slice(name.lastIndexOf('/') + 1), text]));
}

async function one(files: Record<string, string>, wanted = edition): Promise<Chart> {
  const [compiled] = await compileCharts(newChart(files), wanted);
  return compiled!.chart;
}

async function failureOf(files: Record<string, string>, wanted = edition): Promise<CapstanError> {
  try {
    await compileCharts(newChart(files), wanted);
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function newChart(files: Record<string, string>): string {
  return writeFiles(newFolder(), files);
}

function newFolder(): string {
  folders += 1;
  return join(root, String(folders));
}

function writeFiles(folder: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) writeText(join(folder, path), text);
  return folder;
}

it.run();
