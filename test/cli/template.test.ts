import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chartFile, writeChart } from '../chart/charts.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';
import { matchesGolden } from '../template/golden.ts';

const it = suite('capstan template');

const config = `apiVersion: v1
kind: ConfigMap
metadata:
  name: <%= it.Release.Name %>
data:
  namespace: <%= it.Release.Namespace %>
  color: <%= it.Values.color %>
  sizes: <%= toJson(it.Values.sizes) %>
  upgrade: <%= String(it.Release.IsUpgrade) %>
  kube: <%= it.Capabilities.KubeVersion.Version %>
  has: <%= String(it.Capabilities.APIVersions.Has('example.com/v1')) %>
`;
const hook = (name: string, event: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  annotations:\n    helm.sh/hook: ${event}\n`;

const chart = writeChart({
  'Chart.yaml': chartFile('demo'),
  'values.yaml': 'color: red\nsizes: [1]\n',
  'crds/things.yaml':
    '# a kind\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\n',
  'templates/config.yaml.eta': config,
  'templates/hooks.yaml': [hook('late', 'post-install'), hook('check', 'test')].join('---\n'),
  'templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n',
});
const folder = scratchFolder();
const valuesFile = writeText(join(folder, 'values.yaml'), 'color: green\nsizes: [2, 3]\n');
const textFile = writeText(join(folder, 'color.txt'), 'teal');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

function capstan(words: readonly string[], input = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, 'template', ...words], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin!.end(input);
  });
}

async function output(words: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await capstan(words, input);
  assert.equal([code, stderr], [0, '']);
  return stdout;
}

for (const [name, words] of [
  ['default', ['rel', chart]],
  [
    'everything',
    [
      'rel',
      chart,
      '-n',
      'prod',
      '--include-crds',
      '--is-upgrade',
      '--kube-version',
      '1.30.2',
      '-a',
      'example.com/v1,x/v2',
    ],
  ],
  ['no-hooks', ['rel', chart, '--no-hooks']],
  ['skip-tests', ['rel', chart, '--skip-tests']],
  ['show-only', ['rel', chart, '-s', 'templates/hooks.yaml', '-s', 'templates/s*']],
  ['without-a-name', [chart, '--show-only', 'templates/config.yaml.eta']],
] as const) {
  it(`prints as helm template does: ${name}`, async () =>
    matchesGolden(`cli/template-${name}.txt`, await output(words)));
}

for (const [what, words, input, want] of [
  ['a file over the defaults', ['-f', valuesFile], '', ['green', '"[2,3]"']],
  ['--set over files', ['-f', valuesFile, '--set', 'color=blue,sizes={4}'], '', ['blue', '"[4]"']],
  ['later files over earlier ones', ['-f', valuesFile, '-f', '-'], 'color: pink\n', ['pink', '"[2,3]"']],
  ['--set-string', ['--set-string', 'color=007'], '', ['"007"', '"[1]"']],
  ['--set-json', ['--set-json', 'sizes=[{"a": 1}]'], '', ['red', '"[{\\"a\\":1}]"']],
  ['--set-file', ['--set-file', `color=${textFile}`], '', ['teal', '"[1]"']],
  ['a value with an equals sign', ['--set', 'color=a=b'], '', ['a=b', '"[1]"']],
] as const) {
  it(`takes values: ${what}`, async () => {
    const text = await output(['rel', chart, '-s', 'templates/config.yaml.eta', ...words], input);
    assert.equal([/color: (.*)/.exec(text)?.[1], /sizes: (.*)/.exec(text)?.[1]], want);
  });
}

it('writes one file for each template, as YAML', async () => {
  const dir = join(scratchFolder(), 'out');
  const text = await output(['rel', chart, '--output-dir', dir, '--include-crds']);
  assert.equal(
    readdirSync(dir, { recursive: true })
      .filter((path) => String(path).endsWith('.yaml'))
      .sort(),
    ['demo/crds/things.yaml', 'demo/templates/config.yaml', 'demo/templates/hooks.yaml', 'demo/templates/service.yaml'],
  );
  assert.match(text, `wrote ${join(dir, 'demo/templates/config.yaml')}\n`);
  assert.match(
    readFileSync(join(dir, 'demo/templates/hooks.yaml'), 'utf8'),
    /name: late[\s\S]*---\n# Source: demo\/templates\/hooks\.yaml[\s\S]*name: check/,
  );
});

const broken = writeChart({ 'templates/x.yaml.eta': 'a: 1\nb: <%= it.Values.image.tag %>\n' }, 'broken');

for (const [what, words, message] of [
  [
    'a template that fails, with its line',
    ['rel', broken],
    /it\.Values\.image is undefined {2}TEMPLATE_FAILED\n {2}at broken\/templates\/x\.yaml\.eta:2:8\n +2 \| b: <%= it\.Values\.image\.tag %>\n +\| +\^\n {2}hint: set image in the values/,
  ],
  ['a directory that is no chart', ['rel', folder], /^Error: Chart\.yaml file is missing\n$/],
  [
    'a values file that is not there',
    ['rel', chart, '-f', 'nowhere.yaml'],
    /^Error: open nowhere\.yaml: no such file or directory\n$/,
  ],
  [
    'values that are no YAML, with the line',
    ['rel', chart, '-f', '-'],
    /^Error: failed to parse -: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context\n$/,
  ],
  ['a --set that is none', ['rel', chart, '--set', 'a'], /^Error: failed parsing --set data: key "a" has no value\n$/],
  [
    'a template that is not there',
    ['rel', chart, '-s', 'templates/nope.yaml'],
    /could not find template templates\/nope\.yaml in chart/,
  ],
  [
    'a release name that is none',
    ['Rel_1', chart],
    /^Error: release name "Rel_1": invalid release name, must match regex/,
  ],
  ['a version that is none', ['rel', chart, '--kube-version', 'new'], /invalid kube version 'new'/],
  ['an unknown flag', ['rel', chart, '--vlaues', 'x'], /^Error: unknown flag: --vlaues\n$/],
  ['no chart at all', [], /missing required argument/],
] as const) {
  it(`fails with 1 and says why: ${what}`, async () => {
    const { code, stdout, stderr } = await capstan(words, 'x: 1\na: b: c\n');
    assert.equal([code, stdout], [1, '']);
    assert.match(stderr, message);
  });
}

it.run();
