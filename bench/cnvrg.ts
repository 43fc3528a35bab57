import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { loadChart, type Values } from '../src/chart/index.ts';
import type { Cluster, KubeObject, ObjectRef } from '../src/cluster/index.ts';
import { chartDefinitions, renderChart } from '../src/render/index.ts';
import { type AuditEvent, auditEvents, auditMark } from '../test/support/audit.ts';
import { ownControlPlane, type TestCluster, testClusterOf } from '../test/support/cluster.ts';
import { define, untilEstablished } from '../test/support/resources.ts';
import { scratchFolder, writeText } from '../test/support/scratch.ts';
import { inFlight, OperatorProcess } from './bench.ts';
import type { Figure } from './report.ts';

const rawInFlight = 32;
const root = fileURLToPath(new URL('../', import.meta.url));
const group = 'mlops.cnvrg.io';
const infraNamespace = 'cnvrg-infra';
const writing: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/**
 * A CnvrgInfra and N CnvrgApps from nothing to all of their objects, on a control plane with controllers, scheduler and a node
 * that pretends; against the same objects sent by a program that does nothing else. Each on a cluster of its own.
 */
export async function benchCnvrg(count: number, idleSeconds: number): Promise<Figure[]> {
  const raw = await writeRaw(count);
  await using ground = await prepareGround(count);
  const { test, cluster } = ground;
  const operator = new OperatorProcess(test.kubeconfig, [], { watched: '', watchesFile: watchesFile() });
  await operatorIsUp(test);
  const mark = auditMark(test);
  const started = Date.now();
  await Promise.all(resources(count).map((resource) => cluster.create(resource)));
  await untilAll(cluster, count);
  const seconds = (Date.now() - started) / 1000;
  const own = () => auditEvents(test, mark).filter(({ userAgent }) => userAgent.startsWith('capstan/'));
  const objects = own().filter(isOfAnObject);
  const applied = (Math.max(...objects.map(({ timeMs }) => timeMs)) - started) / 1000;
  await untilQuiet(own); // the infra takes the last app in
  const quiet = auditMark(test);
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
  const idle = own().filter(({ timeMs, verb }) => timeMs >= quiet && verb !== 'watch').length;
  const requests = own().filter(({ verb, timeMs }) => verb !== 'watch' && timeMs < quiet).length;
  const [cpu, rss] = [operator.cpuSeconds(), operator.residentMiB()];
  await operator.stop();
  return [
    {
      name: `1 infra and ${count} apps, all objects applied`,
      value: applied,
      unit: 's',
      note: `raw writes of ${raw.objects} objects: ${raw.seconds.toFixed(2)} s`,
    },
    { name: 'ratio to raw writes', value: applied / raw.seconds, unit: '×', atMost: 2 },
    { name: 'all READY and HEALTHY', value: seconds, unit: 's' },
    { name: 'requests per object', value: requests / raw.objects, unit: '' },
    { name: 'CPU of the operator', value: cpu, unit: 's' },
    { name: 'memory after it', value: rss, unit: 'MiB' },
    { name: `requests in ${idleSeconds} s afterwards`, value: idle, unit: '', atMost: 0 },
  ];
}

interface Ground extends AsyncDisposable {
  readonly test: TestCluster;
  readonly cluster: Cluster;
}

/** With the definitions of the custom resources, and a namespace for each of them. */
async function prepareGround(count: number): Promise<Ground> {
  const plane = await ownControlPlane({ audit: true });
  const test = testClusterOf(plane);
  const { cluster } = test;
  for (const kind of ['cnvrgapps', 'cnvrginfras']) await define(cluster, `deploy/crds/${group}_${kind}_crd.yaml`);
  for (const name of [infraNamespace, ...range(count).map(namespaceOf)]) {
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { force: true });
  }
  return {
    test,
    cluster,
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      await plane[Symbol.asyncDispose]();
    },
  };
}

function resources(count: number): KubeObject[] {
  const spec = { clusterDomain: 'example.com' };
  const infra = { apiVersion: `${group}/v1`, kind: 'CnvrgInfra', metadata: { name: 'cnvrginfra' }, spec };
  const apps = range(count).map((index) => ({
    apiVersion: `${group}/v1`,
    kind: 'CnvrgApp',
    metadata: { name: 'cnvrgapp', namespace: namespaceOf(index) },
    spec,
  }));
  return [infra, ...apps];
}

/** Definitions first, as everything else waits for them; then all objects at once, namespaces side by side. */
async function writeRaw(count: number): Promise<{ readonly objects: number; readonly seconds: number }> {
  await using ground = await prepareGround(count);
  const { cluster } = ground;
  const infra = await objectsOf(cluster, 'infra', infraNamespace);
  const apps = await Promise.all(range(count).map((index) => objectsOf(cluster, 'app', namespaceOf(index))));
  const objects = [...infra.objects, ...apps.flatMap((app) => app.objects)];
  const started = performance.now();
  await inFlight(infra.definitions, rawInFlight, (object) => cluster.apply(object, { force: true }));
  for (const definition of infra.definitions) await untilEstablished(cluster, definition);
  await inFlight(objects, rawInFlight, (object) => cluster.apply(object, { force: true }));
  return { objects: objects.length + infra.definitions.length, seconds: (performance.now() - started) / 1000 };
}

async function objectsOf(cluster: Cluster, kind: 'app' | 'infra', namespace: string) {
  const chart = await loadChart(`${root}helm-charts/cnvrg-${kind}`);
  const values = parse(readFileSync(`${root}test/charts/cnvrg/${kind}-values.yaml`, 'utf8')) as Values;
  const release = { name: `cnvrg${kind}`, namespace, revision: 1, isInstall: true, isUpgrade: false };
  const { manifests } = renderChart({ chart, values, release, capabilities: await cluster.discovery.capabilities() });
  return {
    definitions: chartDefinitions(chart, values).map(({ object }) => object as KubeObject),
    objects: manifests.map(({ object }) => sendable(object as KubeObject)),
  };
}

/** Kubernetes takes no annotation of that name: it is for the operator alone. */
function sendable(object: KubeObject): KubeObject {
  const { 'helm.sh/depends-on/resource-groups': _, ...annotations } = object.metadata.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** The entries of watches.yaml for these kinds; their charts are named from the checkout's folder. */
function watchesFile(): string {
  const entries = parse(readFileSync(`${root}watches.yaml`, 'utf8')) as { group: string; chart: string }[];
  const own = entries.filter((entry) => entry.group === group);
  const text = stringify(own.map((entry) => ({ ...entry, chart: `${root}${entry.chart}` })));
  return writeText(`${scratchFolder()}/watches.yaml`, text);
}

async function operatorIsUp(test: TestCluster): Promise<void> {
  while (!auditEvents(test).some(({ verb, resource }) => verb === 'watch' && resource === 'cnvrgapps')) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function untilAll(cluster: Cluster, count: number): Promise<void> {
  const isDone = async (ref: ObjectRef) => {
    const status = (await cluster.get(ref))?.['status'] as { readonly status?: string } | undefined;
    return status?.status === 'READY' || status?.status === 'HEALTHY';
  };
  const left = resources(count).map(({ kind, metadata: { name, namespace = '' } }) => {
    return { group, version: 'v1', kind, namespace, name };
  });
  while (left.length > 0) {
    if (await isDone(left[0]!)) left.shift();
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const quietMs = 5_000;

async function untilQuiet(asked: () => readonly AuditEvent[]): Promise<void> {
  const last = () => Math.max(...asked().map(({ timeMs }) => timeMs));
  while (Date.now() - last() < quietMs) await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Neither a resource nor its status, nor a release's record. */
function isOfAnObject({ verb, group: of, resource, name }: AuditEvent): boolean {
  return writing.has(verb) && of !== group && resource !== 'events' && !name.startsWith('sh.helm.release.');
}

function namespaceOf(index: number): string {
  return `cnvrg-${index + 1}`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
