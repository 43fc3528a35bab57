import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject, ObjectRef } from '../src/cluster/index.ts';
import {
  type Contender,
  capstan,
  type Ground,
  inFlight,
  OperatorProcess,
  prepareGround,
  resource,
  untilDeployed,
} from './bench.ts';
import { quantile, timeRepair } from './repair.ts';
import type { Figure } from './report.ts';

/** What one operator took, on its own namespace of the API server that both are on. */
interface Run {
  readonly convergeSeconds: number;
  readonly requestsPerResource: number;
  readonly cpuMsPerResource: number;
  readonly idleRequestsPerMinute: number;
  readonly idleCpuPercent: number;
  readonly residentMiB: number;
  /** Of deleted Services, until they are back; sorted. */
  readonly repairSeconds: readonly number[];
}

export interface CompareOptions {
  readonly count: number;
  readonly idleSeconds: number;
  /** Services that are deleted, one after the other. */
  readonly deletions: number;
}

/**
 * Ours beside another operator that takes helm-operator's flags: same API server, same chart, same resources, one after
 * the other. Deleted objects that are not back within a minute and a half count as that.
 * @param peer path of the other program
 */
export async function benchCompare(peer: string, options: CompareOptions): Promise<Figure[]> {
  const other: Contender = { name: basename(peer), command: [peer] };
  await using ground = await prepareGround();
  const theirs = await measure(other, ground, options);
  const ours = await measure(capstan, ground, options);
  const { count, idleSeconds } = options;
  const figure = (name: string, unit: string, of: (run: Run) => number, promise: Partial<Figure> = {}): Figure[] => [
    { name, unit, value: of(ours), note: `${other.name}: ${short(of(theirs))} ${unit}`.trim(), ...promise },
  ];
  const times = (name: string, of: (run: Run) => number, atLeast: number): Figure => ({
    name,
    unit: '×',
    value: of(theirs) / Math.max(of(ours), Number.EPSILON),
    atLeast,
  });
  return [
    ...figure(`${count} resources to Deployed`, 's', (run) => run.convergeSeconds),
    times('as fast', (run) => run.convergeSeconds, 8),
    ...figure('requests per resource', '', (run) => run.requestsPerResource),
    times('fewer requests', (run) => run.requestsPerResource, 2),
    ...figure('CPU per resource', 'ms', (run) => run.cpuMsPerResource),
    times('less CPU', (run) => run.cpuMsPerResource, 5),
    ...figure(`requests a minute, idle for ${idleSeconds} s`, '', (run) => run.idleRequestsPerMinute, { atMost: 0 }),
    ...figure('CPU while idle', '% of a core', (run) => run.idleCpuPercent, { atMost: 1 }),
    ...figure('memory', 'MiB', (run) => run.residentMiB, { atMost: theirs.residentMiB }),
    ...figure('deleted Service back, median', 's', (run) => quantile(run.repairSeconds, 0.5), { atMost: 0.2 }),
    ...figure('deleted Service back, 99 of 100', 's', (run) => quantile(run.repairSeconds, 0.99), { atMost: 1 }),
  ];
}

async function measure(contender: Contender, ground: Ground, options: CompareOptions): Promise<Run> {
  const { count, idleSeconds, deletions } = options;
  const { cluster } = ground;
  const namespace = `bench-${contender.name}`;
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { force: true });
  const indexes = Array.from({ length: count }, (_, index) => index);
  await inFlight(indexes, 32, (index) => cluster.create(resource(index, namespace)));

  const mark = ground.mark();
  const started = performance.now();
  const operator = new OperatorProcess(ground.kubeconfig, [], { contender, watched: namespace });
  await untilDeployed(cluster, count, namespace);
  const convergeSeconds = (performance.now() - started) / 1000;
  const cpu = operator.cpuSeconds();
  const converging = requestsOf(ground, mark);

  await sleep(5_000); // what converging left to do
  const idleMark = ground.mark();
  const idleCpu = operator.cpuSeconds();
  await sleep(idleSeconds * 1000);
  const idleCpuPercent = ((operator.cpuSeconds() - idleCpu) / idleSeconds) * 100;
  const idle = requestsOf(ground, idleMark);

  const repairSeconds: number[] = [];
  for (let index = 0; index < deletions; index++) {
    repairSeconds.push(await timeRepair(cluster, serviceOf(resource(index, namespace))));
  }
  const residentMiB = operator.residentMiB();
  await operator.stop();
  return {
    convergeSeconds,
    requestsPerResource: converging / count,
    cpuMsPerResource: (cpu * 1000) / count,
    idleRequestsPerMinute: (idle / idleSeconds) * 60,
    idleCpuPercent,
    residentMiB,
    repairSeconds: repairSeconds.sort((a, b) => a - b),
  };
}

/** All but watches, whatever name they were sent under; the bench's own are left out. */
function requestsOf(ground: Ground, mark: number): number {
  return ground
    .requestsSince(mark)
    .filter(
      ({ userAgent, verb, resource }) =>
        !userAgent.startsWith('capstan-bench') && verb !== 'watch' && resource !== 'leases',
    ).length;
}

function serviceOf({ metadata }: KubeObject): ObjectRef {
  const { name, namespace = '' } = metadata;
  return { group: '', version: 'v1', kind: 'Service', namespace, name: `${name}-memcached` };
}

function short(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}
