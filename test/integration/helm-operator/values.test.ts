import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart } from '../../support/go-charts.ts';
import { helm } from '../../support/kubectl.ts';
import {
  conditionOf,
  installed,
  namesIn,
  until,
  untilConditions,
  untilEstablished,
  upgraded,
  yamlFile,
} from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configDataOf, configMapRef, onStage, recordsIn } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;

const it = suite('what values become');

it('row 18: a changed spec is exactly one upgrade; what leaves the render is pruned, what is marked to be kept stays', () =>
  onStage(async ({ namespace, ref, create, edit }) => {
    await create({ text: 'one', extras: ['a', 'b'], kept: true });
    await untilConditions(cluster, ref, installed);
    await edit({ text: 'two', extras: ['b'], kept: false });
    const live = await untilConditions(cluster, ref, upgraded);
    assert.is(conditionOf(live, 'Deployed')?.message, 'Widget w says two.\n');
    assert.equal(await recordsIn(test, namespace), ['1 superseded', '2 deployed']);
    assert.equal(await namesIn(cluster, namespace, ['v1/ConfigMap']), [
      'ConfigMap/w',
      'ConfigMap/w-b',
      'ConfigMap/w-kept',
    ]);
  }));

const values = writeChart(
  'values',
  {
    'all.yaml': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  printed: |
    million={{ .Values.million }} big={{ .Values.big }} default={{ .Values.default }} half={{ .Values.half }}
    huge={{ .Values.huge }} text={{ .Values.text }} yes={{ .Values.yes }} sum={{ add .Values.million 1 }}
  lines: {{ .Values.lines | toJson }}
  unicode: {{ .Values.unicode | quote }}
  yaml: {{ .Values.nested | toYaml | quote }}
`,
  },
  'default: 1000000\nmillion: 1\nnested: { kept: 1 }\n',
);

it('row 19: integers of a resource print plainly, those of the chart as Helm prints them, everything else comes through', () =>
  onChart(values, async ({ namespace, ref, create }) => {
    const spec = {
      million: 1_000_000,
      big: 12_345_678_901,
      half: 1.5,
      huge: 1e30,
      text: '007',
      yes: true,
      lines: 'a\nb: "c"\n',
      unicode: 'žluťoučký 🐎 \u2028',
      nested: { list: [1, 'two', { three: null }], number: 1_000_000 },
    };
    await create(spec);
    await untilConditions(cluster, ref, installed);
    const data = await configDataOf(test, namespace, 'w');
    assert.is(
      data['printed'],
      'million=1000000 big=12345678901 default=1e+06 half=1.5\nhuge=1e+30 text=007 yes=true sum=1000001\n',
    );
    assert.is(data['lines'], spec.lines);
    assert.is(data['unicode'], spec.unicode);
    assert.match(data['yaml'] ?? '', /^kept: 1\nlist:\n- 1\n- two\n- three: null\nnumber: 1000000$/);
  }));

const nulls = writeChart(
  'nulls',
  {
    'all.yaml': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  values: {{ omit .Values "global" | toJson | quote }}
`,
  },
  'gone: { a: 1 }\nstays: { b: 1, c: 2 }\n',
);

it('row 20: a null that the resource keeps takes a default of the chart away, as it does in a values file', () =>
  onChart(nulls, async ({ namespace, ref, create }) => {
    const spec = { gone: null, stays: { b: null } };
    await create(spec);
    await untilConditions(cluster, ref, installed);
    const data = await configDataOf(test, namespace, 'w');
    const words = ['template', 'w', nulls, '--set-json', 'gone=null', '--set-json', 'stays.b=null'];
    const rendered = await helm(test.kubeconfig, ...words);
    assert.is(JSON.stringify(data['values']), /values: (.*)/.exec(rendered)?.[1]);
    assert.is(data['values'], '{"stays":{"c":2}}');
  }));

it('row 32: a resource without a spec has that of its chart', () =>
  onStage(async ({ namespace, ref }) => {
    await cluster.create({ apiVersion: 'test.capstan.dev/v1', kind: 'Widget', metadata: { name: 'w', namespace } });
    await untilConditions(cluster, ref, installed);
    assert.ok(await cluster.get(configMapRef(namespace, 'w')));
  }));

const loose = await looseKind();

it('row 32: a spec that is no object is told, and the operator goes on', () =>
  onStage(
    async ({ ref, create, replace, operator }) => {
      await create(['not', 'an', 'object']);
      await until(cluster, ref, (live) => {
        assert.match(
          conditionOf(live, 'ReleaseFailed')?.message ?? conditionOf(live, 'Irreconcilable')?.message ?? '',
          /spec must be an object, is a list/,
        );
      });
      await replace({});
      await untilConditions(cluster, ref, installed);
      assert.is(operator.lines('Reconcile broke off').length, 0);
    },
    [],
    loose,
  ));

/** A kind whose schema lets a spec be anything. */
async function looseKind() {
  const crd = yamlFile('test/fixtures/widget-crd.yaml') as KubeObject & { spec: { versions: object[] } };
  const anything = {
    type: 'object',
    properties: {
      spec: { 'x-kubernetes-preserve-unknown-fields': true },
      status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  };
  await untilEstablished(cluster, {
    ...crd,
    metadata: { name: 'looses.test.capstan.dev' },
    spec: {
      ...crd.spec,
      names: { kind: 'Loose', listKind: 'LooseList', plural: 'looses', singular: 'loose' },
      versions: crd.spec.versions.map((version) => ({ ...version, schema: { openAPIV3Schema: anything } })),
    },
  });
  const chart = new URL('../../fixtures/widget', import.meta.url).pathname;
  const watch = { group: 'test.capstan.dev', version: 'v1', kind: 'Loose', chart };
  const watchesFile = writeText(`${scratchFolder()}/watches.yaml`, JSON.stringify([watch]));
  const gvk = { group: 'test.capstan.dev', version: 'v1', kind: 'Loose' };
  const rules = [
    {
      apiGroups: ['test.capstan.dev'],
      resources: ['looses', 'looses/status', 'looses/finalizers'],
      verbs: ['get', 'list', 'watch', 'update', 'patch'],
    },
  ];
  return { gvk, watchesFile, rules };
}

it.run();
