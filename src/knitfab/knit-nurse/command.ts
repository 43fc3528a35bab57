import { Command } from 'commander';
import type { Cluster } from '../../cluster/index.ts';
import { CapstanError, messageOf } from '../../errors/index.ts';
import { inCluster } from '../in-cluster.ts';
import type { Surroundings } from '../program.ts';
import { keepLog } from './keep-log.ts';

/** nurse: beside a run's container, keeps what it prints in a file, until it ends. */
export function nurseCommand({ env, log, signal }: Surroundings): Command {
  return new Command('nurse')
    .requiredOption('--container <name>', 'whose log is kept')
    .requiredOption('--to <file>', 'where')
    .action(async ({ container, to }: { container: string; to: string }) => {
      const { POD_NAME: pod, POD_NAMESPACE: namespace } = env;
      if (!pod || !namespace) throw new CapstanError('USAGE', 'POD_NAME and POD_NAMESPACE say which pod this is');
      let cluster: Cluster | undefined;
      try {
        cluster = inCluster(env);
        const bytes = await keepLog({ cluster, namespace, pod, container, log }, to, signal);
        log.info('the log is kept', { bytes });
      } catch (error) {
        signal.throwIfAborted();
        // the run is none the worse for it
        log.error('the log is not kept', error, { reason: messageOf(error) });
      } finally {
        await cluster?.close();
      }
    });
}
