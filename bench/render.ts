import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { applySet, type Chart, loadChart, type Values } from '../src/chart/index.ts';
import { compileChart, localCapabilities, renderFiles } from '../src/render/index.ts';
import { readGoYaml } from '../src/yaml/index.ts';
import { Oracle } from '../test/conformance/oracle.ts';
import { binary } from '../test/support/binaries.ts';
import type { BenchChart } from './render-charts.ts';
import type { Figure } from './report.ts';

/** Group versions that charts ask for, beyond those that Helm knows. */
const apiVersions = ['monitoring.coreos.com/v1', 'cert-manager.io/v1', 'gateway.networking.k8s.io/v1'];

interface Timing {
  readonly chart: BenchChart;
  readonly helmMs: number;
  readonly capstanMs: number;
}

/**
 * Rendering beside Helm's engine: steady state in one process each, chart loaded (and with us compiled), values coalesced anew
 * each time; then whole processes on the chart of median cost; then what a compiled chart keeps in memory.
 */
export async function benchRender(charts: readonly BenchChart[]): Promise<Figure[]> {
  await using oracle = await Oracle.start();
  const timings: Timing[] = [];
  const refused: string[] = [];
  for (const chart of charts) {
    const helmMs = await timeHelm(chart, oracle);
    if (helmMs === undefined) refused.push(chart.name);
    else timings.push({ chart, helmMs, capstanMs: await timeCapstan(chart) });
  }
  const ratios = timings.map(({ helmMs, capstanMs }) => helmMs / capstanMs);
  const geometricMean = Math.exp(mean(ratios.map(Math.log)));
  const byCost = timings.toSorted((a, b) => a.helmMs - b.helmMs);
  const middle = byCost[Math.floor(byCost.length / 2)];
  const largest = byCost.at(-1);
  if (!middle || !largest) throw new Error('no chart could be rendered');
  return [
    ...timings.map(({ chart, helmMs, capstanMs }) => ({
      name: chart.name,
      value: capstanMs,
      unit: 'ms',
      note: `Helm's engine ${helmMs.toFixed(2)} ms, ${(helmMs / capstanMs).toFixed(1)}×`,
    })),
    {
      name: `times faster than Helm's engine, ${timings.length} charts`,
      value: geometricMean,
      unit: '×',
      atLeast: 3,
      ...noteOf(refused),
    },
    ...(await coldFigures(middle.chart)),
    ...(await memoryFigures(largest.chart)),
  ];
}

function noteOf(refused: readonly string[]): { note: string } {
  return { note: refused.length > 0 ? `geometric mean; Helm refuses ${refused.join(', ')}` : 'geometric mean' };
}

async function timeHelm({ chart, file, sets }: BenchChart, oracle: Oracle): Promise<number | undefined> {
  const flags = { files: file === undefined ? [] : [file], set: sets, apiVersions };
  const warm = await oracle.ask({ op: 'bench', chart, flags, count: 3 });
  if (warm.error !== undefined) return undefined;
  const count = Math.max(5, Math.min(100, Math.round(1e9 / Math.max(...(warm.nanos ?? [])))));
  const { nanos = [] } = await oracle.ask({ op: 'bench', chart, flags, count });
  return median(nanos) / 1e6;
}

async function timeCapstan(given: BenchChart): Promise<number> {
  const chart = await loadChart(given.chart);
  const render = renderer(chart, given);
  const until = performance.now() + 1_500; // until the compiler has seen enough
  while (performance.now() < until) render();
  const took: number[] = [];
  const end = performance.now() + 1_000;
  while (took.length < 5 || performance.now() < end) {
    const started = performance.now();
    render();
    took.push(performance.now() - started);
  }
  return median(took);
}

const capabilities = localCapabilities({ kubeVersion: '1.34.0', apiVersions });

/** Renders with values that are new each time, so that nothing is kept by their identity. */
function renderer(chart: Chart, { file, sets }: BenchChart): () => void {
  const fromFile = file === undefined ? {} : ((readGoYaml(readFileSync(file, 'utf8')) ?? {}) as Values);
  const values = sets.reduce((values: Values, set) => applySet(values, set, 'typed'), fromFile);
  let revision = 0;
  return () => {
    revision += 1;
    const release = { name: 'rel', namespace: 'ns', revision, isInstall: true, isUpgrade: false };
    renderFiles({ chart, values: structuredClone(values), release, capabilities });
  };
}

const bundle = fileURLToPath(new URL('../dist/capstan.js', import.meta.url));

/** One after the other in turns, so that a busy moment meets both. */
async function coldFigures(given: BenchChart): Promise<Figure[]> {
  const words = [
    'template',
    'rel',
    given.chart,
    ...(given.file ? ['-f', given.file] : []),
    ...given.sets.flatMap((set) => ['--set', set]),
  ];
  const helm = await binary('helm');
  const took: { helm: number[]; capstan: number[] } = { helm: [], capstan: [] };
  for (let round = 0; round < 11; round += 1) {
    took.helm.push(await timeProcess(helm, words));
    took.capstan.push(await timeProcess(process.execPath, [bundle, ...words]));
  }
  const helmMs = median(took.helm);
  return [
    {
      name: `capstan template ${given.name}, whole process`,
      value: median(took.capstan),
      unit: 'ms',
      atMost: Math.round(helmMs),
      note: 'at most what helm template takes',
    },
  ];
}

function timeProcess(program: string, words: readonly string[]): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(performance.now() - started) : reject(new Error(`${program} ended with ${code}`)),
    );
  });
}

/** What stays after a chart was loaded and compiled, and what a hundred of the same keep. */
async function memoryFigures(given: BenchChart): Promise<Figure[]> {
  const collect = garbageCollector();
  const before = usedMiB(collect);
  const first = await compiled(given.chart);
  const one = usedMiB(collect) - before;
  const others: Chart[] = [];
  for (let count = 0; count < 99; count += 1) others.push(await compiled(given.chart));
  const all = usedMiB(collect) - before;
  if (others.length + 1 !== 100 || first.digest === '') throw new Error('a chart is gone');
  return [
    { name: `memory of ${given.name}, compiled`, value: one, unit: 'MiB', atMost: 40 },
    { name: 'memory of a hundred of it', value: all, unit: 'MiB' },
  ];
}

async function compiled(path: string): Promise<Chart> {
  const chart = await loadChart(path);
  compileChart(chart);
  return chart;
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function usedMiB(collect: () => void): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
