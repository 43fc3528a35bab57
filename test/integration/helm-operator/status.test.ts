import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { useControlPlane } from '../../support/cluster.ts';
import { onChart, writeChart } from '../../support/go-charts.ts';
import { type Condition, conditionOf, conditionsOf, statusOf, until, untilGone } from '../../support/resources.ts';
import { onStage, type Stage } from '../../support/stage.ts';

const { cluster } = await useControlPlane();

const it = suite('what a status says');

const chart = writeChart('told', {
  'text.yaml': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  text: {{ required "text is needed" .Values.text | quote }}
{{- if .Values.bad }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  ports: [{ port: {{ .Values.bad }} }]
{{- end }}
`,
  'NOTES.txt': 'It says {{ .Values.text }}.',
});

/** `TYPE STATUS REASON MESSAGE` of helm-operator's own conditions, in the order of the list. */
function told(live: KubeObject | undefined): string[] {
  const own = (statusOf(live).conditions ?? []).filter(({ type }) => sdkTypes.includes(type));
  return own.map(({ type, status, reason, message }) => [type, status, reason, message].filter(Boolean).join(' '));
}

const sdkTypes = ['Initialized', 'Deployed', 'ReleaseFailed', 'Irreconcilable'];

async function untilTold({ ref }: Stage, ...wanted: readonly (string | RegExp)[]): Promise<KubeObject> {
  return until(cluster, ref, (live) => {
    const found = told(live);
    assert.is(found.length, wanted.length, found.join('\n'));
    wanted.forEach((want, index) => {
      const line = found[index] ?? '';
      assert.ok(typeof want === 'string' ? line === want : want.test(line), `${line}\nis not\n${want}`);
    });
  });
}

it('row 15: conditions in the order, with the reasons and messages, of install, upgrade, failure, revert and delete', () =>
  onChart(chart, async (stage) => {
    await stage.create({ text: 'one' });
    const first = await untilTold(stage, 'Initialized True', 'Deployed True InstallSuccessful It says one.');
    assert.is(statusOf(first).deployedRelease?.name, 'w');
    assert.is(
      statusOf(first).deployedRelease?.manifest,
      '---\n# Source: told/templates/text.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: w\ndata:\n  text: "one"\n',
    );

    await stage.edit({ text: 'two' });
    const second = await untilTold(stage, 'Initialized True', 'Deployed True UpgradeSuccessful It says two.');
    assert.is(conditionOf(second, 'Deployed')?.lastTransitionTime, conditionOf(first, 'Deployed')?.lastTransitionTime);

    // Deployed stays, as it does in helm-operator: the release of before is there.
    await stage.edit({ bad: 70_000 });
    const deployed = 'Deployed True UpgradeSuccessful It says two.';
    await untilTold(stage, 'Initialized True', deployed, /^ReleaseFailed True UpgradeError .*70000/);
    await stage.edit({ bad: null });
    await untilTold(stage, 'Initialized True', deployed);

    await stage.edit({ text: null });
    const irreconcilable = /^Irreconcilable True ReconcileError .*text is needed/;
    await untilTold(stage, 'Initialized True', deployed, /^ReleaseFailed True UpgradeError /, irreconcilable);
    await stage.edit({ text: 'two' });
    await untilTold(stage, 'Initialized True', deployed);

    const holding = { metadata: { finalizers: ['test.capstan.dev/hold'] } };
    await cluster.patch(stage.ref, {
      type: 'merge',
      body: { metadata: { finalizers: [...finalizersOf(second), ...holding.metadata.finalizers] } },
    });
    await stage.delete();
    const last = await untilTold(stage, 'Initialized True', 'Deployed False UninstallSuccessful');
    assert.is(statusOf(last).deployedRelease, undefined);
    await cluster.patch(stage.ref, { type: 'merge', body: { metadata: { finalizers: null } } });
    await untilGone(cluster, stage.ref);
  }));

it('row 15: an install that fails', () =>
  onChart(chart, async (stage) => {
    await stage.create({ text: 'one', bad: 70_000 });
    const failed = await untilTold(stage, 'Initialized True', /^ReleaseFailed True InstallError .*70000/);
    assert.is(statusOf(failed).deployedRelease, undefined);
  }));

it('row 16: observedGeneration, Ready, Reconciling and Stalled are there for kstatus, beside the others', () =>
  onStage(async (stage) => {
    await stage.create({ text: 'one', deployment: { enabled: true, replicas: 1, selector: 'never-scheduled' } });
    const coming = await until(cluster, stage.ref, (live) => {
      assert.is(conditionOf(live, 'Reconciling')?.status, 'True', JSON.stringify(live['status']));
      assert.is(conditionOf(live, 'Ready')?.status, 'False');
      assert.match(conditionOf(live, 'Ready')?.message ?? '', /Deployment/);
    });
    assert.is(statusOf(coming).observedGeneration, 1);
    await stage.edit({ deployment: { enabled: false } });
    await until(cluster, stage.ref, (live) => {
      assert.is(statusOf(live).observedGeneration, 2);
      assert.is(conditionOf(live, 'Ready')?.status, 'True');
      assert.is(conditionOf(live, 'Reconciling'), undefined);
    });
    await stage.edit({ refuse: 'not like this' });
    await until(cluster, stage.ref, (live) => {
      assert.is(conditionOf(live, 'Stalled')?.status, 'True');
      assert.is(conditionOf(live, 'Ready')?.status, 'False');
    });
    await stage.edit({ refuse: '' });
    await until(cluster, stage.ref, (live) => {
      assert.is(conditionOf(live, 'Stalled'), undefined);
      assert.is(conditionOf(live, 'Ready')?.status, 'True');
    });
  }));

it('row 16: with --compat=strict there is nothing but what helm-operator writes', () =>
  onChart(
    chart,
    async (stage) => {
      await stage.create({ text: 'one' });
      const live = await untilTold(stage, 'Initialized True', 'Deployed True InstallSuccessful It says one.');
      const status = live['status'] as { conditions: Condition[] };
      assert.equal(Object.keys(status).sort(), ['conditions', 'deployedRelease']);
      assert.equal(Object.keys(conditionsOf(live)), ['Initialized', 'Deployed']);
      assert.is(conditionOf(live, 'Ready'), undefined);
    },
    { flags: ['--compat=strict'] },
  ));

it('row 17: a failed upgrade says which object the API server refused, and why', () =>
  onChart(chart, async (stage) => {
    await stage.create({ text: 'one' });
    await untilTold(stage, 'Initialized True', /^Deployed True InstallSuccessful/);
    await stage.edit({ bad: 70_000 });
    const live = await until(cluster, stage.ref, (object) => assert.ok(conditionOf(object, 'ReleaseFailed')));
    const message = conditionOf(live, 'ReleaseFailed')?.message ?? '';
    for (const word of ['Service', 'w', 'spec.ports[0].port', '70000', 'between 1 and 65535']) {
      assert.ok(message.includes(word), `${message} does not name ${word}`);
    }
  }));

function finalizersOf(live: KubeObject): readonly string[] {
  return live.metadata.finalizers ?? [];
}

it.run();
