import { execFileSync } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCloud } from './cloud.ts';
import { benchCnvrg } from './cnvrg.ts';
import { benchCompare } from './compare.ts';
import { benchConverge } from './converge.ts';
import { benchDev } from './dev.ts';
import { benchDrift } from './drift.ts';
import { benchIdle } from './idle.ts';
import { benchImage } from './image.ts';
import { benchRender } from './render.ts';
import { chartsToRender } from './render-charts.ts';
import { type Figure, formatFigures } from './report.ts';
import { benchStart } from './start.ts';

/**
 * `npm run bench [-- converge|idle|drift|render|start|cnvrg|image|dev|cloud|compare …] [--crs N] [--seconds N] [--peer PROGRAM] [--deletions N]
 * [--corpus DIR] [--charts NAME,…] [-o json]`: figures on a
 * real API server, the operator as the bundle; for render those of Helm's engine beside ours, on our charts or a corpus of others. Ratios compare with a baseline of the same run; machines differ and are noisy, so no figure fails anything.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    crs: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    peer: { type: 'string' },
    deletions: { type: 'string' },
    corpus: { type: 'string' },
    charts: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});

const benches: Record<string, { title: string; run: () => Promise<Figure[]> }> = {
  converge: { title: 'Converging', run: () => benchConverge(Number(values.crs ?? 200)) },
  idle: { title: 'Steady state', run: () => benchIdle(Number(values.crs ?? 250), Number(values.seconds)) },
  drift: {
    title: 'Drift',
    run: () => benchDrift(Number(values.crs ?? 1_000), Number(values.deletions ?? 100)),
  },
  render: {
    title: 'Rendering',
    run: () => benchRender(chartsToRender(values.corpus, values.charts?.split(','))),
  },
  compare: {
    title: 'Beside another operator',
    run: () => {
      if (values.peer === undefined)
        throw new Error('compare needs --peer PROGRAM: one that takes the flags of helm-operator');
      const { seconds, deletions } = values;
      return benchCompare(values.peer, {
        count: Number(values.crs ?? 200),
        idleSeconds: Number(seconds),
        deletions: Number(deletions ?? 20),
      });
    },
  },
  start: { title: 'Start', run: () => benchStart(5) },
  image: { title: "The operator's image", run: benchImage },
  cloud: { title: 'The cloud manager', run: () => benchCloud(Number(values.crs ?? 1_000)) },
  dev: { title: 'Clusters for development', run: benchDev },
  cnvrg: { title: 'CnvrgInfra and CnvrgApps', run: () => benchCnvrg(Number(values.crs ?? 10), Number(values.seconds)) },
};

const withoutPeer = Object.keys(benches).filter((name) => name !== 'compare' || values.peer !== undefined);

execFileSync(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
const results: Record<string, Figure[]> = {};
for (const name of positionals.length > 0 ? positionals : withoutPeer) {
  const bench = benches[name];
  if (!bench) throw new Error(`there is no bench "${name}": choose of ${Object.keys(benches).join(', ')}`);
  results[name] = await bench.run();
  if (values.output !== 'json') process.stdout.write(`${formatFigures(bench.title, results[name])}\n`);
}
const machine = { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
if (values.output === 'json') process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`);
else process.stdout.write(`on ${machine.cores} cores, ${machine.memoryGiB} GiB, Node.js ${machine.node}\n`);
process.exit(0);
