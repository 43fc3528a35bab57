import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { create } from 'tar';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import type { BackendConfig } from '../../../src/knitfab/config.ts';
import { agentServer } from '../../../src/knitfab/knit-dataagt/index.ts';
import { backendHandler } from '../../../src/knitfab/knitd-backend/index.ts';
import { dataLabel } from '../../../src/knitfab/objects/index.ts';
import { type Data, openStore, upgradeSchema } from '../../../src/knitfab/store/index.ts';
import { silentLogger } from '../../../src/log/index.ts';
import { serveHandler } from '../../knitfab/serve-handler.ts';
import { clusterOf, eventually, ownControlPlane } from '../../support/cluster.ts';
import { startPostgres } from '../../support/postgres.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { giveRights } from './rights.ts';

// No kubelet and no simulation of one: this test says itself which pods are ready, and where.
const plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
const cluster = clusterOf(plane.kubeconfig);
const namespace = 'transfers';
await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
await giveRights(cluster, namespace);
/** With the rights of the chart's account. */
const own = cluster.impersonating(`system:serviceaccount:${namespace}:knitd-backend`);
const postgres = await startPostgres();
const client = new pg.Client({ connectionString: postgres.uri });
await client.connect();
await upgradeSchema(client);
const stop = new AbortController();
const store = await openStore(postgres.uri, 0, silentLogger, stop.signal);

/** The volume that the agents have mounted: one transfer goes on at a time. */
let volume = scratchFolder();
const agents = await serveHandler((request, response) =>
  agentServer(volume, request.method === 'POST' ? 'write' : 'read', silentLogger)(request, response),
);
const config: BackendConfig = {
  port: 8080,
  cluster: {
    namespace,
    database: postgres.uri,
    dataAgent: {
      image: 'knit-dataagt:v1',
      port: Number(new URL(agents.url).port),
      volume: { storageClassName: 'standard', initialCapacity: '1Mi' },
    },
    worker: { priority: 'p', init: { image: 'i' }, nurse: { image: 'n', serviceAccount: 'default' } },
  },
};
const pods = { gvk: { group: '', version: 'v1', kind: 'Pod' }, namespace };
const kubelet = playKubelet();

const it = suite('data into volumes and out of them');
it.after(async () => {
  stop.abort();
  await kubelet;
  await agents[Symbol.asyncDispose]();
  await store.close();
  await client.end();
  await Promise.all([postgres[Symbol.asyncDispose](), plane[Symbol.asyncDispose]()]);
});

async function playKubelet(): Promise<void> {
  while (!stop.signal.aborted) {
    for (const { metadata } of (await cluster.list(pods)).items) {
      const path = `/api/v1/namespaces/${namespace}/pods/${metadata.name}`;
      const status = { phase: 'Running', podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] };
      const contentType = 'application/merge-patch+json';
      const patch = { method: 'PATCH', path: `${path}/status`, contentType, body: { status } } as const;
      await cluster.request(patch).catch(() => {}); // it may have gone meanwhile
      // without a node nobody but the API server ends it, and only at once
      const isGoing = metadata.deletionTimestamp !== undefined;
      if (isGoing) await cluster.request({ method: 'DELETE', path, query: { gracePeriodSeconds: 0 } }).catch(() => {});
    }
    await sleep(50);
  }
}

const backend = (signal: AbortSignal = stop.signal) =>
  serveHandler(backendHandler({ store, cluster: own, config, log: silentLogger, signal }));

async function archiveOf(name: string, text: string): Promise<Buffer> {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep', name), text);
  return buffer(create({ cwd: folder, portable: true }, ['./deep']));
}

async function nothingIsLeft(): Promise<void> {
  // The answer is whole before its agent is removed.
  await eventually(async () => {
    assert.equal((await cluster.list(pods)).items, []);
    assert.equal(await store.agentsUntil(new Date(Date.now() + 86_400_000)), []);
  });
}

it('an archive becomes data with a volume, and comes out again', async () => {
  volume = scratchFolder();
  await using server = await backend();
  const sent = await fetch(`${server.url}data?tag=a%3Ab`, { method: 'POST', body: await archiveOf('file', 'x') });
  assert.is(sent.status, 201);
  const data = (await sent.json()) as Data;
  assert.equal([data.state, data.tags], ['ready', [{ key: 'a', value: 'b' }]]);
  assert.is(readFileSync(join(volume, 'deep', 'file'), 'utf8'), 'x');
  const claim = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace, name: data.claim };
  assert.is(((await cluster.get(claim)) as KubeObject).metadata.labels?.[dataLabel], data.id);
  const back = await fetch(`${server.url}data/${data.id}`);
  assert.is(back.headers.get('content-type'), 'application/x-tar');
  assert.ok(Buffer.from(await back.arrayBuffer()).includes('deep/file'));
  await nothingIsLeft();
});

it('an archive that is none is refused, and its data is garbage', async () => {
  volume = scratchFolder();
  await using server = await backend();
  const answer = await fetch(`${server.url}data?tag=a%3Abad`, { method: 'POST', body: Buffer.alloc(2_048, 'x') });
  assert.is(answer.status, 400);
  assert.match(await answer.text(), 'the data agent answered 400');
  assert.is((await store.dataWith([{ key: 'a', value: 'bad' }], 'garbage')).length, 1);
  await nothingIsLeft();
});

it('a server that is told to end makes garbage of what is half there, and removes the agent', async () => {
  volume = scratchFolder();
  const end = new AbortController();
  const server = await backend(end.signal);
  const archive = await archiveOf('first', 'x');
  const begun = new ReadableStream({ start: (controller) => controller.enqueue(archive.subarray(0, 1_536)) });
  const init = { method: 'POST', body: begun, duplex: 'half' } as RequestInit;
  const sent = fetch(`${server.url}data?tag=a%3Ahalf`, init).catch(() => undefined);
  await eventually(() => assert.ok(existsSync(join(volume, 'deep', 'first'))));
  end.abort();
  await server[Symbol.asyncDispose]();
  await sent;
  assert.is((await store.dataWith([{ key: 'a', value: 'half' }], 'garbage')).length, 1);
  await nothingIsLeft();
});

it('a run that never started has no log', async () => {
  const plan = await store.addPlan({ image: 'x', args: [], inputs: [], outputs: [], resources: {} });
  const id = (await store.addRun(plan, {})) as string;
  await using server = await backend();
  const waiting = await fetch(`${server.url}runs/${id}/log`);
  assert.equal(
    [waiting.status, await waiting.text()],
    [404, `{"message":"run ${id} is waiting: it has no log yet"}\n`],
  );
  await store.moveRun(id, 'waiting', 'failed');
  const over = await fetch(`${server.url}runs/${id}/log`);
  assert.is(over.status, 404);
  assert.match(await over.text(), 'never started');
});

it.run();
