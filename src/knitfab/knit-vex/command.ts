import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { inCluster } from '../in-cluster.ts';
import type { Surroundings } from '../program.ts';
import { bytesOf } from './growth.ts';
import { lookOnce } from './look.ts';

// As often as the kubelet itself looks how full volumes are.
const lookEveryMs = 60_000;

/** vex: makes the volumes of the pods on this node grow before they are full. */
export function vexCommand({ env, log, signal }: Surroundings): Command {
  return new Command('vex')
    .option('--margin <size>', 'what is kept free in a volume', '1Gi')
    .option('--delta <size>', 'by how much it grows at a time', '5Gi')
    .argument('<namespace>', 'whose claims')
    .action(async (namespace: string, flags: { margin: string; delta: string }) => {
      const [margin, delta] = [bytesOf(flags.margin), bytesOf(flags.delta)];
      const node = env['NODE_NAME'];
      if (!node) throw new CapstanError('USAGE', 'NODE_NAME says which node this is');
      const cluster = inCluster(env);
      try {
        for (;;) {
          await lookOnce({ cluster, log, namespace, node, margin, delta }, signal).catch((error: unknown) => {
            signal.throwIfAborted();
            log.warn('volumes could not be looked at', { reason: messageOf(error) });
          });
          await sleep(lookEveryMs, undefined, { signal });
        }
      } finally {
        await cluster.close();
      }
    });
}
