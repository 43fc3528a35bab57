import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applySet } from '../../src/chart/index.ts';
import { isCapstanError } from '../../src/errors/index.ts';
import { localCapabilities, manifestText, renderChart } from '../../src/render/index.ts';
import { engineFor } from '../../src/template/index.ts';
import { failureOf, loadFiles } from '../chart/charts.ts';

const it = suite('docs/guide/eta-charts.md');
const guide = readFileSync(new URL('../../docs/guide/eta-charts.md', import.meta.url), 'utf8');

/** `path`, then a fenced block: a file of the chart. */
const files = Object.fromEntries(
  [...guide.matchAll(/^`([^`\n]+)`\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => [path, text]),
);
const [, command = '', printed = ''] = /^capstan template (.*)\n```\n\n```yaml\n([\s\S]*?)^```$/m.exec(guide) ?? [];

const render = async (schema?: string) => {
  const chart = await loadFiles(schema ? { ...files, 'values.schema.json': schema } : files, 'web');
  const expressions = [...command.matchAll(/--set (\S+)/g)].map(([, expression = '']) => expression);
  const values = expressions.reduce((values, expression) => applySet(values, expression, 'typed'), {});
  const release = {
    name: command.split(' ')[0]!,
    namespace: 'default',
    revision: 1,
    isInstall: true,
    isUpgrade: false,
  };
  return (more: object) =>
    renderChart({ chart, values: { ...values, ...more }, release, capabilities: localCapabilities() });
};

it('shows what its chart renders to', async () => {
  const { manifests, notes } = (await render())({});
  assert.is(manifestText(manifests), printed);
  assert.is(notes.trim(), 'shop runs 1 pods.');
});

it('shows what a violated schema says', async () => {
  const renderWith = await render('{"properties": {"replicas": {"type": "integer"}}}');
  const { message, code } = await failureOf(() => renderWith({ replicas: 'two' }));
  assert.ok(guide.includes(`error: ${message.trimEnd()}  ${code}\n`));
});

const rows = [...guide.matchAll(/^\| `(.*<%=.*)` \| `+(.*<%.*?)`+ \|$/gm)].slice(0, 3);
const data = { Release: { Name: 'x' }, Values: { host: 'h', port: 1 } };

it('has three rows of what to write instead of what', () => assert.is(rows.length, 3));

for (const [, wrong = '', right = ''] of rows) {
  it(`refuses ${wrong} and takes ${right}`, () => {
    const compile = (text: string) => engineFor('x.yaml.eta')!.compile([{ name: 'x.yaml.eta', text }]);
    assert.throws(
      () => compile(wrong),
      (error: unknown) => isCapstanError(error, 'TEMPLATE_SYNTAX'),
    );
    assert.type(compile(right).render('x.yaml.eta', data), 'string');
  });
}

it('names every function there is', () => {
  for (const name of [
    'yaml',
    'include',
    'indent',
    'nindent',
    'required',
    'fail',
    'quote',
    'toJson',
    'b64enc',
    'b64dec',
    'sha256sum',
  ]) {
    assert.ok(guide.includes(`${name}(`), name);
  }
});

it.run();
