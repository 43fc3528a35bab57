import { OperatorProcess, prepareGround, resource, untilDeployed } from './bench.ts';
import type { Figure } from './report.ts';

/** From starting the process to the first release deployed, on an API server that is warm. The median of several. */
export async function benchStart(times: number): Promise<Figure[]> {
  await using ground = await prepareGround();
  const took: number[] = [];
  for (let run = 0; run <= times; run++) {
    await ground.cluster.create(resource(run));
    const started = performance.now();
    const operator = new OperatorProcess(ground.kubeconfig);
    await untilDeployed(ground.cluster, run + 1);
    if (run > 0) took.push((performance.now() - started) / 1000); // the first one warms up
    await operator.stop();
  }
  const median = took.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
  return [{ name: 'start to first release deployed', value: median, unit: 's', atMost: 1, note: `${times} starts` }];
}
