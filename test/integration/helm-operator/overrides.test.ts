import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import { widgetAccount } from '../../support/operator-account.ts';
import { define, installed, listKind, untilConditions, upgraded, widget, widgetRef } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { removeWidgets } from '../../support/stage.ts';
import { shownValues, valuesChart } from '../../support/values-chart.ts';

const it = suite('override values');
const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');

const env = {
  MY_IMAGE: 'quay.io/operator-framework/helm-operator:latest',
  MY_WORDS: `a, "b" 'c' {d}, e=f \\g`,
  MY_FLAG: 'true',
};

const overrides = {
  fromEnv: '$MY_FLAG',
  braced: 'x-${MY_FLAG}-y',
  unset: '$NOT_SET_ANYWHERE',
  'image.repository': '{{ ("$MY_IMAGE" | split ":")._0 }}',
  'image.tag': '{{ ("$MY_IMAGE" | split ":")._1 }}',
  'list[1].name': '{{ env "MY_FLAG" | upper }}',
  'annotations.a\\.b/c': 'dotted',
  both: 'override',
};
const values = `
both: chart
onlyChart: chart
nothing: chart
image: {repository: chart, tag: chart, pull: Always}
list: [{name: zero}, {name: one}]
`;

interface Scene {
  readonly namespace: string;
  readonly operator: OperatorProcess;
  /** `TYPE REASON MESSAGE (COUNT) of COMPONENT` of what is told of w, sorted. */
  told(): Promise<string[]>;
}

async function withOverrides(
  entry: object,
  use: (scene: Scene) => Promise<void>,
  flags: readonly string[] = [],
): Promise<void> {
  const { namespace, kubeconfig } = await widgetAccount(test, 'overrides');
  const watch = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart: valuesChart(values), ...entry };
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify([watch]));
  await using operator = await startOperator({ kubeconfig, namespaces: [namespace], watchesFile, flags, env });
  const told = async () => {
    const events = await listKind(cluster, namespace, 'v1/Event');
    return events
      .filter(({ reason }) => reason === 'OverrideValuesInUse')
      .map(wordsOf)
      .sort();
  };
  try {
    await use({ namespace, operator, told });
  } finally {
    await operator.kill();
    await removeWidgets(test, namespace);
  }
}

function wordsOf(event: KubeObject): string {
  const { type, message, count, source } = event as unknown as Record<string, unknown>;
  return `${type} ${message} (${count}) of ${(source as { component: string }).component}`;
}

it('row 5: overrides of the environment and of templates, at nested and indexed paths, win over resource and chart', () =>
  withOverrides({ overrideValues: overrides }, async ({ namespace }) => {
    const ref = widgetRef(namespace, 'w');
    await cluster.create(widget(namespace, 'w', { both: 'resource', image: { tag: 'resource' }, own: true }));
    await untilConditions(cluster, ref, installed);
    assert.equal(await shownValues(cluster, ref), {
      fromEnv: 'true',
      braced: 'x-true-y',
      unset: '',
      image: { repository: 'quay.io/operator-framework/helm-operator', tag: 'latest', pull: 'Always' },
      list: [null, { name: 'TRUE' }], // a list replaces the chart's whole
      annotations: { 'a.b/c': 'dotted' },
      both: 'override',
      nothing: 'chart',
      onlyChart: 'chart',
      own: true,
    });
  }));

it('row 6: overrides are texts, whatever they look like, and arrive intact', () => {
  const overrideValues = {
    words: '$MY_WORDS',
    flag: true,
    number: 12,
    nothing: 'null',
    empty: '',
    json: '{"a": [1,2]}',
  };
  return withOverrides({ overrideValues }, async ({ namespace }) => {
    const ref = widgetRef(namespace, 'w');
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, ref, installed);
    const shown = await shownValues(cluster, ref);
    const wanted = {
      words: env.MY_WORDS,
      flag: 'true',
      number: '12',
      nothing: 'null',
      empty: '',
      json: '{"a": [1,2]}',
    };
    assert.equal(Object.fromEntries(Object.keys(wanted).map((key) => [key, shown[key]])), wanted);
  });
});

it('row 6: with overrideTypes typed they are booleans, whole numbers and null, and other texts stay intact', () =>
  withOverrides(
    {
      overrideTypes: 'typed',
      overrideValues: {
        fromEnv: '$MY_FLAG',
        number: 12,
        nothing: 'null',
        words: '$MY_WORDS',
        version: '1.20',
        both: 'no',
      },
    },
    async ({ namespace }) => {
      const ref = widgetRef(namespace, 'w');
      await cluster.create(widget(namespace, 'w'));
      await untilConditions(cluster, ref, installed);
      const shown = await shownValues(cluster, ref);
      assert.equal([shown['fromEnv'], shown['number'], shown['words']], [true, 12, env.MY_WORDS]);
      assert.equal([shown['version'], shown['both']], ['1.20', 'no']);
      assert.not.ok('nothing' in shown, 'null takes the default of the chart away');
    },
  ));

it('row 7: each override is told by an event, on the install and again on each upgrade', () =>
  withOverrides({ overrideValues: { both: '$MY_FLAG', 'image.tag': 'x' } }, async ({ namespace, told }) => {
    const words = (count: number) => [
      `Warning Chart value "both" overridden to "true" by operator's watches.yaml (${count}) of widget-controller`,
      `Warning Chart value "image.tag" overridden to "x" by operator's watches.yaml (${count}) of widget-controller`,
    ];
    const ref = widgetRef(namespace, 'w');
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, ref, installed);
    await eventually(async () => assert.equal(await told(), words(1)));
    await cluster.patch(ref, { type: 'merge', body: { spec: { own: 1 } } });
    await untilConditions(cluster, ref, upgraded);
    await eventually(async () => assert.equal(await told(), words(2)));
  }));

it('row 7: --suppress-override-values keeps the values out of events and the log', () =>
  withOverrides(
    { overrideValues: { both: 'planted-$MY_FLAG' } },
    async ({ namespace, told, operator }) => {
      await cluster.create(widget(namespace, 'w'));
      await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
      const words =
        'Warning Chart value "both" overridden to "****" by operator\'s watches.yaml (1) of widget-controller';
      await eventually(async () => assert.equal(await told(), [words]));
      assert.not.ok(JSON.stringify(operator.logs).includes('planted-true'));
    },
    ['--suppress-override-values', '--zap-log-level=debug'],
  ));

it.run();
