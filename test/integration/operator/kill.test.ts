import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { eventually, useControlPlane } from '../../support/cluster.ts';
import { type OperatorProcess, startOperator } from '../../support/operator.ts';
import { widgetAccount, widgetWatches } from '../../support/operator-account.ts';
import {
  conditionOf,
  define,
  installed,
  listKind,
  until,
  untilConditions,
  untilGone,
  upgraded,
  widget,
  widgetRef,
} from '../../support/resources.ts';
import { removeWidgets } from '../../support/stage.ts';
import { WriteProxy } from '../../support/write-proxy.ts';

const test = await useControlPlane();
const { cluster } = test;
await define(cluster, 'test/fixtures/widget-crd.yaml');
const { namespace, kubeconfig } = await widgetAccount(test, 'kill');
const proxy = await WriteProxy.start(kubeconfig);

const it = suite('the operator killed with -9');

let operator: OperatorProcess;
const startAgain = async () => {
  operator = await startOperator({ kubeconfig: proxy.kubeconfig, namespaces: [namespace], watchesFile: widgetWatches });
};
it.before(startAgain);
it.after(async () => {
  await operator.kill();
  await proxy[Symbol.asyncDispose]();
  await removeWidgets(test, namespace);
});

const hook = { name: 'hook', events: 'pre-install,pre-upgrade,pre-delete', kind: 'ConfigMap' };
const firstSpec = { text: 'one', extras: ['a', 'b'], hooks: [hook] };
const nextSpec = { text: 'two', extras: ['b', 'c'], hooks: [hook] };

it('converges after a kill at each write of an install', () =>
  strikeAtEachWrite({
    minimum: 8, // finalizer, record, hook, Secret, three ConfigMaps, Service, record, status
    prepare: async () => {},
    begin: (name) => cluster.create(widget(namespace, name, firstSpec)),
    settled: async (name) => {
      await untilConditions(cluster, widgetRef(namespace, name), installed);
      await untilReady(name);
      await eventually(async () => assert.equal(await worldOf(name), worldAfterInstall(name)));
    },
  }));

it('converges after a kill at each write of an upgrade', () =>
  strikeAtEachWrite({
    minimum: 8,
    prepare: ensureInstalled,
    begin: (name) => cluster.patch(widgetRef(namespace, name), { type: 'merge', body: { spec: nextSpec } }),
    settled: async (name) => {
      await untilConditions(cluster, widgetRef(namespace, name), upgraded);
      await untilReady(name);
      await eventually(async () => assert.equal(await worldOf(name), worldAfterUpgrade(name)));
    },
  }));

it('converges after a kill at each write of an uninstall', () =>
  strikeAtEachWrite({
    minimum: 8,
    prepare: ensureInstalled,
    begin: (name) => cluster.delete(widgetRef(namespace, name)),
    settled: async (name) => {
      await untilGone(cluster, widgetRef(namespace, name));
      await eventually(async () => assert.equal(await worldOf(name), []));
    },
  }));

interface Step {
  /** Fewer writes than this would mean that the test misses some. */
  readonly minimum: number;
  prepare(name: string): Promise<void>;
  begin(name: string): Promise<unknown>;
  settled(name: string): Promise<void>;
}

/**
 * Each resource is struck at another moment of its life. "After write n" is "before write n + 1" too: the API server holds
 * the same, and what the operator knew is lost.
 */
async function strikeAtEachWrite(step: Step): Promise<void> {
  for (let write = 1; ; write++) {
    const name = `w${write}`;
    await step.prepare(name);
    const hasSprung = proxy.setTrap({ write, moment: 'after', strike: () => operator.kill() });
    await step.begin(name);
    let isSettled = false;
    const settled = step.settled(name).finally(() => {
      isSettled = true;
    });
    await eventually(() => assert.ok(isSettled || hasSprung()), { timeoutMs: 60_000, everyMs: 10 });
    if (hasSprung()) await startAgain();
    await settled;
    if (!hasSprung()) {
      assert.ok(write > step.minimum, `only ${write - 1} writes: ${proxy.writes.join('\n')}`);
      return;
    }
  }
}

/** The resources of one step serve the next one, which may have more writes. */
async function ensureInstalled(name: string): Promise<void> {
  if (await cluster.get(widgetRef(namespace, name))) return;
  await cluster.create(widget(namespace, name, firstSpec));
  await untilConditions(cluster, widgetRef(namespace, name), installed);
  await untilReady(name);
}

function untilReady(name: string): Promise<KubeObject> {
  return until(cluster, widgetRef(namespace, name), (object) =>
    assert.is(conditionOf(object, 'Ready')?.status, 'True'),
  );
}

/** Everything in the namespace that has to do with the release: objects with their text, and records with their status. */
async function worldOf(name: string): Promise<string[]> {
  const lists = await Promise.all(
    ['v1/ConfigMap', 'v1/Secret', 'v1/Service'].map((kind) => listKind(cluster, namespace, kind)),
  );
  return lists.flat().filter(isOf(name)).map(describe).sort();
}

function isOf(name: string): (object: KubeObject) => boolean {
  return ({ metadata }) =>
    metadata.name === name ||
    /^(a|b|c|hook)$/.test(metadata.name.replace(`${name}-`, '')) ||
    metadata.labels?.['name'] === name;
}

function describe(object: KubeObject): string {
  const { kind, metadata } = object;
  if (metadata.labels?.['owner'] === 'helm')
    return `revision ${metadata.labels['version']} ${metadata.labels['status']}`;
  const text = (object['data'] as { text?: string } | undefined)?.text ?? '';
  return `${kind} ${metadata.name} ${kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text}`.trim();
}

function worldAfterInstall(name: string): string[] {
  return [...worldWith(name, 'one', ['a', 'b']), 'revision 1 deployed'];
}

function worldAfterUpgrade(name: string): string[] {
  return [...worldWith(name, 'two', ['b', 'c']), 'revision 1 superseded', 'revision 2 deployed'];
}

function worldWith(name: string, text: string, extras: readonly string[]): string[] {
  const configMaps = ['', ...extras.map((extra) => `-${extra}`), '-hook'].map(
    (end) => `ConfigMap ${name}${end} ${text}`,
  );
  return [...configMaps, `Secret ${name} ${text}`, `Service ${name}`];
}

it.run();
