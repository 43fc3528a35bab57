import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compileChart } from '../../src/build/charts/index.ts';
import { applySet } from '../../src/chart/index.ts';
import { type CapstanError, formatError, isCapstanError } from '../../src/errors/index.ts';
import { localCapabilities, manifestText, renderChart } from '../../src/render/index.ts';
import { compilePortable, engineFor } from '../../src/template/index.ts';
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

it('shows a chart that Helm reads, too: compiled, it renders the same', async () => {
  const chart = await loadFiles(files, 'web');
  const release = { name: 'shop', namespace: 'default', revision: 1, isInstall: true, isUpgrade: false };
  const values = { env: { MODE: 'on', b: 1 } };
  const [eta, go] = [chart, compileChart(chart)].map((chart) => {
    const { manifests, notes } = renderChart({ chart, values, release, capabilities: localCapabilities() });
    return { objects: manifests.map(({ object }) => object), notes };
  });
  assert.equal(go, eta);
});

it('shows what is refused for Helm', () => {
  const [, code = ''] = /^ +2 \| (<% for .*%>)$/m.exec(guide) ?? [];
  const refusal = refusalOf(`kind: ConfigMap\n${code}\n<% } %>\n`);
  assert.ok(guide.includes(`${formatError(refusal, { color: false }).trimEnd()}\n`));
});

it('names every method that is portable', () => {
  const section = /^## Charts for Helm\n([\s\S]*?)^## /m.exec(guide)?.[1] ?? '';
  const { hint = '' } = refusalOf('a: <%= it.Values.x.nope() %>\n');
  const names = [...hint.matchAll(/\b[a-z]\w+(?=[,;]|$)/g)].map(([name]) => name);
  assert.ok(names.length > 20);
  assert.equal(
    names.filter((name) => !section.includes(`\`${name}\``)),
    [],
  );
});

it('shows what a violated schema says', async () => {
  const renderWith = await render('{"properties": {"replicas": {"type": "integer"}}}');
  const { message, code } = await failureOf(() => renderWith({ replicas: 'two' }));
  assert.ok(guide.includes(`error: ${message.trimEnd()}  ${code}\n`));
});

function refusalOf(text: string): CapstanError {
  try {
    compilePortable([{ name: 'web/templates/web.yaml.eta', text }], 'web');
  } catch (error) {
    if (isCapstanError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

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
