import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BackendConfig } from '../../../src/knitfab/config.ts';
import { type LoopWorld, loops, mover } from '../../../src/knitfab/knit-loops/index.ts';
import { frontHandler } from '../../../src/knitfab/knitd/index.ts';
import { claimOf, workerJob } from '../../../src/knitfab/objects/index.ts';
import {
  type Data,
  openStore,
  parseTag,
  type Run,
  type RunState,
  schema,
  upgradeSchema,
} from '../../../src/knitfab/store/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { effective } from '../../charts/knitfab/charts.ts';
import { serveHandler } from '../../knitfab/serve-handler.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { startPostgres } from '../../support/postgres.ts';
import { giveRights } from './rights.ts';

const it = suite('runs of Knitfab');

const { cluster } = await useControlPlane();
const namespace = await testNamespace(cluster, 'knit');
const postgres = await startPostgres();
const stop = new AbortController();
const client = new pg.Client({ connectionString: postgres.uri });
await client.connect();
const store = await (async () => {
  await upgradeSchema(client);
  return openStore(postgres.uri, schema.length, silentLogger, stop.signal);
})();
const config: BackendConfig = {
  port: 8080,
  cluster: {
    namespace,
    database: postgres.uri,
    dataAgent: {
      image: 'knit-dataagt:v1',
      port: 8080,
      volume: { storageClassName: 'standard', initialCapacity: '1Mi' },
    },
    worker: {
      priority: 'system-node-critical',
      init: { image: 'knit-empty:v1' },
      nurse: { image: 'knit-nurse:v1', serviceAccount: 'default' },
    },
  },
};
const moves: string[] = [];
const world: LoopWorld = {
  store,
  cluster,
  config,
  now: () => new Date(),
  log: silentLogger,
  move: async (run, to, change) => {
    const isMoved = await mover(store, { before: [], after: [] }, silentLogger, stop.signal)(run, to, change);
    if (isMoved) moves.push(`${run.state} → ${to}`);
    return isMoved;
  },
};
await giveRights(cluster, namespace);
const accounts = accountsOfLoops();
/** A look of a loop, with the rights of its account in the chart. */
const look = (name: string, changed: Partial<LoopWorld> = {}) =>
  (loops[name] as (typeof loops)[string])({ ...world, cluster: as(name), ...changed }, stop.signal);

/** Names of knit-app's ServiceAccounts by loop. */
function accountsOfLoops(): Readonly<Record<string, string>> {
  const { loops: settings } = effective('knit-app') as {
    loops: Readonly<Record<string, { readonly serviceAccount?: string }>>;
  };
  const ofLoop = (name: string) => settings[name === 'garbage_collection' ? 'gc' : name]?.serviceAccount;
  return Object.fromEntries(Object.keys(loops).map((name) => [name, ofLoop(name) ?? 'nobody']));
}

function as(loop: string) {
  return cluster.impersonating(`system:serviceaccount:${namespace}:${accounts[loop]}`);
}

it.after(async () => {
  stop.abort();
  await store.close();
  await client.end();
  await postgres[Symbol.asyncDispose]();
});

const plan = (type: string) => ({
  image: 'train:1',
  args: ['--fast'],
  inputs: [{ path: '/in', tags: [parseTag(`type:${type}`)] }],
  outputs: [{ path: '/out', tags: [parseTag('type:model'), parseTag(`from:${type}`)] }],
  resources: { cpu: '10m' },
});

function runOf(type: string, runs: readonly Run[]): Run {
  return runs.find((run) => run.plan.inputs[0]?.tags[0]?.value === type) as Run;
}

/** A move that comes too late: between the act's beginning and its end a user stops the run, and it is finished. */
function stopFirst(id: string, from: RunState): LoopWorld['move'] {
  return async (run, to, change) => {
    if (run.id !== id) return false;
    await store.moveRun(id, from, 'aborting', 'a user stopped it');
    await look('finishing');
    await look('garbage_collection');
    return world.move(run, to, change);
  };
}

async function namesOf(apiVersion: string, kind: string, labelSelector: string): Promise<string[]> {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const { items } = await cluster.list({ gvk: { group, version, kind }, namespace, labelSelector }, stop.signal);
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name);
}

/** Data whose volume is there, as if a user had pushed it. */
async function pushed(...tags: readonly string[]) {
  const data = await store.addData('ready', tags.map(parseTag));
  await cluster.create({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: data.claim, namespace },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', resources: { requests: { storage: '1Mi' } } },
  });
  return data;
}

it('two upgrades of the schema at once: one version', async () => {
  const again = new pg.Client({ connectionString: postgres.uri });
  await again.connect();
  const versions = await Promise.all([client, again].map((one) => upgradeSchema(one)));
  await again.end();
  assert.equal(versions, [schema.length, schema.length]);
});

it('data that fits becomes a run, whose Job ends, whose output becomes data with the tags of the plan', async () => {
  const input = await pushed('type:photos', 'year:2024');
  const made = await store.addPlan(plan('photos'));
  assert.is((await store.addPlan(plan('photos'))).id, made.id, 'the same plan twice is one plan');
  assert.is(await look('projection'), 1);
  assert.is(await look('projection'), 0, 'the same run does not come twice');
  const [run] = (await store.runs('waiting')) as [Run];
  assert.equal(run.inputs, { '/in': input.id });
  assert.is(await look('initialize'), 1);
  assert.is(await look('run_management'), 1);
  const job = await cluster.get({ group: 'batch', version: 'v1', kind: 'Job', namespace, name: `run-${run.id}` });
  const pod = (job as unknown as { spec: { template: { spec: { containers: { name: string; args?: string[] }[] } } } })
    .spec.template.spec;
  assert.equal(
    pod.containers.map(({ name }) => name),
    ['main', 'nurse'],
  );
  assert.equal(pod.containers[0]?.args, ['--fast']);
  await eventually(async () => {
    await look('run_management');
    assert.is((await store.findRun(run.id))?.state, 'completing');
  });
  assert.is(await look('finishing'), 1);
  assert.is((await store.findRun(run.id))?.state, 'done');
  const [output] = await store.dataWith([parseTag('type:model')], 'ready');
  assert.equal(
    output?.tags.map(({ key, value }) => `${key}:${value}`),
    ['from:photos', 'type:model'],
  );
  assert.is(moves[0], 'waiting → ready');
  assert.is(moves.at(-1), 'completing → done');
});

it('a run that is stopped fails, its output is garbage and its volume goes', async () => {
  await pushed('type:sounds');
  await store.addPlan(plan('sounds'));
  await look('projection');
  await look('initialize');
  const run = (await store.runs('ready')).find((one) => one.plan.inputs[0]?.tags[0]?.value === 'sounds') as Run;
  assert.ok(await store.moveRun(run.id, 'ready', 'aborting', 'a user stopped it'));
  await look('finishing');
  assert.is((await store.findRun(run.id))?.state, 'failed');
  const garbage = await store.findData(run.outputs['/out'] as string);
  assert.is(garbage?.state, 'garbage');
  assert.is(await look('garbage_collection'), 1);
  assert.is(await store.findData(run.outputs['/out'] as string), undefined);
  assert.is(await look('garbage_collection'), 0, 'what has gone is no garbage any more');
  assert.is((await store.findData(run.log))?.state, 'ready', 'its log has a volume');
  const claim = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace, name: garbage?.claim as string };
  await eventually(async () => assert.is(await cluster.get(claim), undefined));
});

it('a run that was stopped before it had volumes leaves none, and has no log', async () => {
  await pushed('type:early');
  await store.addPlan(plan('early'));
  await look('projection');
  const run = runOf('early', await store.runs('waiting'));
  // the loop has read the run, then a user stops it and the other loops are quicker
  await look('initialize', { move: stopFirst(run.id, 'waiting') });
  assert.is((await store.findRun(run.id))?.state, 'failed');
  assert.equal(await namesOf('v1', 'PersistentVolumeClaim', `knitfab/run=${run.id}`), []);
  assert.is(await store.findData(run.log), undefined);
});

it('a run that was stopped while its Job was made leaves none', async () => {
  await pushed('type:late');
  await store.addPlan(plan('late'));
  await look('projection');
  await look('initialize');
  const run = runOf('late', await store.runs('ready'));
  await look('run_management', { move: stopFirst(run.id, 'ready') });
  assert.is((await store.findRun(run.id))?.state, 'failed');
  await eventually(async () => assert.equal(await namesOf('batch/v1', 'Job', `knitfab/run=${run.id}`), []));
});

it('what a loop that died left of a run that is over is swept; what the database does not know stays', async () => {
  const over = runOf('late', await store.runs('failed'));
  const make = async (id: string, run: string) =>
    cluster.create(claimOf({ id, claim: `data-${id}`, run }, config), {}, stop.signal);
  await make('left-behind', over.id);
  await make('of-nobody', 'a-run-of-another-database');
  const claims = [...Object.values(over.inputs), ...Object.values(over.outputs), over.log].map(
    (id) => [id, 'x'] as const,
  );
  await cluster.create(workerJob(over, new Map(claims), config), {}, stop.signal);
  await look('garbage_collection');
  await eventually(async () => assert.equal(await namesOf('batch/v1', 'Job', `knitfab/run=${over.id}`), []));
  const left = await namesOf('v1', 'PersistentVolumeClaim', 'knitfab/data in (left-behind, of-nobody)');
  assert.equal(left, ['data-of-nobody']);
});

it('a run that the API server refuses fails with its words, and the others go on', async () => {
  await pushed('type:refused');
  // as it was before plans were looked at
  await store.addPlan({ ...plan('refused'), resources: { cpu: 'two' } });
  await store.addPlan({ ...plan('refused'), args: ['other'] });
  await look('projection');
  await look('initialize');
  await look('run_management');
  const runs = (await store.runs()).filter((run) => run.plan.inputs[0]?.tags[0]?.value === 'refused');
  const [bad, good] = [
    runs.find(({ plan: { args } }) => args[0] === '--fast'),
    runs.find(({ plan: { args } }) => args[0] === 'other'),
  ];
  assert.is(bad?.state, 'aborting');
  assert.match(bad?.message ?? '', 'quantities');
  assert.ok(['starting', 'running', 'completing'].includes(good?.state ?? ''), good?.state);
});

it('a plan and inputs that are longer than an index takes', async () => {
  const long = { ...plan('long'), args: Array.from({ length: 2_000 }, (_, at) => `word-${at}-${Math.sqrt(at)}`) };
  const made = await store.addPlan(long);
  assert.is((await store.addPlan(long)).id, made.id);
  const inputs = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`/in/${at}-${Math.sqrt(at)}`, `id-${at}`]));
  assert.ok(await store.addRun(made, inputs));
  assert.is(await store.addRun(made, inputs), undefined);
});

it('an upload that nobody is there for any more is garbage, one that goes on is not', async () => {
  const [left, goesOn] = [await store.addData('uploading'), await store.addData('uploading')];
  await store.keepAgent({ pod: 'dataagt-goes-on', data: goesOn.id, until: new Date(Date.now() + 3_600_000) });
  assert.is(await look('housekeeping'), 0, 'it may have begun just now');
  assert.is(await look('housekeeping', { now: () => new Date(Date.now() + 120_000) }), 1);
  assert.equal(
    [(await store.findData(left.id))?.state, (await store.findData(goesOn.id))?.state],
    ['garbage', 'uploading'],
  );
});

it('what is left of a data agent goes when its time is over', async () => {
  const data = await pushed('type:left');
  await store.keepAgent({ pod: 'dataagt-left', data: data.id, until: new Date(0) });
  assert.is(await look('housekeeping'), 1);
  assert.is(await look('housekeeping'), 0);
});

/** What of knitd's answers is looked at. */
interface Answer extends Partial<Data> {
  readonly message: string;
}

it('knitd: data by tags, plans, runs, errors with a reason', async () => {
  await using knitd = await serveHandler(frontHandler(store, 'http://127.0.0.1:1', []));
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${knitd.url}api/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
  const data = await pushed('type:texts', 'lang:de');
  const found = await api('GET', 'data?tag=type:texts&tag=lang:de');
  assert.equal(
    (found.body as unknown as readonly Data[]).map(({ id }) => id),
    [data.id],
  );
  assert.equal((await api('GET', 'data?tag=type:texts&tag=lang:fr')).body, []);
  const tagged = await api('PUT', `data/${data.id}/tags`, { add: ['lang:fr'], remove: ['lang:de'] });
  assert.equal(
    tagged.body.tags?.map(({ value }) => value),
    ['fr', 'texts'],
  );
  const wrong = await api('POST', 'plans', { image: 'x', inputs: [{ path: 'in', tags: ['a:b'] }] });
  assert.is(wrong.status, 400);
  assert.match(wrong.body.message, 'begins with /');
  assert.is((await api('GET', 'runs/none')).status, 404);
  assert.is((await api('GET', 'nothing')).status, 404);
  assert.is((await api('PUT', `data/${data.id}/tags`, null)).status, 400);
  assert.is((await api('GET', 'data/%E0%A4%A')).status, 400);
  const unreachable = await api('GET', `data/${data.id}/content`);
  assert.is(unreachable.status, 502);
  assert.match(unreachable.body.message, '127.0.0.1:1 gives no answer');
  assert.is((await api('PUT', 'plans/none/active', false)).status, 404);
});

it.run();
