import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliResult, capstan } from '../../cli/support.ts';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import { runHelm } from '../../support/kubectl.ts';
import { accountIn, operatorAccount } from '../../support/operator-account.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'template');
for (const [name, labels] of [
  ['given', {}],
  ['ours', { 'app.kubernetes.io/managed-by': 'Helm' }],
] as const) {
  const annotations =
    name === 'ours' ? { 'meta.helm.sh/release-name': 'w', 'meta.helm.sh/release-namespace': namespace } : {};
  await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels, annotations },
    data: { text: 'found', more: 'lines\nof: it\n' },
  });
}

const it = suite('capstan template beside a cluster');

/** Exit code, output and words of both, without the log lines of Helm's lookup. */
async function compare(template: string, flags: readonly string[], kubeconfig = test.kubeconfig): Promise<CliResult> {
  const chart = writeChart('web', { 'x.yaml': template, 'NOTES.txt': 'notes' });
  const words = ['template', 'w', chart, '-n', namespace, ...flags];
  const ours = await capstan(words, { env: { KUBECONFIG: kubeconfig } });
  const helms = await runHelm(kubeconfig, ...words);
  const wanted = { ...helms, stderr: helms.stderr.replaceAll(/^lookup_func\.go:.*\n/gm, '') };
  assert.equal(ours, wanted);
  return ours;
}

const configMap = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${more}`;

for (const [what, query, flags] of [
  ['an object', '"v1" "ConfigMap" .Release.Namespace "given"', ['--dry-run=server']],
  ['an object, with --dry-run=none', '"v1" "ConfigMap" .Release.Namespace "given"', ['--dry-run=none']],
  ['an object, with --dry-run=client', '"v1" "ConfigMap" .Release.Namespace "given"', ['--dry-run=client']],
  ['an object, with --dry-run', '"v1" "ConfigMap" .Release.Namespace "given"', ['--dry-run']],
  ['an object, with --validate', '"v1" "ConfigMap" .Release.Namespace "given"', ['--validate']],
  ['an object that is not there', '"v1" "ConfigMap" .Release.Namespace "none"', ['--dry-run=server']],
  ['an object in a namespace that is not there', '"v1" "ConfigMap" "none" "none"', ['--dry-run=server']],
  ['an object without a namespace', '"v1" "ConfigMap" "" "given"', ['--dry-run=server']],
  ['an object of the cluster', '"v1" "Namespace" "" "default"', ['--dry-run=server']],
  ['an object of the cluster, with a namespace', '"v1" "Namespace" .Release.Namespace "default"', ['--dry-run=server']],
  ['a list that is empty', '"apps/v1" "Deployment" .Release.Namespace ""', ['--dry-run=server']],
  ['a kind that its group does not have', '"v1" "Nothing" "" "x"', ['--dry-run=server']],
  ['a list of a kind that its group does not have', '"apps/v1" "Nothing" "" ""', ['--dry-run=server']],
  ['a group that is not served', '"none.example.com/v1" "Nothing" "" "x"', ['--dry-run=server']],
  ['no API version', '"" "Nothing" "" "x"', ['--dry-run=server']],
  ['an API version that is none', '"a/b/c" "Nothing" "" "x"', ['--dry-run=server']],
  ['a name that is none', '"v1" "ConfigMap" "" "a/b%"', ['--dry-run=server']],
  ['a namespace that is none', '"v1" "ConfigMap" ".." "x"', ['--dry-run=server']],
] as const) {
  it(`as helm: lookup of ${what}`, async () => {
    // where lists stand in time differs from one request to the next
    const found = `{{ $found := lookup ${query} }}{{ if hasKey $found "items" }}{{ $found = omit $found "metadata" }}{{ end }}`;
    await compare(`${found}${configMap('x', 'data: {{ $found | toYaml | nindent 2 }}\n')}`, flags);
  });
}

it('as helm: lookup of a list', async () => {
  const items =
    '{{ range (lookup "v1" "ConfigMap" .Release.Namespace "").items }}{{ .kind }} {{ .metadata.name }}; {{ end }}';
  const { stdout } = await compare(configMap('x', `data: {text: "${items}"}\n`), ['--dry-run=server']);
  assert.match(stdout, 'ConfigMap given; ConfigMap kube-root-ca.crt; ConfigMap ours; ');
});

it('as helm: lookup of what RBAC forbids', async () => {
  const account = await accountIn(test, (await operatorAccount(test, 'template')).namespace);
  const { stderr, code } = await compare(
    '{{ lookup "v1" "Namespace" "" "default" }}',
    ['--dry-run=server'],
    account.kubeconfig,
  );
  assert.is(code, 1);
  assert.match(
    stderr,
    `error calling lookup: namespaces "default" is forbidden: User "${account.user}" cannot get resource`,
  );
});

for (const [what, flags] of [
  ['without a cluster', []],
  ['with lookups alone', ['--dry-run=server']],
  ['with --validate', ['--validate']],
  ['with --validate, where words are ignored', ['--validate', '--kube-version=1.20', '--api-versions=a/v1']],
] as const) {
  it(`as helm: Capabilities ${what}`, async () => {
    const has = (version: string) => `"{{ .Capabilities.APIVersions.Has "${version}" }}"`;
    const versions = `a: ${has('a/v1')}, b: ${has('apps/v1/Deployment')}, c: ${has('apps/v1beta1')}`;
    const version = '{{ with .Capabilities.KubeVersion }}{{ . }} {{ .Version }} {{ .Major }} {{ .Minor }}{{ end }}';
    await compare(configMap('x', `data: {${versions}, v: "${version}"}\n`), flags);
  });
}

const hook = configMap('given', '').replace('{name: given}', '{name: given, annotations: {helm.sh/hook: pre-install}}');

for (const [what, template, flags] of [
  ['new objects', `${configMap('one')}---\n${configMap('two')}`, []],
  ['an object in a namespace that is not there', configMap('x').replace('}', ', namespace: none}'), []],
  ['fields that nobody knows', configMap('x', 'nothing: {a: b}\n'), []],
  ['an object of the release', configMap('ours'), []],
  ["an object that is somebody else's", configMap('given'), []],
  ["an object that is somebody else's, for an upgrade", configMap('given'), ['--is-upgrade']],
  ["a hook that is somebody else's", hook, []],
  ['an object of the cluster', configMap('default').replace('ConfigMap', 'Namespace'), []],
  ['a list', `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: given}}\n`, []],
  ['a kind that is not served', configMap('x').replace('v1', 'none.example.com/v1'), []],
  [
    'several kinds that are not served',
    ['one', 'two'].map((name) => configMap(name).replace('ConfigMap', `Nothing${name}`)).join('---\n'),
    [],
  ],
  ['a name that is none', configMap('a/b'), []],
  ['a template that fails', '{{ .Values.a.b }}', []],
  ['what no template writes', configMap('x'), ['--show-only=templates/none.yaml']],
] as const) {
  it(`as helm: --validate of ${what}`, async () => {
    await compare(template, ['--validate', ...flags]);
  });
}

for (const flag of ['--validate', '--dry-run=server']) {
  it(`a cluster that does not answer is named, ${flag}`, async () => {
    const kubeconfig = writeText(
      `${scratchFolder()}/kubeconfig`,
      JSON.stringify({
        clusters: [{ name: 'away', cluster: { server: 'https://127.0.0.1:1' } }],
        contexts: [{ name: 'away', context: { cluster: 'away', user: 'nobody' } }],
        users: [{ name: 'nobody', user: {} }],
        'current-context': 'away',
      }),
    );
    const chart = writeChart('web', { 'x.yaml': configMap('x', 'data: {{ lookup "v1" "Secret" "a" "b" }}\n') });
    const { code, stdout, stderr } = await capstan(['template', 'w', chart, flag], { env: { KUBECONFIG: kubeconfig } });
    assert.equal([code, stdout], [1, '']);
    assert.match(stderr, /^Error: .*no answer from https:\/\/127\.0\.0\.1:1: connect ECONNREFUSED 127\.0\.0\.1:1$/m);
  });
}

it.run();
