import { Command, Option } from 'commander';
import { CapstanError } from '../../errors/index.ts';
import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addLogFlags, type LogFlags, loggerOf } from './log.ts';
import { readPlaces } from './places.ts';
import { readSize } from './server-flags.ts';
import { addStoreFlags, openCloudStore, type StoreFlags } from './store-flags.ts';
import type { WorkFlags } from './work.ts';

const help = `
Takes commands from the queue and runs their tasks, each command's in turn. Several workers, on one machine or many, share the
work of one database; none runs what another has. At a signal it takes no more, and gives what runs 25 seconds to end.

Environment:
  CLOUDMGR_DATABASE   the URL of the database: better there than in a flag, which \`ps\` shows

Examples:
  CLOUDMGR_DATABASE=postgres://cloudmgr@db/cloudmgr cloudmgr worker --home /srv/cloudmgr
  cloudmgr worker --database postgres://cloudmgr@db/cloudmgr --concurrency 8

Exit codes: 0 stopped by a signal, 1 failed.`;

type Flags = StoreFlags & WorkFlags & LogFlags;

/** `cloudmgr worker`: a deployment worker by itself. */
export function workerCommand(): Command {
  const command = new Command('worker')
    .description('run the tasks of commands, without the API')
    .addHelpText('after', help);
  return addLogFlags(addWorkFlags(addStoreFlags(command)), 'info', 'json').action((flags: Flags) => worker(flags));
}

export function addWorkFlags(command: Command): Command {
  return command
    .addOption(new Option('--concurrency <number>', 'commands at the same time (default: 4)').argParser(readSize))
    .addOption(
      new Option('--per-user <number>', 'of one user at the same time, on all workers (default: 4)').argParser(
        readSize,
      ),
    );
}

async function worker(flags: Flags): Promise<void> {
  if (!flags.database) {
    throw new CapstanError('USAGE', 'a worker by itself needs a database', {
      hint: 'give --database postgres://…; the embedded store belongs to one process, which `cloudmgr up` is',
    });
  }
  const places = readPlaces(flags, process.env);
  const log = loggerOf(flags);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals((name) => log.info('stopping', { signal: name }));
  await using cleanup = new AsyncDisposableStack();
  const store = await openCloudStore(flags, places, { log, isWorker: true, progress });
  cleanup.defer(() => store.close());
  const { work } = await import('./work.ts');
  await work(store, places, flags, log, signal);
}
