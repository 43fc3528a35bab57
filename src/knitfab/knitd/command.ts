import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { publishedVersion, readExtraApis, readFrontConfig } from '../config.ts';
import type { Surroundings } from '../program.ts';
import { openStore } from '../store/index.ts';
import { listenUntil } from '../web.ts';
import { frontHandler } from './handler.ts';

interface Flags {
  readonly configPath: string;
  readonly extraApisConfig?: string;
  readonly schemaRepo: string;
  readonly cert?: string;
  readonly certkey?: string;
}

/** knitd: the API that users speak to. */
export function knitdCommand({ log, signal }: Surroundings): Command {
  return new Command('knitd')
    .requiredOption('--config-path <file>', 'knitd.yaml')
    .option('--extra-apis-config <file>', 'what is passed on to other servers')
    .requiredOption('--schema-repo <folder>', 'where the schema-upgrader has published the schema')
    .option('--cert <file>', 'speak TLS with this certificate')
    .option('--certkey <file>', 'and its key')
    .option('--loglevel <level>', 'debug, info, warn, error or off', 'info')
    .action(async (flags: Flags) => {
      if ((flags.cert === undefined) !== (flags.certkey === undefined)) {
        throw new CapstanError('USAGE', '--cert and --certkey go together');
      }
      const config = readFrontConfig(flags.configPath);
      const extra = readExtraApis(flags.extraApisConfig);
      const store = await openStore(config.dburi, publishedVersion(flags.schemaRepo), log, signal);
      const tls =
        flags.cert && flags.certkey
          ? { cert: readFileSync(flags.cert, 'utf8'), key: readFileSync(flags.certkey, 'utf8') }
          : undefined;
      try {
        await listenUntil(frontHandler(store, config.backendapiroot, extra), config.serverport, log, signal, tls);
      } finally {
        await store.close();
      }
    });
}
