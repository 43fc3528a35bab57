import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { FaultProxy } from '../../support/faults/index.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import { widgetAccount } from '../../support/operator-account.ts';
import { conditionOf, define, listKind, until, untilGone, widget, widgetRef } from '../../support/resources.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';
import { configMapRef, removeWidgets } from '../../support/stage.ts';
import { strikeAtEachWrite } from '../../support/strike.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const { namespace, kubeconfig } = await widgetAccount(test, 'remedy');
const proxy = await FaultProxy.start(kubeconfig);
const folder = scratchFolder();
const it = suite('killed amid remedies');

let operator: OperatorProcess | undefined;
let options = {};

async function startWith(entry: object): Promise<void> {
  await operator?.kill();
  options = entry;
  await startAgain();
}

async function startAgain(): Promise<void> {
  const watch = { group: 'test.capstan.dev', version: 'v1', kind: 'Widget', chart: 'test/fixtures/widget', ...options };
  const watchesFile = writeText(join(folder, 'watches.yaml'), JSON.stringify([watch]));
  operator = await startOperator({ kubeconfig: proxy.kubeconfig, namespaces: [namespace], watchesFile });
}

it.after(async () => {
  await operator?.kill();
  await proxy[Symbol.asyncDispose]();
  await removeWidgets(test, namespace);
});

const common = {
  proxy,
  moment: 'after',
  operator: () => operator as OperatorProcess,
  startAgain,
} as const;
const hook = { name: 'hook', events: 'pre-delete', kind: 'ConfigMap', policies: 'before-hook-creation,hook-succeeded' };
/** Of no name, which only its creation shows. */
const refused = { name: 'NONE', events: 'post-upgrade', kind: 'ConfigMap' };
const ref = (name: string) => widgetRef(namespace, name);
const edit = (name: string, spec: object) => cluster.patch(ref(name), { type: 'merge', body: { spec } });

async function ensureInstalled(name: string, annotations: Readonly<Record<string, string>> = {}): Promise<void> {
  if (!(await cluster.get(ref(name)))) {
    const object = widget(namespace, name, { text: 'one', extras: ['a'], hooks: [hook] });
    await cluster.create({ ...object, metadata: { ...object.metadata, annotations } });
  }
  await until(cluster, ref(name), (object) => assert.is(conditionOf(object, 'Ready')?.status, 'True'));
}

/** `KIND NAME TEXT` of a Widget's objects, and its records. */
async function worldOf(name: string): Promise<string[]> {
  const all = (
    await Promise.all(['v1/ConfigMap', 'v1/Secret', 'v1/Service'].map((kind) => listKind(cluster, namespace, kind)))
  ).flat();
  return all
    .filter(
      ({ metadata }) =>
        metadata.name === name ||
        /^(a|b|hook)$/.test(metadata.name.replace(`${name}-`, '')) ||
        metadata.labels?.['name'] === name,
    )
    .map(({ kind, metadata, data }) => {
      if (metadata.labels?.['owner'] === 'helm') return `${metadata.labels['version']} ${metadata.labels['status']}`;
      return kind === 'ConfigMap'
        ? `ConfigMap ${metadata.name} ${(data as { text?: string }).text}`
        : `${kind} ${metadata.name}`;
    })
    .sort();
}

async function untilWorld(name: string, check: (world: readonly string[]) => void): Promise<void> {
  await eventually(async () => check(await worldOf(name)), { timeoutMs: 60_000 });
}

it('row 40: killed at each write of a failed upgrade that is uninstalled, it installs what is wanted', async () => {
  await startWith({ remediation: { onUpgradeFailure: 'uninstall' } });
  await strikeAtEachWrite({
    ...common,
    prefix: 'u',
    minimum: 14, // record, objects, their deletion, records, and the install
    prepare: ensureInstalled,
    begin: (name) => edit(name, { text: 'two', extras: ['b'], hooks: [refused] }),
    settled: (name) =>
      untilWorld(name, ([record, ...objects]) => {
        // Struck after the first revision's record went, the second one is gone on with.
        assert.match(record ?? '', /^[12] deployed$/);
        assert.equal(objects, [
          `ConfigMap ${name} two`,
          `ConfigMap ${name}-b two`,
          `Secret ${name}`,
          `Service ${name}`,
        ]);
      }),
  });
});

it('row 40: killed at each write of an upgrade that is left as it failed, it goes on from there', async () => {
  await startWith({ remediation: { onUpgradeFailure: 'none', maxHistory: 3 } });
  for (let write = 1; ; write++) {
    const name = `n${write}`;
    await ensureInstalled(name);
    const hasSprung = proxy.setTrap({ write, moment: 'after', strike: () => common.operator().kill() });
    await edit(name, { text: 'two', extras: ['b'], hooks: [refused] });
    await eventually(() => assert.ok(hasSprung(), proxy.writes.join('\n')), { everyMs: 10 });
    const isTold = proxy.writes.slice(0, write - 1).some((line) => line.endsWith('/status'));
    await startAgain();
    await edit(name, { text: 'three', hooks: [] });
    await untilWorld(name, (world) => {
      const records = world.filter((line) => /^\d/.test(line));
      assert.match(records.at(-1) ?? '', / deployed$/, records.join());
      assert.ok(records.slice(0, -1).every((line) => / (superseded|failed)$/.test(line)) && records.length <= 3);
      const objects = world.filter((line) => !/^\d/.test(line));
      assert.equal(objects, [
        `ConfigMap ${name} three`,
        `ConfigMap ${name}-b three`,
        `Secret ${name}`,
        `Service ${name}`,
      ]);
    });
    if (!isTold) continue;
    assert.ok(write >= 7, `${write} writes`);
    return;
  }
});

it('row 40: killed at each write of an uninstall that waits, and while it waits, it ends it', async () => {
  await startWith({});
  const wait = { 'helm.sdk.operatorframework.io/uninstall-wait': 'true' };
  const hold = ['test.capstan.dev/hold'];
  const held = (name: string) => configMapRef(namespace, name);
  await strikeAtEachWrite({
    ...common,
    prefix: 'd',
    minimum: 9,
    prepare: async (name) => {
      await ensureInstalled(name, wait);
      await cluster.patch(held(name), { type: 'merge', body: { metadata: { finalizers: hold } } });
    },
    begin: (name) => cluster.delete(ref(name)),
    settled: async (name) => {
      await eventually(
        async () => {
          const live = await cluster.get(ref(name));
          const { message } = conditionOf(live, 'Deployed') ?? {};
          assert.is(message, 'Waiting until all resources are deleted.');
        },
        { timeoutMs: 60_000 },
      );
      await cluster.patch(held(name), { type: 'merge', body: { metadata: { finalizers: null } } });
      await untilGone(cluster, ref(name));
      await untilWorld(name, (world) => assert.equal(world, []));
    },
  });
});

it('row 40: killed at each write of an uninstall that leaves the objects, it leaves them all, without an owner', async () => {
  await startWith({});
  await strikeAtEachWrite({
    ...common,
    prefix: 'o',
    minimum: 7, // four owner references, record, status, finalizer
    prepare: (name) => ensureInstalled(name, { 'capstan.dev/orphan': 'true' }),
    begin: (name) => cluster.delete(ref(name)),
    settled: async (name) => {
      await untilGone(cluster, ref(name), 60_000);
      assert.equal(await worldOf(name), [
        `ConfigMap ${name} one`,
        `ConfigMap ${name}-a one`,
        `Secret ${name}`,
        `Service ${name}`,
      ]);
      for (const each of [name, `${name}-a`]) {
        const live = await until(cluster, configMapRef(namespace, each), () => {});
        assert.is(live.metadata.ownerReferences, undefined);
      }
    },
  });
});

it.run();
