import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { loadChart } from '../src/chart/index.ts';
import type { Cluster, KubeObject } from '../src/cluster/index.ts';
import { renderChart } from '../src/render/index.ts';
import { gvk, inFlight, namespace, OperatorProcess, prepareGround, resource, untilDeployed } from './bench.ts';
import type { Figure } from './report.ts';

const rawInFlight = 32;
const reading: ReadonlySet<string> = new Set(['get', 'list']);
const writing: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/**
 * From N resources to N deployed releases, against the same objects, records and statuses written by a program that does
 * nothing else, at the API server's limit. Both on a fresh API server, one after the other.
 */
export async function benchConverge(count: number): Promise<Figure[]> {
  const rawSeconds = await writeRaw(count);
  await using ground = await prepareGround();
  await inFlight(range(count), rawInFlight, (index) => ground.cluster.create(resource(index)));
  const mark = ground.mark();
  const started = performance.now();
  const operator = new OperatorProcess(ground.kubeconfig);
  await untilDeployed(ground.cluster, count);
  const seconds = (performance.now() - started) / 1000;
  const cpu = operator.cpuSeconds();
  const rss = operator.residentMiB();
  await operator.stop();
  const own = ground.requestsSince(mark).filter(({ userAgent }) => userAgent.startsWith('capstan/'));
  const writes = own.filter(({ verb }) => writing.has(verb)).length / count;
  const reads = own.filter(({ verb }) => reading.has(verb)).length / count;
  return [
    {
      name: `${count} resources to Deployed`,
      value: seconds,
      unit: 's',
      note: `raw writes of the same: ${rawSeconds.toFixed(2)} s`,
    },
    { name: 'ratio to raw writes', value: seconds / rawSeconds, unit: '×', atMost: 1.5 },
    { name: 'writes per resource', value: writes, unit: '', atMost: 8 },
    { name: 'reads per resource', value: reads, unit: '', atMost: 2 },
    { name: 'CPU per resource', value: (cpu * 1000) / count, unit: 'ms' },
    { name: 'memory after it', value: rss, unit: 'MiB' },
  ];
}

/** Objects by server-side apply, a record and a status each: what cannot be left out. */
async function writeRaw(count: number): Promise<number> {
  await using ground = await prepareGround();
  const { cluster } = ground;
  await inFlight(range(count), rawInFlight, (index) => cluster.create(resource(index)));
  const chart = await loadChart(fileURLToPath(new URL('./memcached-chart', import.meta.url)));
  const capabilities = await cluster.discovery.capabilities();
  const writes = range(count).map((index) => {
    const { name } = resource(index).metadata;
    const release = { name, namespace, revision: 1, isInstall: true, isUpgrade: false };
    const { manifests } = renderChart({ chart, values: { memory: 64 + index }, release, capabilities });
    return {
      name,
      objects: manifests.map(({ object }) => object as KubeObject),
      text: manifests.map(({ text }) => text).join('---\n'),
    };
  });
  const started = performance.now();
  await inFlight(writes, rawInFlight, ({ name, objects, text }) => writeOne(cluster, name, objects, text));
  return (performance.now() - started) / 1000;
}

async function writeOne(
  cluster: Cluster,
  name: string,
  objects: readonly KubeObject[],
  manifest: string,
): Promise<void> {
  for (const object of objects) {
    await cluster.apply({ ...object, metadata: { ...object.metadata, namespace } }, { force: true });
  }
  const release = gzipSync(JSON.stringify({ name, manifest })).toString('base64');
  const metadata = { name: `sh.helm.release.v1.${name}.v1`, namespace };
  await cluster.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    data: { release: Buffer.from(release).toString('base64') },
  });
  const status = { conditions: [{ type: 'Deployed', status: 'True' }], deployedRelease: { name, manifest } };
  await cluster.patch({ ...gvk, namespace, name }, { type: 'merge', body: { status }, subresource: 'status' });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
