import { setTimeout as sleep } from 'node:timers/promises';
import { inFlight, OperatorProcess, prepareGround, resource, untilDeployed } from './bench.ts';
import type { Figure } from './report.ts';

/** What N deployed releases cost while nothing changes. */
export async function benchIdle(count: number, seconds: number): Promise<Figure[]> {
  await using ground = await prepareGround();
  const indexes = Array.from({ length: count }, (_, index) => index);
  await inFlight(indexes, 32, (index) => ground.cluster.create(resource(index)));
  const operator = new OperatorProcess(ground.kubeconfig);
  await untilDeployed(ground.cluster, count);
  await sleep(5_000); // what converging left to do
  const mark = ground.mark();
  const before = operator.cpuSeconds();
  await sleep(seconds * 1000);
  const cpu = (operator.cpuSeconds() - before) / seconds;
  const rss = operator.residentMiB();
  await operator.stop();
  const requests = ground
    .requestsSince(mark)
    .filter(
      ({ userAgent, verb, resource }) => userAgent.startsWith('capstan/') && verb !== 'watch' && resource !== 'leases',
    );
  return [
    { name: `requests in ${seconds} s, ${count} releases`, value: requests.length, unit: '', atMost: 0 },
    { name: 'CPU while idle', value: cpu * 100, unit: '% of a core', atMost: 1 },
    { name: 'memory while idle', value: rss, unit: 'MiB', atMost: 120 },
  ];
}
