import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { CapstanError } from '../../src/errors/index.ts';
import type { ReleaseContext } from '../../src/release/context.ts';
import { inventoryItem } from '../../src/release/inventory.ts';
import { uninstallBatches } from '../../src/release/plan.ts';
import { encodeRecord, type RecordStatus, type ReleaseRecord } from '../../src/release/record.ts';
import { recordedOrder } from '../../src/release/recorded-order.ts';
import { object } from './objects.ts';
import { revision } from './revision.ts';

const it = suite('order of recorded revisions');

/** `cr@crs,operator`: of group crs, after operator. */
function written(text: string): string {
  const [name = '', groups = ''] = text.split('@');
  const [group = '', ...after] = groups.split(',');
  const annotations = [
    ...(group === '' ? [] : [`    helm.sh/resource-group: ${group}`]),
    ...(after.length === 0 ? [] : [`    helm.sh/depends-on/resource-groups: '${JSON.stringify(after)}'`]),
  ];
  const lines = annotations.length === 0 ? [] : ['  annotations:', ...annotations];
  return ['---', 'apiVersion: v1', 'kind: ConfigMap', 'metadata:', `  name: ${name}`, ...lines, ''].join('\n');
}

const recordOf = (version: number, names: readonly string[]): ReleaseRecord => ({
  name: 'kre',
  namespace: 'demo',
  version,
  info: { first_deployed: '', last_deployed: '', deleted: '', description: '', status: 'deployed' },
  chart: { metadata: { name: 'kre' }, templates: [], values: {}, schema: '', files: [], lock: null },
  config: {},
  manifest: names.map(written).join(''),
  hooks: [],
});

/** @param revisions what each of them made; `reads` notes which of them were read */
function worldOf(revisions: Readonly<Record<number, readonly [RecordStatus, ...string[]]>>, wait = 'ordered' as const) {
  const reads: string[] = [];
  const warnings: string[] = [];
  const context = {
    policy: { wait },
    identity: { name: 'kre', namespace: 'demo', storageNamespace: 'demo', owner: undefined },
    history: Object.entries(revisions).map(([number, [status]]) => revision(Number(number), status, 'd')),
    log: { warn: (message: string) => warnings.push(message) },
    cluster: {
      discovery: {
        servedAs: (gvk: object) => Promise.resolve({ ...gvk, namespaced: true }),
        resourceFor: (gvk: object) => Promise.resolve({ ...gvk, namespaced: true }),
      },
    },
    recordCluster: {
      get: async ({ name }: ObjectRef) => {
        reads.push(name.slice(-2));
        const number = Number(name.split('.v').at(-1));
        const [, ...names] = revisions[number] ?? ['deployed'];
        return {
          ...object('Secret', name),
          data: { release: names[0] === 'broken' ? 'x' : await encodeRecord(recordOf(number, names)) },
        };
      },
    },
  } as unknown as ReleaseContext;
  return { context, reads, warnings };
}

const items = (names: readonly string[]) =>
  names.map((name) => inventoryItem(object('ConfigMap', name) satisfies KubeObject));
const { signal } = new AbortController();

async function batchesOf({ context }: ReturnType<typeof worldOf>, names: readonly string[], first?: ReleaseRecord) {
  const order = await recordedOrder(items(names), first, context, signal);
  return uninstallBatches(items(names), order).map(({ items: batch, hasNeeds }) => [
    batch.map(({ ref }) => ref.name).join(),
    hasNeeds,
  ]);
}

const base = ['deployed', 'conf', 'web@web', 'operator@operator', 'cr@crs,operator'] as const;

it('is that of the deployed revision', async () => {
  const world = worldOf({ 1: ['superseded', 'cr'], 2: [...base] });
  assert.equal(await batchesOf(world, ['conf', 'operator', 'cr']), [
    ['cr', true],
    ['operator', false],
    ['conf', false],
  ]);
  assert.equal(world.reads, ['v2']);
});

it('is not asked for where nothing goes, or a release has none', async () => {
  const world = worldOf({ 2: [...base] });
  assert.equal(await recordedOrder([], undefined, world.context, signal), []);
  const plain = worldOf({ 2: [...base] }, true as never);
  assert.equal(await recordedOrder(items(['operator', 'cr']), undefined, plain.context, signal), []);
  assert.equal([world.reads, plain.reads], [[], []]);
});

it('is taken from newer attempts first, and from older ones for what those do not name', async () => {
  const world = worldOf({ 2: [...base], 3: ['pending-upgrade', 'web@web', 'late@late,web'] });
  assert.equal(await batchesOf(world, ['web', 'late']), [
    ['late', true],
    ['web', false],
  ]);
  assert.equal(world.reads, ['v3']);
  assert.equal(await batchesOf(world, ['operator', 'late', 'cr']), [
    ['late,cr', true],
    ['operator', false],
  ]);
  assert.equal(world.reads, ['v3', 'v3', 'v2']);
});

it('is taken from a record at hand without reading it', async () => {
  const world = worldOf({ 2: [...base] });
  const first = recordOf(2, base.slice(1));
  assert.equal(await batchesOf(world, ['operator', 'cr'], first), [
    ['cr', true],
    ['operator', false],
  ]);
  assert.equal(world.reads, []);
});

it('is none, and told, where records contradict each other or cannot be read', async () => {
  for (const newer of [
    ['pending-upgrade', 'x@operator,crs'],
    ['failed', 'broken'],
  ] as const) {
    const world = worldOf({ 2: [...base], 3: [...newer] });
    assert.equal(await batchesOf(world, ['operator', 'cr']), [['operator,cr', false]]);
    assert.equal(world.warnings, ['Objects are deleted without order']);
  }
});

it('a record that is gone is no such case', async () => {
  const { context } = worldOf({ 2: [...base] });
  const gone = { ...context, recordCluster: { get: () => Promise.resolve(undefined) } } as unknown as ReleaseContext;
  try {
    await recordedOrder(items(['cr']), undefined, gone, signal);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, CapstanError);
    assert.is((error as CapstanError).code, 'CONFLICT');
  }
});

it.run();
