import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeChart } from '../chart/charts.ts';
import { capstan } from './support.ts';

const it = suite('capstan lint');
const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

it('says what Helm says, on both outputs, and fails as it does', async () => {
  const dir = writeChart({
    'templates/a.yaml': '{{ required "a is needed" .Values.a }}\na: b: c\n',
    'values.yaml': '',
  });
  assert.equal(await capstan(['lint', dir]), {
    code: 1,
    stdout: `==> Linting ${dir}
[INFO] Chart.yaml: icon is recommended
[ERROR] templates/a.yaml: unable to parse YAML: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context

`,
    stderr: 'engine.go:206: [INFO] Missing required value: a is needed\nError: 1 chart(s) linted, 1 chart(s) failed\n',
  });
});

it('takes the directory it is in', async () => {
  const cwd = writeChart({ 'templates/a.yaml': configMap('a'), 'values.yaml': '' });
  const { code, stdout } = await capstan(['lint'], { cwd });
  assert.is(code, 0);
  assert.is(stdout, '==> Linting .\n[INFO] Chart.yaml: icon is recommended\n\n1 chart(s) linted, 0 chart(s) failed\n');
});

it('fails on warnings where it is asked to', async () => {
  const dir = writeChart({ 'templates/a.yaml': configMap('A'), 'values.yaml': '' });
  assert.is((await capstan(['lint', dir])).code, 0);
  assert.is((await capstan(['lint', dir, '--strict'])).code, 1);
});

it('looks into templates of the other language, too', async () => {
  const dir = writeChart({ 'templates/a.yaml.eta': configMap('<%= it.Values.name %>'), 'values.yaml': 'name: A_B\n' });
  const { stdout } = await capstan(['lint', dir]);
  assert.match(stdout, '[WARNING] templates/a.yaml.eta: object name does not conform');
});

it('has its findings as JSON', async () => {
  const dir = writeChart({ 'templates/a.yaml': configMap('a'), 'values.yaml': '' });
  const { stdout } = await capstan(['lint', dir, '-o', 'json']);
  assert.equal(JSON.parse(stdout), {
    charts: [{ path: dir, findings: [{ severity: 'info', path: 'Chart.yaml', message: 'icon is recommended' }] }],
    linted: 1,
    failed: 0,
  });
});

it.run();
