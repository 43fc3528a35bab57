import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../../support/cluster.ts';
import { writeChart } from '../../support/go-charts.ts';
import {
  conditionOf,
  installed,
  listKind,
  statusOf,
  until,
  untilConditions,
  upgraded,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { onStage } from '../../support/stage.ts';

const it = suite('planted secrets');

/** One for each way in; none may come out but in the objects that the chart makes. */
const planted = {
  spec: 'planted-in-spec-1f6a',
  source: 'planted-in-values-from-2b7c',
  override: 'planted-in-override-3c8d',
  chart: 'planted-in-chart-4d9e',
  edited: 'planted-by-drift-5eaf',
  hook: 'planted-in-hook-6fb0',
} as const;

const chart = writeChart(
  'vault',
  {
    'secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
type: {{ .Values.type }}
data:
  spec: {{ .Values.spec | b64enc }}
  source: {{ .Values.source | b64enc }}
  override: {{ .Values.override | b64enc }}
{{- if .Values.broken }}
  broken: {{ .Values.spec | quote }}
{{- end }}
stringData:
  chart: {{ .Values.chart }}
`,
    'hook.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-hook
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
stringData:
  hook: ${planted.hook}
`,
  },
  `type: Opaque\nspec: ""\nsource: ""\noverride: ""\nbroken: false\nchart: ${planted.chart}\n`,
);
const watches = writeText(
  `${scratchFolder()}/watches.yaml`,
  JSON.stringify([
    {
      group: 'test.capstan.dev',
      version: 'v1',
      kind: 'Widget',
      chart,
      overrideValues: { override: planted.override },
      valuesFrom: [{ kind: 'Secret', name: 'source' }],
    },
  ]),
);

it('what is secret is in no log line, event, condition or status: not when all is well, nor when things fail', () =>
  onStage(
    async ({ test: { cluster }, namespace, ref, create, edit, operator }) => {
      const secret = { group: '', version: 'v1', kind: 'Secret', namespace, name: 'w' };
      await cluster.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'source', namespace },
        stringData: { 'values.yaml': `source: ${planted.source}\n` },
      });
      await create({ spec: planted.spec });
      await untilConditions(cluster, ref, installed);
      const live = await cluster.get(secret);
      const data = live?.['data'] as Record<string, string>;
      for (const key of ['spec', 'source', 'override', 'chart'] as const) {
        assert.is(Buffer.from(data[key] ?? '', 'base64').toString(), planted[key], 'it is where it belongs');
      }
      const sight = await look();

      const drifted = Buffer.from(planted.edited).toString('base64');
      await cluster.patch(secret, { type: 'merge', body: { data: { spec: drifted } } });
      await eventually(async () => assert.ok(operator.lines('Corrected drift').length > 0));
      await edit({ spec: `${planted.spec}-2` });
      await untilConditions(cluster, ref, upgraded);
      for (const failing of [
        { broken: true },
        { broken: false, type: 'kubernetes.io/tls' },
        { type: { a: planted.spec } },
      ]) {
        await edit(failing);
        await until(cluster, ref, (object) => {
          assert.is(statusOf(object).observedGeneration, object.metadata.generation);
          assert.ok(conditionOf(object, 'ReleaseFailed') ?? conditionOf(object, 'Irreconcilable'));
        });
      }
      const all = `${sight}\n${await look()}`;
      assert.ok(all.length > 5_000 && all.includes('OverrideValuesInUse') && all.includes('Corrected drift'));
      for (const [way, value] of Object.entries(planted)) {
        for (const form of [value, Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1)]) {
          const at = all.indexOf(form);
          assert.is(at, -1, `${way}: …${all.slice(Math.max(0, at - 300), at + 60)}`);
        }
      }

      async function look(): Promise<string> {
        const events = await listKind(cluster, namespace, 'v1/Event');
        const told = events.map(({ ['message']: message, ['reason']: reason }) => `${reason}: ${message}`);
        const status = (await cluster.get(ref))?.['status'];
        return [
          ...operator.logs.map((line) => JSON.stringify(line)),
          operator.text,
          ...told,
          JSON.stringify(status),
        ].join('\n');
      }
    },
    ['--zap-log-level=debug', '--suppress-override-values'],
    { watchesFile: watches },
  ));

it.run();
