import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark, untilQuiet } from '../../support/audit.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import { conditionOf, define, listKind, widget, widgetRef } from '../../support/resources.ts';
import { recordsIn, removeWidgets } from '../../support/stage.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const it = suite('steady state');

const { namespace, kubeconfig, user } = await widgetAccount(test, 'steady');
const names = Array.from({ length: 20 }, (_, index) => `w${index}`);

const start = (flags: readonly string[] = []) =>
  startOperator({ kubeconfig, namespaces: [namespace], watchesFile: widgetWatches, flags });

const isReady = (object: KubeObject) => conditionOf(object, 'Ready')?.status === 'True';

it.before(async () => {
  await using first = await start();
  for (const name of names) await cluster.create(widget(namespace, name, { text: name }));
  await eventually(
    async () => {
      const widgets = await listKind(cluster, namespace, 'test.capstan.dev/v1/Widget');
      assert.is(widgets.filter(isReady).length, names.length);
    },
    { timeoutMs: 60_000 },
  );
  assert.is(await first.stop(), 0);
});

/** VERB URI of what the operator asked for since the mark. */
function asked(mark: number, verbs: RegExp): string[] {
  return auditEvents(test, mark)
    .filter((event) => event.user === user && verbs.test(event.verb))
    .map(({ verb, uri }) => `${verb} ${uri}`);
}

const writes = /^(create|update|patch|delete|deletecollection)$/;

/** All runs are over that a change of one resource would have to wait for: it is carried out. */
async function afterAnUpgradeOf(name: string, text: string): Promise<void> {
  await cluster.patch(widgetRef(namespace, name), { type: 'merge', body: { spec: { text } } });
  await eventually(async () => {
    const live = await cluster.get({ group: '', version: 'v1', kind: 'ConfigMap', namespace, name });
    assert.equal(live?.['data'], { text });
  });
}

it('row 50: a restart with unchanged resources writes nothing, and makes no revision', async () => {
  const before = await listKind(cluster, namespace, 'v1/Secret');
  const mark = auditMark(test);
  await using _ = await start(['--max-concurrent-reconciles=1']);
  await sleep(2_000);
  assert.equal(asked(mark, writes), []);
  await afterAnUpgradeOf('w19', 'changed'); // so it is at work, and the others had their turn before
  await eventually(async () => {
    assert.is((await recordsIn(test, namespace)).length, names.length + 1);
  });
  await eventually(() => {
    const others = asked(mark, writes).filter((line) => !/w19\b|\/events/.test(line));
    assert.equal(others, [`create /api/v1/namespaces/${namespace}/secrets?fieldManager=capstan`], 'the one revision');
  });
  const versions = (secrets: readonly KubeObject[]) =>
    secrets
      .filter(({ metadata }) => !/w19\b/.test(metadata.name))
      .map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`);
  assert.equal(versions(await listKind(cluster, namespace, 'v1/Secret')), versions(before));
});

it('row 51: runs that find nothing to do send no request, however many the period starts', async () => {
  const flags = ['--reconcile-period=1s', '--metrics-bind-address=127.0.0.1:0'];
  await using operator = await start(flags);
  await afterAnUpgradeOf('w18', 'changed');
  const port = operator.lines('Serving metrics')[0]?.['port'];
  const runs = async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const found = [...text.matchAll(/^controller_runtime_reconcile_total{.*} (\d+)/gm)];
    return found.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const mark = await untilQuiet(test, (event) => event.user === user && event.verb !== 'watch');
  const before = await runs();
  await eventually(async () => assert.ok((await runs()) >= before + 3 * names.length));
  assert.equal(asked(mark, /^(?!watch$)/), []);
});

it.after(() => removeWidgets(test, namespace));
it.run();
