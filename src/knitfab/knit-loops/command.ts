import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Cluster } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { publishedVersion, readBackendConfig, readHooks } from '../config.ts';
import { inCluster } from '../in-cluster.ts';
import type { Surroundings } from '../program.ts';
import { openStore } from '../store/index.ts';
import { type Loop, loops } from './loops.ts';
import { mover } from './move.ts';
import type { LoopWorld } from './world.ts';

interface Flags {
  readonly type: string;
  readonly policy: string;
  readonly config: string;
  readonly hooks?: string;
  readonly schemaRepo: string;
}

/** loops: one of the loops that move runs on. */
export function loopsCommand(around: Surroundings): Command {
  return new Command('loops')
    .requiredOption('--type <name>', Object.keys(loops).join(', '))
    .option('--policy <policy>', 'forever:INTERVAL (5s), or once', 'forever:5s')
    .requiredOption('--config <file>', 'knitd.backend.yaml')
    .option('--hooks <file>', 'hooks.yaml')
    .requiredOption('--schema-repo <folder>', 'where the schema-upgrader has published the schema')
    .action(async (flags: Flags) => {
      const loop = Object.hasOwn(loops, flags.type) ? loops[flags.type] : undefined;
      if (loop === undefined) throw new CapstanError('USAGE', `there is no loop ${flags.type}`);
      await run(loop, intervalOf(flags.policy), flags, around);
    });
}

async function run(
  loop: Loop,
  intervalMs: number | undefined,
  flags: Flags,
  { env, log, signal }: Surroundings,
): Promise<void> {
  const config = readBackendConfig(flags.config);
  const hooks = readHooks(flags.hooks);
  const store = await openStore(config.cluster.database, publishedVersion(flags.schemaRepo), log, signal);
  let cluster: Cluster | undefined;
  const world: LoopWorld = {
    store,
    // a loop that asks no cluster runs without an account for one
    get cluster() {
      cluster ??= inCluster(env);
      return cluster;
    },
    config,
    log,
    move: mover(store, hooks, log, signal),
    now: () => new Date(),
  };
  try {
    for (;;) {
      const moved = await loop(world, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (intervalMs === undefined) throw error;
        log.warn('a look failed', { reason: messageOf(error) });
        return 0;
      });
      if (intervalMs === undefined) return;
      // where something moved there may be more to do
      if (moved === 0) await sleep(intervalMs, undefined, { signal });
    }
  } finally {
    await Promise.all([store.close(), cluster?.close()]);
  }
}

/** Milliseconds between two looks; undefined: one look. */
export function intervalOf(policy: string): number | undefined {
  if (policy === 'once') return undefined;
  const [, number, unit = ''] = /^forever:(\d+)(ms|s|m)$/.exec(policy) ?? [];
  const factor = { ms: 1, s: 1_000, m: 60_000 }[unit];
  if (number === undefined || factor === undefined) {
    throw new CapstanError('USAGE', `--policy ${policy}: it is once or forever:INTERVAL, as in forever:5s`);
  }
  return Number(number) * factor;
}
