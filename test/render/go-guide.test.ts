import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applySet, type Values } from '../../src/chart/index.ts';
import { formatError } from '../../src/errors/index.ts';
import { localCapabilities, type RenderInput, renderChart, renderFiles } from '../../src/render/index.ts';
import { parseYaml } from '../../src/yaml/index.ts';
import { failureOf, loadFiles } from '../chart/charts.ts';

const it = suite('docs/guide/go-charts.md');
const guide = readFileSync(new URL('../../docs/guide/go-charts.md', import.meta.url), 'utf8');

/** `path`, then a fenced block: a file of the chart. */
const files = [...guide.matchAll(/^`([^`\n]+)`\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
  ([, path = '', text = '']) => [path, text] as const,
);
const isTemplate = (path: string) => path.startsWith('templates/');
const isEta = (path: string) => path.endsWith('.eta');
const filesOf = (language: 'go' | 'eta') =>
  Object.fromEntries(files.filter(([path]) => !isTemplate(path) || isEta(path) === (language === 'eta')));
const [, , printed = ''] = /^capstan template (.*)\n```\n\n```yaml\n([\s\S]*?)^```$/m.exec(guide) ?? [];

const withMode = applySet({}, 'env.MODE=on', 'typed');

async function inputOf(chartFiles: Record<string, string>, values: Values): Promise<RenderInput> {
  const release = { name: 'shop', namespace: 'default', revision: 1, isInstall: true, isUpgrade: false };
  const chart = await loadFiles(chartFiles, 'web');
  return { chart, values, release, capabilities: localCapabilities() };
}

async function textOf(chartFiles: Record<string, string>, values: Values, more: Partial<RenderInput> = {}) {
  const { files } = renderFiles({ ...(await inputOf(chartFiles, values)), ...more });
  return files.map(({ text }) => text).join('');
}

it('shows what its chart renders to', async () => {
  assert.is(`---\n# Source: web/templates/web.yaml\n${await textOf(filesOf('go'), withMode)}`, printed);
});

it('shows one chart in both languages', async () => {
  const render = async (language: 'go' | 'eta') =>
    renderChart(await inputOf(filesOf(language), withMode)).manifests.map(({ object }) => object);
  assert.equal(await render('eta'), await render('go'));
});

it('shows what a failure looks like', async () => {
  const input = await inputOf(filesOf('go'), applySet({}, 'image=null', 'typed'));
  const text = formatError(await failureOf(() => renderChart(input)), { color: false });
  assert.ok(guide.includes(text.replace('error', 'Error')), text);
});

it('a large integer prints as it says', async () => {
  const template = {
    'templates/a.yaml': '{{ .Values.maxBytes }} {{ .Values.maxBytes | int64 }} {{ toYaml .Values.maxBytes }}',
  };
  const values = { maxBytes: 10_000_000 };
  assert.is(await textOf(template, values), '1e+07 10000000 10000000');
  assert.is(await textOf(template, values, { integers: 'int64' }), '10000000 10000000 10000000');
  assert.is(await textOf({ 'templates/a.yaml.eta': '<%= it.Values.maxBytes %>' }, values), '10000000');
});

it('a wrong value does what it says', async () => {
  const tag = applySet({}, 'image.tag=1"', 'typed');
  assert.throws(() => parseYaml('image: "nginx:1""', { file: 'x' }));
  assert.match(await textOf(filesOf('go'), tag), '"nginx:1""');
  assert.match((await failureOf(async () => renderChart(await inputOf(filesOf('go'), tag)))).code, 'MANIFEST_INVALID');
  assert.is(renderChart(await inputOf(filesOf('eta'), tag)).manifests.length, 1);
  for (const language of ['go', 'eta'] as const) {
    const [manifest] = renderChart(
      await inputOf(filesOf(language), applySet({}, 'labels.team=a: b', 'typed')),
    ).manifests;
    assert.is(manifest?.object.metadata?.['labels']?.['team' as never], 'a: b');
  }
});

it('both languages go into one chart', async () => {
  const both = Object.fromEntries(
    files.map(([path, text]) => [path, text.replace('kind: Deployment', `kind: X${path.length}`)]),
  );
  assert.is(renderChart(await inputOf(both, {})).manifests.length, 2);
});

it('what a Go template changes is not seen by Eta', async () => {
  const text = await textOf(
    {
      'values.yaml': 'a: 1\n',
      'templates/z.yaml': '{{ $_ := set .Values "a" 2 }}',
      'templates/b.yaml': 'go: {{ .Values.a }}\n',
      'templates/a.yaml.eta': 'eta: <%= it.Values.a %>\n',
    },
    {},
  );
  assert.is(text, 'eta: 1\ngo: 2\n');
});

it.run();
