import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printRights, type Rights, rightsOf, type WatchNeeds } from '../../src/scaffold/index.ts';
import { parseYamlDocuments } from '../../src/yaml/index.ts';
import { chartFile, loadFiles } from '../chart/charts.ts';

const it = suite('rights');
const gvk = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget' };
const object = (kind: string, apiVersion = 'v1') => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n`;
const when = (condition: string, text: string) => `{{- if ${condition} }}\n${text}{{- end }}\n`;

/** The rights of a chart of these files; the watched kind is known. */
async function of(
  files: Readonly<Record<string, string>>,
  more: Partial<WatchNeeds> = {},
  addsUnseen = false,
): Promise<Rights> {
  const chart = await loadFiles(files);
  const needs: WatchNeeds = { gvk, chart, values: {}, definitions: 'Create', reads: [], impersonates: false, ...more };
  const known = { group: gvk.group, kind: gvk.kind, plural: 'widgets', namespaced: true };
  return rightsOf([needs], ({ group, kind }) => (group === known.group && kind === known.kind ? known : undefined), {
    addsUnseen,
  });
}

/** `apps/deployments` of the rules that charts make necessary. */
function released({ rules }: Rights): string[] {
  return rules
    .filter(({ purpose }) => purpose === 'release')
    .flatMap(({ rule }) => (rule.resources ?? []).map((resource) => `${rule.apiGroups?.[0]}/${resource}`))
    .filter((name) => name !== '/secrets');
}

const notRendered = (kind: string) =>
  `demo: demo/templates/a.yaml has a ${kind} that no rendering showed: give values that show it with -f, or add it with --unseen`;

for (const [what, files, want] of [
  ['plain objects', { 'templates/a.yaml': object('Service') }, ['/services']],
  [
    'several documents',
    { 'templates/a.yaml': `${object('Service')}---\n${object('ConfigMap')}` },
    ['/configmaps', '/services'],
  ],
  [
    'lists',
    { 'templates/a.yaml': 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n' },
    ['/pods'],
  ],
  [
    'what a boolean switches on',
    { 'templates/a.yaml': when('.Values.a.b', object('Service')), 'values.yaml': 'a: { b: false }' },
    ['/services'],
  ],
  [
    'what a boolean switches off',
    { 'templates/a.yaml': when('not .Values.a', object('Service')), 'values.yaml': 'a: true' },
    ['/services'],
  ],
  [
    'what one boolean shows while another is off',
    {
      'templates/a.yaml': when('and .Values.a (not .Values.b)', object('Service')),
      'values.yaml': 'a: false\nb: false',
    },
    ['/services'],
  ],
  [
    'what a choice of the schema shows',
    {
      'templates/a.yaml': when('eq .Values.mode "daemon"', object('DaemonSet', 'apps/v1')),
      'values.yaml': 'mode: one',
      'values.schema.json': '{"properties":{"mode":{"enum":["one","daemon"]}}}',
    },
    ['apps/daemonsets'],
  ],
  ['what an upgrade shows', { 'templates/a.yaml': when('.Release.IsUpgrade', object('Service')) }, ['/services']],
  ['what an install shows', { 'templates/a.yaml': when('.Release.IsInstall', object('Service')) }, ['/services']],
  [
    'what a cluster with an API gets, and one without',
    {
      'templates/a.yaml': `{{- if .Capabilities.APIVersions.Has "x.dev/v1" }}\n${object('Service')}{{- else }}\n${object('Pod')}{{- end }}`,
    },
    ['/pods', '/services'],
  ],
  [
    'hooks',
    { 'templates/a.yaml': `${object('Job', 'batch/v1')}  annotations: { helm.sh/hook: pre-install }\n` },
    ['batch/jobs'],
  ],
  ['no test hooks', { 'templates/a.yaml': `${object('Pod')}  annotations: { helm.sh/hook: test }\n` }, []],
  [
    'what is there besides a value that is missing',
    { 'templates/a.yaml': `${object('Service')}spec: {{ required "a" .Values.a }}` },
    ['/services'],
  ],
  ['what an Eta template writes', { 'templates/a.yaml.eta': object('Service') }, ['/services']],
] as const) {
  it(`${what}: ${want.join(', ') || 'nothing'}`, async () => {
    const rights = await of(files as Readonly<Record<string, string>>);
    assert.equal(released(rights), [...want]);
    assert.equal(rights.notes, []);
  });
}

it('subcharts count, those that are switched off too', async () => {
  const rights = await of({
    'Chart.yaml': chartFile('demo', 'dependencies:\n  - { name: sub, version: 0.1.0, condition: sub.enabled }\n'),
    'charts/sub/Chart.yaml': chartFile('sub'),
    'charts/sub/templates/a.yaml': object('Service'),
    'values.yaml': 'sub: { enabled: false }',
  });
  assert.equal(released(rights), ['/services']);
});

it('what nothing shows is told, or added when it is asked for', async () => {
  const files = {
    'templates/a.yaml': when('.Values.names', object('Ingress', 'networking.k8s.io/v1')),
    'values.yaml': 'names: []',
  };
  const rights = await of(files);
  assert.equal(released(rights), []);
  assert.equal(rights.notes, [notRendered('Ingress')]);
  const added = await of(files, {}, true);
  assert.equal([released(added), added.notes], [['networking.k8s.io/ingresses'], []]);
  const shown = await of(files, { values: { names: ['a'] } });
  assert.equal([released(shown), shown.notes], [['networking.k8s.io/ingresses'], []]);
});

it('kinds that nobody knows are told', async () => {
  const rights = await of({ 'templates/a.yaml': object('Certificate', 'cert-manager.io/v1') });
  assert.equal(released(rights), ['cert-manager.io/certificates']);
  assert.match(rights.notes[0] ?? '', 'Certificate of cert-manager.io is no kind of Kubernetes or of the charts');
});

it('definitions of the chart say where their kinds are, and are made themselves', async () => {
  const spec = { group: 'a.dev', scope: 'Cluster', names: { kind: 'Mouse', plural: 'mice' } };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'mice.a.dev' },
    spec,
  };
  const files = { 'crds/a.yaml': JSON.stringify(definition), 'templates/a.yaml': object('Mouse', 'a.dev/v1') };
  const rights = await of(files);
  assert.equal([released(rights), rights.notes], [['a.dev/mice'], []]);
  const verbsOf = ({ rules }: Rights) => rules.find(({ purpose }) => purpose === 'definition')?.rule.verbs;
  assert.equal(verbsOf(rights), ['get', 'create']);
  assert.equal(verbsOf(await of(files, { definitions: 'CreateReplace' })), ['get', 'create', 'update', 'patch']);
  assert.is(verbsOf(await of(files, { definitions: 'Skip' })), undefined);
  assert.equal(
    rights.clusterWide.map(({ rule }) => rule.resources?.[0]),
    ['mice', 'customresourcedefinitions'],
  );
});

it('what the chart grants, the operator has to have; a wildcard is told instead', async () => {
  const api = 'rbac.authorization.k8s.io';
  const rights = await of({
    'templates/a.yaml': `${object('Role', `${api}/v1`)}rules:
  - { apiGroups: [""], resources: [nodes], verbs: [get] }
  - { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }
---
${object('RoleBinding', `${api}/v1`)}roleRef: { kind: ClusterRole, name: view, apiGroup: ${api} }
---
${object('RoleBinding', `${api}/v1`)}roleRef: { kind: Role, name: a, apiGroup: ${api} }
---
${object('ClusterRole', `${api}/v1`)}rules:
  - { nonResourceURLs: [/metrics], verbs: [get] }
`,
  });
  assert.equal(
    rights.rules.filter(({ purpose }) => purpose === 'granted').map(({ rule }) => rule),
    [
      { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
      { apiGroups: [api], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] },
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
    ],
  );
  assert.is(rights.notes.length, 1);
  assert.match(rights.notes[0] ?? '', /^demo: Role a grants "\*"/);
});

it('lookups, sources of values and impersonation are covered', async () => {
  const files = {
    'templates/a.yaml': `{{ if .Values.a }}{{ lookup "v1" "Secret" "x" "" }}{{ lookup "apps/v1" "Deployment" "x" "y" }}{{ end }}${object('Pod')}`,
  };
  const reads = [{ group: '', version: 'v1', kind: 'ConfigMap' }];
  const { rules, notes } = await of(files, { reads, impersonates: true });
  const flat = rules.map(({ purpose, rule }) => `${purpose}: ${rule.resources} ${rule.verbs}`);
  for (const want of [
    'source: deployments get,list',
    'source: configmaps get,list,watch',
    'own: serviceaccounts impersonate',
    'release: pods get,list,watch',
  ]) {
    assert.ok(flat.includes(want), `${want} is not among\n${flat.join('\n')}`);
  }
  assert.match(notes.join('\n'), 'Widget: objects are written as the service account that serviceAccountName names');
});

it('a template that fails is told, and the others count', async () => {
  const rights = await of({ 'templates/a.yaml': object('Service'), 'templates/b.yaml': '{{ template "missing" . }}' });
  assert.match(
    rights.notes[0] ?? '',
    /^demo: a rendering failed, what it would have shown is not covered: with its own values: /,
  );
});

const options = { name: 'op', namespace: undefined, serviceAccount: undefined, metricsAuth: false };
const kindsOf = (text: string) =>
  (parseYamlDocuments(text, { file: 'rbac' }) as { kind: string; rules?: unknown[] }[]).map(({ kind }) => kind);

it('rights are printed for a cluster, or for a namespace as far as that goes', async () => {
  const rights = await of({ 'templates/a.yaml': object('Namespace') });
  assert.equal(kindsOf(printRights(rights, options, 'yaml')), ['ClusterRole', 'Role']);
  assert.equal(kindsOf(printRights(rights, { ...options, namespace: 'x' }, 'yaml')), ['Role', 'ClusterRole']);
  const plain = await of({ 'templates/a.yaml': object('Pod') });
  assert.equal(kindsOf(printRights(plain, { ...options, namespace: 'x' }, 'yaml')), ['Role']);
  const serviceAccount = { namespace: 'x', name: 'me' };
  assert.equal(kindsOf(printRights(plain, { ...options, serviceAccount }, 'yaml')), [
    'ClusterRole',
    'Role',
    'ClusterRoleBinding',
    'RoleBinding',
  ]);
  assert.match(printRights(plain, { ...options, metricsAuth: true }, 'yaml'), 'resources: [tokenreviews]');
});

it('YAML and JSON say the same', async () => {
  const rights = await of({ 'templates/a.yaml': object('Pod') });
  const json = JSON.parse(printRights(rights, options, 'json')) as { items: unknown[] };
  assert.equal(parseYamlDocuments(printRights(rights, options, 'yaml'), { file: 'rbac' }), json.items);
});

it.run();
