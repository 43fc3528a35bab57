import type { ObjectRef } from '../src/cluster/index.ts';
import { inFlight, namespace, OperatorProcess, prepareGround, resource, untilDeployed } from './bench.ts';
import { quantile, timeRepair } from './repair.ts';
import type { Figure } from './report.ts';

/** Objects of N releases that are deleted one after the other: how long until each is back. */
export async function benchDrift(count: number, deletions: number): Promise<Figure[]> {
  await using ground = await prepareGround();
  const { cluster } = ground;
  const indexes = Array.from({ length: count }, (_, index) => index);
  await inFlight(indexes, 32, (index) => cluster.create(resource(index)));
  const operator = new OperatorProcess(ground.kubeconfig);
  await untilDeployed(cluster, count);
  const cpu = operator.cpuSeconds();
  const mark = ground.mark();
  const seconds: number[] = [];
  for (let index = 0; index < deletions; index++) {
    // Spread over all of them.
    const { name } = resource(Math.floor((index * count) / deletions)).metadata;
    seconds.push(await timeRepair(cluster, dependentOf(name, index)));
  }
  const cpuMs = (operator.cpuSeconds() - cpu) * 1000;
  const requests = ground.requestsSince(mark).filter(({ userAgent, verb }) => isOurs(userAgent) && verb !== 'watch');
  await operator.stop();
  seconds.sort((a, b) => a - b);
  return [
    {
      name: `deleted objects of ${count} resources back, median`,
      value: quantile(seconds, 0.5),
      unit: 's',
      atMost: 0.2,
    },
    { name: '99 of 100', value: quantile(seconds, 0.99), unit: 's', atMost: 1 },
    { name: 'the longest', value: seconds.at(-1) ?? Number.NaN, unit: 's' },
    { name: 'requests per deletion', value: requests.length / deletions, unit: '' },
    { name: 'CPU per deletion', value: cpuMs / deletions, unit: 'ms' },
  ];
}

function isOurs(userAgent: string): boolean {
  return userAgent.startsWith('capstan/');
}

/** The kinds of the chart in turn. */
function dependentOf(name: string, index: number): ObjectRef {
  const [group, kind] = kinds[index % kinds.length] as readonly [string, string];
  return { group, version: 'v1', kind, namespace, name: `${name}-memcached` };
}

const kinds = [
  ['', 'Service'],
  ['apps', 'StatefulSet'],
  ['policy', 'PodDisruptionBudget'],
] as const;
