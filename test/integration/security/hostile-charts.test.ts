import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart } from '../../support/go-charts.ts';
import {
  conditionOf,
  installed,
  until,
  untilConditions,
  untilGone,
  widget,
  widgetRef,
} from '../../support/resources.ts';

const { kubeconfig } = await useControlPlane();
const it = suite('charts and values that mean harm');
const lease = `hostile-${randomBytes(4).toString('hex')}`;

const chart = writeChart(
  'hostile',
  {
    'cm.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
{{- if eq .Values.harm "loop" }}
  {{- range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}
{{- else if eq .Values.harm "gigabyte" }}
  text: {{ range until 1000000 }}${'x'.repeat(1000)}{{ end }}
{{- else if eq .Values.harm "tpl" }}
  text: {{ tpl .Values.text . | quote }}
{{- else }}
  text: {{ .Values.text | quote }}
{{- end }}
`,
    'eta.yaml.eta': `<% if (it.Values.harm === 'eta') for (;;) {} %>
<% if (it.Values.harm === 'later') import('node:fs'); %>
apiVersion: v1
kind: ConfigMap
metadata:
  name: <%= it.Release.Name + '-eta' %>
data:
  text: <%= it.Values.text %>
`,
  },
  'harm: none\ntext: fine\n',
);

const harms: readonly (readonly [harm: string, text: string, message: RegExp])[] = [
  ['loop', '', /not rendered within 5 s/],
  ['gigabyte', '', /output is larger than 33554432 bytes|not rendered within 5 s/], // a busy machine is slower
  ['eta', '', /not rendered within 5 s/],
  ['tpl', '{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}', /not rendered within 5 s/],
  ['tpl', '{{ env "HOME" }}', /function "env" not defined/],
  ['tpl', '{{ .Files.Get "../../../../../../etc/passwd" | required "nothing there" }}', /nothing there/],
];

it('templates that loop, print a gigabyte or look around: the condition says so, the lease stays, other resources go on', () =>
  onChart(
    chart,
    async ({ test: { cluster }, namespace, operator }) => {
      for (const [index, [harm, text, message]] of harms.entries()) {
        const ref = widgetRef(namespace, `bad-${index}`);
        await cluster.create(widget(namespace, ref.name, { harm, text }));
        await until(cluster, ref, (object) => {
          const failed = conditionOf(object, 'ReleaseFailed') ?? conditionOf(object, 'Irreconcilable');
          assert.match(failed?.message ?? '', message, failed?.message ?? `nothing is said of ${harm}`);
        });
        const good = widgetRef(namespace, `good-${index}`);
        await cluster.create(widget(namespace, good.name));
        await untilConditions(cluster, good, installed);
        await cluster.delete(ref);
        await untilGone(cluster, ref);
      }
      assert.ok(operator.isRunning);
      assert.is(operator.lines('Became leader').length, 1);
    },
    { kubeconfig, flags: ['--leader-elect', `--leader-election-id=${lease}`, '--leader-election-namespace=default'] },
  ));

it('a template that leaves something for later does not end the operator', () =>
  onChart(chart, async ({ test: { cluster }, ref, create, operator }) => {
    await create({ harm: 'later' });
    await untilConditions(cluster, ref, installed);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(operator.isRunning);
  }));

it('values cannot write YAML of their own: not through Eta, nor where a Go template quotes', () =>
  onChart(chart, async ({ test: { cluster }, namespace, create, ref }) => {
    const text =
      'a\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: injected\n  namespace: kube-system\n# "\': {[&*!|>%@`';
    await create({ text });
    await untilConditions(cluster, ref, installed);
    const configMap = { group: '', version: 'v1', kind: 'ConfigMap', namespace };
    for (const name of ['w', 'w-eta']) {
      const live = await eventually(async () => await cluster.get({ ...configMap, name }));
      assert.equal(live?.['data'], { text });
    }
    assert.is(await cluster.get({ ...configMap, name: 'injected' }), undefined);
    assert.is(await cluster.get({ ...configMap, namespace: 'kube-system', name: 'injected' }), undefined);
  }));

it.run();
