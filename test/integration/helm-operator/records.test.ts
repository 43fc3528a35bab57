import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart } from '../../support/go-charts.ts';
import { helm } from '../../support/kubectl.ts';
import {
  conditionOf,
  conditionsOf,
  installed,
  namesIn,
  statusOf,
  until,
  untilConditions,
  upgraded,
} from '../../support/resources.ts';
import { configMapRef, onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster, kubeconfig } = test;
const it = suite('records');

const leftOut = 'capstan.dev/left-out';

/** A chart with this much in its files that does not get smaller: bytes, or characters of text, which `values.big` renders. */
function chartWith(files: Readonly<Record<string, number>>): string {
  const texts = `{{- if .Values.big }}
{{- range tuple "a" "b" }}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ $.Release.Name }}-{{ . }} }
data: { text: {{ $.Files.Get (printf "%s.txt" .) | quote }} }
{{- end }}
{{- end }}
`;
  const text =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { text: {{ .Values.text }} }\n';
  const templates = {
    'text.yaml': text,
    'texts.yaml': texts,
    'NOTES.txt': 'Big {{ .Release.Name }} says {{ .Values.text }}.\n',
  };
  const chart = writeChart('big', templates, 'text: one\nbig: false\n');
  for (const [name, size] of Object.entries(files)) {
    const bytes = randomBytes(size);
    writeFileSync(join(chart, name), name.endsWith('.txt') ? bytes.toString('base64').slice(0, size) : bytes);
  }
  return chart;
}

const secretRef = (namespace: string, revision: number) => ({
  group: '',
  version: 'v1',
  kind: 'Secret',
  namespace,
  name: `sh.helm.release.v1.w.v${revision}`,
});

it('row 54: a record beyond a Secret’s limit leaves out the files of the chart, and helm works with it', () =>
  onChart(chartWith({ 'a.bin': 900_000 }), async ({ namespace, ref, operator, create, edit }) => {
    const h = (...words: readonly string[]) => helm(kubeconfig, '-n', namespace, ...words);
    await create({ text: 'one' });
    await untilConditions(cluster, ref, installed);
    const record = await until(cluster, secretRef(namespace, 1), () => {});
    assert.is(record.metadata.annotations?.[leftOut], 'chart files');
    assert.ok(operator.lines('Record made smaller to fit into its Secret').length > 0);
    assert.match(await h('get', 'manifest', 'w'), 'data: { text: one }');
    assert.equal(JSON.parse(await h('get', 'values', 'w', '-a', '-o', 'json')), { text: 'one', big: false });
    assert.match(await h('status', 'w'), 'Big w says one.');
    assert.match(await h('get', 'all', 'w'), 'CHART: big');

    await edit({ text: 'two' });
    await untilConditions(cluster, ref, upgraded);
    const history = JSON.parse(await h('history', 'w', '-o', 'json')) as { status: string; chart: string }[];
    assert.equal(
      history.map(({ status, chart }) => `${status} ${chart}`),
      ['superseded big-0.1.0', 'deployed big-0.1.0'],
    );
    assert.equal(operator.errors, []);
    await operator.stop();
    await h('rollback', 'w', '1');
    const text = (await until(cluster, configMapRef(namespace, 'w'), () => {}))['data'];
    assert.equal(text, { text: 'one' });
    assert.match(await h('status', 'w'), /STATUS: deployed\nREVISION: 3/);
  }));

it('row 54: a release that fits in no way is told with its sizes before anything of it is made', () =>
  onChart(chartWith({ 'a.txt': 900_000, 'b.txt': 900_000 }), async ({ namespace, ref, operator, create, edit }) => {
    await create({ big: true });
    const failed = await until(cluster, ref, (object) =>
      assert.equal(conditionsOf(object), { Initialized: 'True', ReleaseFailed: 'True InstallError' }),
    );
    assert.match(
      conditionOf(failed, 'ReleaseFailed')?.message ?? '',
      /the record of release .*\/w takes \d+ bytes without the chart's files and templates, and a Secret has room for/,
    );
    assert.equal(await namesIn(cluster, namespace), []);
    assert.is(operator.lines('Release failed').length, 1);
    await edit({ big: false });
    await untilConditions(cluster, ref, installed);
    await edit({ big: true });
    const refused = { ...installed, ReleaseFailed: 'True UpgradeError', Irreconcilable: 'True ReconcileError' };
    await untilConditions(cluster, ref, refused);
    assert.equal(await recordsIn(test, namespace), ['1 deployed']);
    const names = (await namesIn(cluster, namespace, ['v1/ConfigMap'])).filter((name) =>
      name.startsWith('ConfigMap/w'),
    );
    assert.equal(names, ['ConfigMap/w']);
  }));

it('row 54: strictly, nothing is left out, and the API server’s refusal is what is told', () =>
  onChart(
    chartWith({ 'a.bin': 900_000 }),
    async ({ namespace, ref, create }) => {
      await create({ text: 'one' });
      const failed = await until(cluster, ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
      assert.match(conditionOf(failed, 'ReleaseFailed')?.message ?? '', /Too long: may not be more than 1048576 bytes/);
      assert.equal(await namesIn(cluster, namespace), []);
    },
    { flags: ['--compat=strict'] },
  ));

for (const [what, flags, isMasked] of [
  ['Secrets are masked in the status', [], true],
  ['strictly, Secrets are in the status in clear text', ['--compat=strict'], false],
] as const) {
  it(`row 54: ${what}`, () =>
    onStage(async ({ ref, create }) => {
      await create({ text: 'planted-secret' });
      const told = await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'True'));
      const manifest = statusOf(told).deployedRelease?.manifest ?? '';
      assert.match(manifest, 'kind: Secret');
      assert.is(manifest.includes(Buffer.from('planted-secret').toString('base64')), !isMasked);
    }, flags));
}

it('row 36: history keeps as many revisions as the flag says, and real helm reads them', () =>
  onStage(
    async ({ account, namespace, ref, create, edit }) => {
      await create({ text: 'r1' });
      await untilConditions(cluster, ref, installed);
      for (const text of ['r2', 'r3', 'r4', 'r5']) {
        await edit({ text });
        await until(cluster, ref, (object) => {
          assert.is(conditionOf(object, 'Deployed')?.message, `Widget w says ${text}.\n`);
        });
      }
      await eventually(async () =>
        assert.equal(await recordsIn(test, namespace), ['3 superseded', '4 superseded', '5 deployed']),
      );
      const h = (...words: readonly string[]) => helm(account.kubeconfig, '-n', namespace, ...words);
      const [listed] = JSON.parse(await h('list', '-o', 'json'));
      assert.equal([listed.name, listed.revision, listed.status, listed.chart], ['w', '5', 'deployed', 'widget-0.1.0']);
      const history = JSON.parse(await h('history', 'w', '-o', 'json')) as { revision: number; description: string }[];
      assert.equal(
        history.map(({ revision, description }) => `${revision} ${description}`),
        ['3 Upgrade complete', '4 Upgrade complete', '5 Upgrade complete'],
      );
      assert.match(await h('status', 'w'), /STATUS: deployed\nREVISION: 5[\s\S]*Widget w says r5\./);
      const all = await h('get', 'all', 'w');
      for (const part of ['text: r5', '# Source: widget/templates/objects.yaml.eta', 'NOTES:\nWidget w says r5.']) {
        assert.match(all, part);
      }
    },
    ['--max-history=3'],
  ));

it.run();
