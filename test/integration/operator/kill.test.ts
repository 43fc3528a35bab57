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
      await eventually(async () =>
        assert.equal(await worldOf(name), [...worldWith(name, 'one', ['a', 'b', 'hook']), 'revision 1 deployed']),
      );
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
      await eventually(async () =>
        assert.equal(await worldOf(name), [
          ...worldWith(name, 'two', ['b', 'c', 'hook']),
          'revision 1 superseded',
          'revision 2 deployed',
        ]),
      );
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

// The hook's name is none, which only its creation shows: what was done by then is taken back, again and again.
const refused = { name: 'NONE', kind: 'ConfigMap' };

it('converges after a kill at each write of an install that fails and is taken back', () =>
  strikeAmidFailures({
    prepare: async () => {},
    begin: (name) =>
      cluster.create(widget(namespace, name, { ...firstSpec, hooks: [{ ...refused, events: 'post-install' }] })),
    settled: async (name) => {
      await untilConditions(cluster, widgetRef(namespace, name), installed);
      await eventually(async () =>
        assert.equal(await worldOf(name), [...worldWith(name, 'three', ['c']), 'revision 1 deployed']),
      );
    },
  }));

it('converges after a kill at each write of an upgrade that fails and is rolled back', () =>
  strikeAmidFailures({
    prepare: ensureInstalled,
    begin: (name) => {
      const spec = { ...nextSpec, hooks: [{ ...refused, events: 'post-upgrade' }] };
      return cluster.patch(widgetRef(namespace, name), { type: 'merge', body: { spec } });
    },
    settled: async (name) => {
      await untilConditions(cluster, widgetRef(namespace, name), upgraded);
      await eventually(async () => {
        const world = await worldOf(name);
        const records = world.filter((line) => line.startsWith('revision')).sort(byRevision);
        assert.match(records.at(-1) ?? '', / deployed$/);
        assert.ok(
          records.slice(0, -1).every((line) => / (superseded|failed)$/.test(line)),
          records.join(', '),
        );
        // The hook of the revision before stays until it would run again.
        const objects = world.filter((line) => !/^revision|-hook /.test(line));
        assert.equal(objects, worldWith(name, 'three', ['c']));
      });
    },
  }));

/** Fails, is struck, and is mended: whatever was going on is over then. */
async function strikeAmidFailures(step: Pick<Step, 'prepare' | 'begin' | 'settled'>): Promise<void> {
  for (let write = 1; write <= 20; write++) {
    const name = `f${write}`;
    await step.prepare(name);
    const hasSprung = proxy.setTrap({ write, moment: 'after', strike: () => operator.kill() });
    await step.begin(name);
    await eventually(() => assert.ok(hasSprung(), proxy.writes.join('\n')), { everyMs: 10 });
    await startAgain();
    const spec = { text: 'three', extras: ['c'], hooks: [] };
    await cluster.patch(widgetRef(namespace, name), { type: 'merge', body: { spec } });
    await step.settled(name);
  }
}

function byRevision(a: string, b: string): number {
  return Number(a.split(' ')[1]) - Number(b.split(' ')[1]);
}

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

function worldWith(name: string, text: string, parts: readonly string[]): string[] {
  const configMaps = ['', ...parts.map((part) => `-${part}`)].map((end) => `ConfigMap ${name}${end} ${text}`);
  return [...configMaps, `Secret ${name} ${text}`, `Service ${name}`];
}

it.run();
