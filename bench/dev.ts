import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../test/e2e/cache-folder.ts';
import { ownControlPlane } from '../test/support/cluster.ts';
import { whyNoNodes } from '../test/support/real-nodes.ts';
import { scratchFolder } from '../test/support/scratch.ts';
import type { Figure } from './report.ts';

/** A home folder of its own: that of a person would be told of the registry's authority. */
const env = { ...process.env, HOME: scratchFolder(), XDG_CACHE_HOME: dirname(cacheFolder) };
const program = fileURLToPath(new URL('../dist/capstan.js', import.meta.url));

/** `capstan dev`: a cluster up to its nodes' readiness, suspended, up again and gone, beside etcd and kube-apiserver alone. */
export async function benchDev(): Promise<Figure[]> {
  const baseline = await controlPlaneAlone();
  const reason = await whyNoNodes();
  return [
    { name: 'etcd and kube-apiserver alone, to ready', value: baseline, unit: 's', note: 'the baseline' },
    ...life('simulated', ['--nodes', 'simulated'], { baseline, upAtMost: 10 }),
    ...(reason === undefined
      ? life('real, one node', ['--nodes', 'real', '--count', '1'], { baseline, upAtMost: 25 })
      : [{ name: 'real nodes', value: 0, unit: '', note: `skipped: ${reason}` }]),
  ];
}

async function controlPlaneAlone(): Promise<number> {
  const started = performance.now();
  await using _plane = await ownControlPlane({ components: ['etcd', 'kube-apiserver'] });
  return (performance.now() - started) / 1_000;
}

/** Every program is built already, as the baseline and the first `up` of a person's day have it. */
function life(
  kind: string,
  words: readonly string[],
  { baseline, upAtMost }: { readonly baseline: number; readonly upAtMost: number },
): Figure[] {
  const dir = join(scratchFolder(), 'cluster');
  const figure = (what: string, value: number, atMost: number): Figure => {
    const note = `${(value / baseline).toFixed(2)} times the baseline`;
    return { name: `${kind}: ${what}`, value, unit: 's', atMost, note };
  };
  try {
    return [
      figure('up', dev('up', ...words, '--dir', dir), upAtMost),
      figure('suspend', dev('suspend', '--dir', dir), teardownAtMost),
      figure('up again', dev('up', ...words, '--dir', dir), upAtMost),
      figure('destroy', dev('destroy', '-f', '--dir', dir), teardownAtMost),
    ];
  } finally {
    dev('destroy', '-f', '--dir', dir); // nothing is left when one of them failed
  }
}

const teardownAtMost = 10;

/** @returns seconds */
function dev(...words: readonly string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, [program, 'dev', ...words], { env, stdio: 'pipe' });
  return (performance.now() - started) / 1_000;
}
