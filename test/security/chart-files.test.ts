import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadChart } from '../../src/chart/index.ts';
import { loadWatches } from '../../src/operator/index.ts';
import { renderChart } from '../../src/render/index.ts';
import { failureOf } from '../chart/charts.ts';
import { inputOf } from '../render/input.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('a chart and the machine it is rendered on');

const root = scratchFolder();
const planted = 'planted-outside';
const outside = writeText(join(root, 'elsewhere/secret.txt'), planted);
let charts = 0;

for (const path of [
  '../elsewhere/secret.txt',
  '../../elsewhere/secret.txt',
  outside,
  `/${outside}`,
  'templates/../../../elsewhere/secret.txt',
  './/../../elsewhere/secret.txt',
]) {
  it(`no template reads ${path.replace(root, '…')}`, async () => {
    const { text } = await render({
      'go.yaml': goTemplate(
        `{{ .Files.Get "${path}" | quote }}{{ range $k, $v := .Files.Glob "${path}" }}{{ $v }}{{ end }}`,
      ),
      'eta.yaml.eta': etaTemplate(`String(it.Files.Get('${path}') ?? '')`),
    });
    assert.not.match(text, planted);
  });
}

it('no glob finds a file that is not the chart’s', async () => {
  const { text } = await render({
    'go.yaml': goTemplate(
      '{{ range $g := list "**" "../**" "/**" "../*/*" }}{{ range $k, $v := $.Files.Glob $g }}{{ $k }}{{ end }}{{ end }}',
    ),
  });
  assert.not.match(text, /secret\.txt/);
});

for (const [what, file, text] of [
  ['Go: env', 'x.yaml', '{{ env "HOME" }}'],
  ['Go: expandenv', 'x.yaml', '{{ expandenv "$HOME" }}'],
  ['Go: env by tpl', 'x.yaml', '{{ tpl "{{ env \\"HOME\\" }}" . }}'],
  ['Eta: process', 'x.yaml.eta', '<%= process.env.HOME %>'],
  ['Eta: require', 'x.yaml.eta', `<%= require('node:fs').readFileSync('/etc/passwd', 'utf8') %>`],
  ['Eta: fetch', 'x.yaml.eta', `<% fetch('http://localhost'); %>`],
  ['Eta: globalThis', 'x.yaml.eta', '<%= globalThis.process.env.HOME %>'],
  ['Eta: Function', 'x.yaml.eta', `<%= (() => {}).constructor('return process')().env.HOME %>`],
] as const) {
  it(`${what}: what the process knows is not there`, async () => {
    const failure = await failureOf(() => render({ [file]: file.endsWith('eta') ? text : goTemplate(text) }));
    assert.match(failure.code, /^TEMPLATE_(FAILED|SYNTAX)$/);
    assert.match(failure.message, /not defined|undefined|is no function|not a function|fetch/);
  });
}

for (const [what, code] of [
  ['import()', `import('node:fs').then((fs) => fs.writeFileSync('/tmp/never', ''))`],
  ['an async function', `(async () => { throw new Error('later'); })()`],
  ['a promise', `new Promise((resolve, reject) => reject(1))`],
] as const) {
  it(`Eta: ${what} comes to nothing, and does not end the program`, async () => {
    const { text } = await render({ 'x.yaml.eta': `<% ${code}; %>\n${etaTemplate(`'fine'`)}` });
    assert.match(text, 'fine');
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

for (const [what, link] of [
  ['a file', (folder: string) => symlinkSync(outside, join(folder, 'files.txt'))],
  ['a folder', (folder: string) => symlinkSync(dirname(outside), join(folder, 'files'))],
  ['a template', (folder: string) => symlinkSync(outside, join(folder, 'templates/other.yaml'))],
  [
    'a file by another link',
    (folder: string) => {
      symlinkSync(outside, join(root, `hop-${charts}`));
      symlinkSync(join(root, `hop-${charts}`), join(folder, 'files.txt'));
    },
  ],
  ['.helmignore', (folder: string) => symlinkSync(outside, join(folder, '.helmignore'))],
] as const) {
  it(`the operator refuses a chart with a link that leads out of its project: ${what}`, async () => {
    const { folder, project } = writeProject({ 'x.yaml': goTemplate('x') });
    link(folder);
    const failure = await failureOf(() => load(project));
    assert.is(failure.code, 'WATCHES_INVALID');
    assert.match(failure.message, /leads out of the chart/);
    assert.not.match(`${failure.message} ${failure.hint}`, planted);
  });
}

it('links within the project are followed: files that charts share, and what Kubernetes mounts', async () => {
  const { folder, project } = writeProject({});
  writeText(join(project, 'shared/cm.yaml'), goTemplate('shared'));
  symlinkSync('../../../shared/cm.yaml', join(folder, 'templates/cm.yaml'));
  writeText(join(folder, '..data/mounted.yaml'), goTemplate('mounted').replace('name: x', 'name: z'));
  symlinkSync('../..data/mounted.yaml', join(folder, 'templates/mounted.yaml'));
  const [watch] = await load(project);
  const { manifests } = renderChart(inputOf(watch!.chart));
  assert.equal(manifests.map(({ object }) => object.metadata.name).sort(), ['x', 'z']);
});

function load(project: string) {
  return loadWatches('watches.yaml', { env: {}, cwd: project });
}

async function render(templates: Readonly<Record<string, string>>): Promise<{ text: string }> {
  const { folder } = writeProject(templates);
  const { manifests } = renderChart(inputOf(await loadChart(folder)));
  return { text: manifests.map(({ text }) => text).join('\n') };
}

function writeProject(templates: Readonly<Record<string, string>>): { folder: string; project: string } {
  const project = join(root, `project-${++charts}`);
  const folder = join(project, 'helm-charts/web');
  writeText(join(project, 'watches.yaml'), '[{ group: x.example, version: v1, kind: X, chart: helm-charts/web }]');
  writeText(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
  mkdirSync(join(folder, 'templates'));
  for (const [name, text] of Object.entries(templates)) writeText(join(folder, 'templates', name), text);
  return { folder, project };
}

function goTemplate(text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: |\n    x${text}\n`;
}

function etaTemplate(code: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: eta\ndata:\n  a: <%= ${code} %>\n`;
}

it.run();
