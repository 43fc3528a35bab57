import { Command } from 'commander';
import { publishedVersion, readBackendConfig } from '../config.ts';
import { inCluster } from '../in-cluster.ts';
import type { Surroundings } from '../program.ts';
import { openStore } from '../store/index.ts';
import { listenUntil } from '../web.ts';
import { backendHandler } from './handler.ts';

interface Flags {
  readonly config: string;
  readonly schemaRepo: string;
}

/** knitd-backend: what speaks to the cluster for knitd. */
export function backendCommand({ env, log, signal }: Surroundings): Command {
  return new Command('knitd-backend')
    .requiredOption('--config <file>', 'knitd.backend.yaml')
    .requiredOption('--schema-repo <folder>', 'where the schema-upgrader has published the schema')
    .option('--loglevel <level>', 'debug, info, warn, error or off', 'info')
    .action(async (flags: Flags) => {
      const config = readBackendConfig(flags.config);
      const store = await openStore(config.cluster.database, publishedVersion(flags.schemaRepo), log, signal);
      const cluster = inCluster(env);
      try {
        await listenUntil(backendHandler({ store, cluster, config, log, signal }), config.port, log, signal);
      } finally {
        await Promise.all([store.close(), cluster.close()]);
      }
    });
}
