import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chartDefinitions, manifestText, renderChart } from '../../src/render/index.ts';
import { chartFile, failureOf, loadFiles } from '../chart/charts.ts';
import { matchesGolden } from '../template/golden.ts';
import { capabilities, chartOf, doc, inputOf } from './input.ts';

const it = suite('renderChart');

const site = await loadFiles(
  {
    'Chart.yaml': chartFile('site', 'appVersion: "2.4"\ndescription: A site\n'),
    'values.yaml':
      'replicas: 2\nimage: {repository: nginx, tag: "1.25"}\nlabels: {team: web, "on": "yes"}\nglobal: {zone: eu}\ncache: {size: 64}\n',
    'conf/nginx.conf': 'events {}\nhttp {\n  server { listen 80; }\n}\n',
    'conf/mime.types': 'text/html html;\n',
    'crds/sites.yaml':
      '# the kind\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: sites.example.com\n',
    'templates/_labels.yaml.eta':
      'app: <%= it.Chart.Name %>\nrelease: <%= it.Release.Name %>\n<%~ yaml(it.Values.labels) %>\n',
    'templates/NOTES.txt.eta':
      '\n<% if (it.Release.IsUpgrade) { %>\nUpgraded <%= it.Release.Name %> to revision <%= it.Release.Revision %>.\n<% } %>\n',
    'templates/deployment.yaml.eta': `
<% const { image, replicas } = it.Values; %>
apiVersion: apps/v1
kind: Deployment
metadata:
  name: <%= it.Release.Name %>
  namespace: <%= it.Release.Namespace %>
  labels:
    <%~ include('_labels.yaml.eta', it) %>
  annotations:
    checksum/config: <%= sha256sum(it.Files.Get('conf/nginx.conf')).slice(0, 8) %>
spec:
  replicas: <%= replicas %>
  template:
    spec:
      containers:
        - name: web
          image: <%= \`\${image.repository}:\${image.tag}\` %>
<% for (const [name, value] of Object.entries({ ZONE: it.Values.global.zone, EMPTY: '' })) { %>
          env:
            - name: <%= name %>
              value: <%= value %>
<% break } %>
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: <%= \`\${it.Release.Name}-conf\` %>
data:
  <%~ it.Files.Glob('conf/*').AsConfig() %>
  versions: <%= [it.Chart.Version, it.Chart.AppVersion, it.Capabilities.KubeVersion.GitVersion].join(' ') %>
  template: <%= it.Template.Name %>
  has: <%= it.Capabilities.APIVersions.Has('apps/v1/Deployment') %>
  cache: <%= it.Subcharts.cache.Values.size %>
`,
    'templates/hooks/migrate.yaml.eta': doc('Job', 'migrate', {
      'helm.sh/hook': 'pre-install,pre-upgrade',
      'helm.sh/hook-weight': '-5',
    }),
    'templates/static.yaml': doc('Service', 'web'),
    'charts/cache/Chart.yaml': chartFile('cache'),
    'charts/cache/values.yaml': 'size: 16\n',
    'charts/cache/crds/caches.yaml': doc('CustomResourceDefinition', 'caches.example.com'),
    'charts/cache/templates/NOTES.txt.eta': 'notes of subcharts are not shown',
    'charts/cache/templates/c.yaml.eta': `${doc('StatefulSet', 'cache')}spec:\n  size: <%= it.Values.size %>\n  zone: <%= it.Values.global.zone %>\n  root: <%= it.Chart.IsRoot %>\n`,
  },
  'site',
);

it('renders a whole chart: values, partials, files, subcharts, hooks, notes, crds', () => {
  const { manifests, hooks, notes } = renderChart(inputOf(site));
  const parts = [
    manifestText(manifests),
    `HOOKS\n${manifestText(hooks)}`,
    `NOTES\n${notes}\n`,
    `CRDS\n${manifestText(chartDefinitions(site, {}))}`,
  ];
  matchesGolden('render/site.txt', parts.join(''));
});

it('gives the same bytes for the same input', () => {
  const render = () => JSON.stringify(renderChart(inputOf(site)));
  assert.is(render(), render());
});

it('gives objects that are what their text says, frozen', () => {
  const { manifests } = renderChart(inputOf(site));
  const deployment = manifests.find(({ object }) => object.kind === 'Deployment')!;
  assert.equal(deployment.object.metadata.labels, { app: 'site', release: 'demo', team: 'web', on: 'yes' });
  assert.is(deployment.source, 'site/templates/deployment.yaml.eta');
  assert.throws(() => Object.assign(deployment.object.metadata, { name: 'x' }), TypeError);
});

it('does not let a template change the values', async () => {
  const chart = await chartOf({ 'x.yaml.eta': '<% it.Values.a.b = 2 %>' }, { 'values.yaml': 'a: {b: 1}\n' });
  const error = await failureOf(() => renderChart(inputOf(chart)));
  assert.match(error.message, /read only property 'b'/);
});

it('gives each template its own name', async () => {
  const text = `${doc('ConfigMap', 'x')}data: {name: <%= it.Template.Name %>, base: <%= it.Template.BasePath %>}\n`;
  const { manifests } = renderChart(inputOf(await chartOf({ 'a/x.yaml.eta': text })));
  assert.equal(manifests[0]!.object['data'], { name: 'web/templates/a/x.yaml.eta', base: 'web/templates' });
});

it('answers Lookup with nothing where there is no cluster, and else with what the cluster has', async () => {
  const text = `${doc('ConfigMap', 'x')}data: {found: <%= String(it.Lookup('v1', 'Secret', 'ns', 'x').kind) %>}\n`;
  const input = inputOf(await chartOf({ 'x.yaml.eta': text }));
  const found = (lookup?: (...args: string[]) => object) =>
    renderChart(lookup ? { ...input, lookup } : input).manifests[0]!.object['data'];
  assert.equal(found(), { found: 'undefined' });
  assert.equal(
    found((_apiVersion, kind) => ({ kind })),
    { found: 'Secret' },
  );
});

it('reads its documents as Helm splits them, and drops those without content', async () => {
  const text = `---\n# only a comment\n---\n${doc('ConfigMap', 'a')}\n---  \n\n${doc('ConfigMap', 'b')}---\n# c\n`;
  const { manifests } = renderChart(inputOf(await chartOf({ 'x.yaml': text })));
  assert.equal(
    manifests.map(({ object, text }) => [object.metadata.name, text]),
    [
      ['a', doc('ConfigMap', 'a').trim()],
      ['b', doc('ConfigMap', 'b').trim()],
    ],
  );
});

it('keeps the newline at the end of a block that ends a document', async () => {
  const { manifests } = renderChart(
    inputOf(await chartOf({ 'x.yaml': `${doc('ConfigMap', 'a')}data:\n  x: |\n    y\n\n\n` })),
  );
  assert.equal(manifests[0]!.object['data'], { x: 'y\n' });
});

it('takes lists apart into their items', async () => {
  const text = `apiVersion: v1\nkind: List\nitems:\n- ${doc('Service', 's').replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: Secret, metadata: {name: x}}\n`;
  const { manifests } = renderChart(inputOf(await chartOf({ 'x.yaml': text })));
  assert.equal(
    manifests.map(({ source, text, object }) => [source, text, object.kind]),
    [
      ['web/templates/x.yaml', 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: x', 'Secret'],
      ['web/templates/x.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: s', 'Service'],
    ],
  );
});

it('leaves a custom kind alone whose name ends in List', async () => {
  const text = `${doc('AllowList', 'a')}items: [x]\n`;
  assert.is(renderChart(inputOf(await chartOf({ 'x.yaml': text }))).manifests[0]!.object.kind, 'AllowList');
});

for (const [what, text, message] of [
  ['without apiVersion', 'kind: A\nmetadata: {name: x}\n', /has no apiVersion \(A x\)/],
  ['without kind', 'apiVersion: v1\nmetadata: {name: x}\n', /has no kind \(x\)/],
  ['without a name', 'apiVersion: v1\nkind: A\n', /has no metadata\.name \(A\)/],
  ['with an empty name', 'apiVersion: v1\nkind: A\nmetadata: {name: ""}\n', /has no metadata\.name/],
  ['with a name that is no text', 'apiVersion: v1\nkind: A\nmetadata: {name: 1}\n', /has no metadata\.name/],
  [
    'with an annotation that is no text',
    `${doc('A', 'x')}  annotations: {b: true}\n`,
    /metadata\.annotations\.b that is no text \(A x\)/,
  ],
  ['with labels that are no table', `${doc('A', 'x')}  labels: [b]\n`, /metadata\.labels that is no table/],
  ['that is a text', 'hello\n', /is not an object/],
  ['with a list of texts', 'apiVersion: v1\nkind: List\nitems: [x]\n', /has an item in its List that is no object/],
] as const) {
  it(`refuses a document ${what}, naming the template`, async () => {
    const chart = await chartOf({ 'x.yaml': text });
    const error = await failureOf(() => renderChart(inputOf(chart)));
    assert.is(error.code, 'MANIFEST_INVALID');
    assert.match(error.message, /^web\/templates\/x\.yaml renders to a document that /);
    assert.match(error.message, message);
  });
}

it('shows the rendered line where it is not valid YAML', async () => {
  const chart = await chartOf({ 'x.yaml.eta': 'a: 1\n---\n<% for (const x of [1, 2]) { %>\nb: <%= x %>\n<% } %>\n' });
  const error = await failureOf(() => renderChart(inputOf(chart)));
  assert.is(error.code, 'MANIFEST_INVALID');
  assert.match(error.message, /^web\/templates\/x\.yaml\.eta renders to .*/);
});

it('names file, line and column of a template that fails', async () => {
  const chart = await chartOf({ 'x.yaml.eta': 'a: 1\nb: <%= it.Values.image.tag %>\n' });
  const { place, hint, code } = await failureOf(() => renderChart(inputOf(chart)));
  assert.equal([code, place?.file, place?.line, place?.column], ['TEMPLATE_FAILED', 'web/templates/x.yaml.eta', 2, 8]);
  assert.match(hint ?? '', /set image in the values/);
});

function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
}

it('renders Go templates beside Eta, each with its own', async () => {
  const chart = await chartOf(
    {
      'a.yaml': `{{ define "web.name" }}go{{ end }}${configMap('{{ include "web.name" . }}-{{ .Values.port }}')}`,
      'b.yaml.eta': configMap('<%= `eta-${it.Values.port}` %>'),
    },
    { 'values.yaml': 'port: 80\n' },
  );
  const names = renderChart(inputOf(chart)).manifests.map(({ object }) => object.metadata.name);
  assert.equal(names, ['go-80', 'eta-80']);
});

it('says where a Go template fails, in the words of Helm', async () => {
  const chart = await chartOf({ 'x.yaml': 'a: 1\nb: {{ .Values.image.tag }}\n' });
  const { code, message, place, hint } = await failureOf(() => renderChart(inputOf(chart)));
  assert.is(code, 'TEMPLATE_FAILED');
  assert.is(
    message,
    'template: web/templates/x.yaml:2:13: executing "web/templates/x.yaml" at <.Values.image.tag>: nil pointer evaluating interface {}.tag',
  );
  assert.equal([place?.line, place?.column], [2, 14]);
  assert.match(hint ?? '', /^set image in the values/);
});

it('takes the integers of a resource for int64, those of a file for float64', async () => {
  const chart = await chartOf({ 'x.yaml': configMap('{{ printf "%T-%v" .Values.n .Values.n | lower }}') });
  const nameOf = (integers: 'float64' | 'int64') =>
    renderChart({ ...inputOf(chart), values: { n: 10_000_000 }, integers }).manifests[0]?.object.metadata.name;
  assert.is(nameOf('int64'), 'int64-10000000');
  assert.is(nameOf('float64'), 'float64-1e+07');
});

it('refuses values that violate the schema before it renders', async () => {
  const chart = await chartOf(
    { 'x.yaml.eta': '<% fail("too far") %>' },
    { 'values.schema.json': '{"required": ["host"]}' },
  );
  assert.is((await failureOf(() => renderChart(inputOf(chart)))).code, 'VALUES_INVALID');
});

for (const [what, more, message] of [
  ['a library chart', 'type: library\n', /library charts are not installable/],
  [
    'a chart for another Kubernetes',
    'kubeVersion: ">= 1.40"\n',
    /requires kubeVersion: >= 1\.40 which is incompatible with Kubernetes v1\.34\.4/,
  ],
  ['a chart for something that is no version', 'kubeVersion: new\n', /requires kubeVersion: new/],
] as const) {
  it(`refuses ${what}`, async () => {
    const chart = await loadFiles({ 'Chart.yaml': chartFile('x', more) });
    const error = await failureOf(() => renderChart(inputOf(chart)));
    assert.is(error.code, 'CHART_INVALID');
    assert.match(error.message, message);
  });
}

for (const kubeVersion of [
  '>=1.19.0-0',
  '>= 1.19, < 1.40',
  '^1.20',
  '1.34',
  '1.x',
  '~1.34.0',
  '>=1.20 || <1.10',
  '1.20 - 1.40',
]) {
  it(`takes kubeVersion ${kubeVersion}`, async () => {
    const chart = await loadFiles({ 'Chart.yaml': chartFile('x', `kubeVersion: "${kubeVersion}"\n`) });
    assert.equal(renderChart({ ...inputOf(chart), capabilities }).manifests, []);
  });
}

it('leaves the templates of a library subchart to those that include them', async () => {
  const chart = await loadFiles({
    'templates/x.yaml.eta': "<%~ include('charts/lib/templates/_cm.yaml.eta') %>\n",
    'charts/lib/Chart.yaml': chartFile('lib', 'type: library\n'),
    'charts/lib/templates/_cm.yaml.eta': doc('ConfigMap', '<%= it.Release.Name %>'),
    'charts/lib/templates/not.yaml': doc('ConfigMap', 'not'),
  });
  assert.equal(
    renderChart(inputOf(chart)).manifests.map(({ object }) => object.metadata.name),
    ['demo'],
  );
});

it.run();
