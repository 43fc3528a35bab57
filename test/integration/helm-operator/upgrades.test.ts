import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart } from '../../support/go-charts.ts';
import { startOperator } from '../../support/operator.ts';
import { widgetAccount } from '../../support/operator-account.ts';
import { define, installed, until, untilConditions, upgraded, widget, widgetRef } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configDataOf, configMapRef, recordsIn, removeWidgets } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');

const it = suite('when a release is upgraded');

const configMap = (data: string) => `
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
${data}
`;

const phases = writeChart('phases', {
  'phase.yaml': configMap(
    '  phase: {{ if .Release.IsInstall }}install{{ else }}upgrade {{ .Release.Revision }}{{ end }}',
  ),
});

/** Periods pass, and nothing may come of them. */
const periods = ['--reconcile-period=300ms'];

it('row 21: a chart that asks whether it is an install is installed, and no more', () =>
  onChart(
    phases,
    async ({ namespace, ref, create }) => {
      await create({});
      await untilConditions(cluster, ref, installed);
      await setTimeout(2_000);
      assert.equal(await recordsIn(test, namespace), ['1 deployed']);
      assert.equal(await configDataOf(test, namespace, 'w'), { phase: 'install' });
    },
    { flags: periods },
  ));

it('row 21: with --compat=strict it is upgraded at once, as helm-operator does', () =>
  onChart(
    phases,
    async ({ namespace, ref, create }) => {
      await create({});
      await until(cluster, configMapRef(namespace, 'w'), (live) =>
        assert.match(String((live['data'] as { phase: string }).phase), /^upgrade \d/),
      );
      await eventually(async () =>
        assert.ok(
          (await recordsIn(test, namespace)).includes('2 deployed') ||
            (await recordsIn(test, namespace)).includes('2 superseded'),
        ),
      );
      await until(cluster, ref, (live) => assert.match(JSON.stringify(live['status']), /UpgradeSuccessful/));
    },
    { flags: ['--compat=strict'] },
  ));

const random = writeChart('random', {
  'random.yaml': configMap(
    '  word: {{ randAlphaNum 8 }}\n  at: {{ now | quote }}\n  cert: {{ (genSelfSignedCert "x" nil nil 1).Cert | quote }}\n  text: {{ .Values.text | quote }}',
  ),
});

it('row 22: random values, times and certificates are made anew by a change of the inputs, once, and by nothing else', () =>
  onChart(
    random,
    async ({ namespace, ref, create, edit }) => {
      const word = async () => (await configDataOf(test, namespace, 'w'))['word'];
      await create({ text: 'one' });
      await untilConditions(cluster, ref, installed);
      const first = await word();
      await setTimeout(2_000);
      assert.is(await word(), first);
      assert.equal(await recordsIn(test, namespace), ['1 deployed']);
      await edit({ text: 'two' });
      await untilConditions(cluster, ref, upgraded);
      const second = await word();
      assert.is.not(second, first);
      await setTimeout(2_000);
      assert.is(await word(), second);
      assert.equal(await recordsIn(test, namespace), ['1 superseded', '2 deployed']);
    },
    { flags: periods },
  ));

it('row 22: with --compat=strict every look is an upgrade', () =>
  onChart(
    random,
    async ({ namespace, create }) => {
      await create({ text: 'one' });
      await eventually(async () =>
        assert.ok((await recordsIn(test, namespace)).some((line) => Number.parseInt(line, 10) >= 3)),
      );
    },
    { flags: ['--compat=strict'] },
  ));

const looking = writeChart('looking', {
  'copy.yaml': configMap('  copy: {{ (lookup "v1" "ConfigMap" .Release.Namespace "original").data | toJson | quote }}'),
});

/** What the chart made of `original`, before and after that changed and periods have passed. */
async function copiesAround(dryRunOption: string | undefined): Promise<string[]> {
  const copies: string[] = [];
  await withWatch({ chart: looking, ...(dryRunOption ? { dryRunOption } : {}) }, periods, async (namespace) => {
    const original = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'original', namespace },
      data: { a: '1' },
    };
    await cluster.create(original);
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, widgetRef(namespace, 'w'), installed);
    const copy = async () => (await configDataOf(test, namespace, 'w'))['copy'] ?? '';
    copies.push(await copy());
    await cluster.patch(configMapRef(namespace, 'original'), { type: 'merge', body: { data: { a: '2' } } });
    if (dryRunOption) {
      await eventually(async () => assert.is.not(await copy(), copies[0]));
      await untilConditions(cluster, widgetRef(namespace, 'w'), upgraded);
    } else await setTimeout(2_000);
    copies.push(await copy(), ...(await recordsIn(test, namespace)));
  });
  return copies;
}

it('row 23: with `dryRunOption: server` the decision looks things up, and what changed there is an upgrade', async () => {
  assert.equal(await copiesAround('server'), ['{"a":"1"}', '{"a":"2"}', '1 superseded', '2 deployed']);
});

it('row 23: without it the decision looks nothing up, and what changed there is none', async () => {
  assert.equal(await copiesAround(undefined), ['{"a":"1"}', '{"a":"1"}', '1 deployed']);
});

it('row 24: other content of a chart of the same version is an upgrade at the next start', async () => {
  const chart = writeChart('grows', { 'text.yaml': configMap('  text: one') });
  await withWatch({ chart }, [], async (namespace, restart) => {
    const ref = widgetRef(namespace, 'w');
    await cluster.create(widget(namespace, 'w'));
    await untilConditions(cluster, ref, installed);
    const file = join(chart, 'templates', 'text.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('one', 'two'));
    await restart();
    await untilConditions(cluster, ref, upgraded);
    assert.equal(await configDataOf(test, namespace, 'w'), { text: 'two' });
    assert.equal(await recordsIn(test, namespace), ['1 superseded', '2 deployed']);
  });
});

it('row 24: with a rolloutInterval the releases of a new chart are upgraded one after the other, a changed resource at once', async () => {
  const chart = writeChart('rolls', { 'text.yaml': configMap('  text: one {{ .Values.own }}') });
  await withWatch({ chart, rolloutInterval: '6s' }, [], async (namespace, restart) => {
    const names = ['a', 'b', 'c'];
    for (const name of names) await cluster.create(widget(namespace, name));
    for (const name of names) await untilConditions(cluster, widgetRef(namespace, name), installed);
    const file = join(chart, 'templates', 'text.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('one', 'two'));
    await restart();
    await cluster.patch(widgetRef(namespace, 'c'), { type: 'merge', body: { spec: { own: 'change' } } });
    const times: number[] = [];
    for (const name of names) await untilConditions(cluster, widgetRef(namespace, name), upgraded);
    for (const name of ['a', 'b']) {
      const record = { group: '', version: 'v1', kind: 'Secret', namespace, name: `sh.helm.release.v1.${name}.v2` };
      times.push(Date.parse((await cluster.get(record))?.metadata.creationTimestamp ?? ''));
    }
    const [a = 0, b = 0] = times;
    assert.ok(Math.abs(a - b) >= 2_000, `revisions were made ${Math.abs(a - b)} ms apart`);
  });
});

/** An operator of an own watches entry for Widgets; `restart` ends it and starts it again. */
async function withWatch(
  entry: object,
  flags: readonly string[],
  use: (namespace: string, restart: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { namespace, kubeconfig } = await widgetAccount(test, 'upgrades');
  const gvk = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget' };
  const watchesFile = writeText(join(scratchFolder(), 'watches.yaml'), JSON.stringify([{ ...gvk, ...entry }]));
  const start = () => startOperator({ kubeconfig, namespaces: [namespace], watchesFile, flags });
  let operator = await start();
  try {
    await use(namespace, async () => {
      await operator.stop();
      operator = await start();
    });
  } finally {
    await operator.kill();
    await removeWidgets(test, namespace);
  }
}

it.run();
