import { Command } from 'commander';
import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addLogFlags, type LogFlags, loggerOf } from './log.ts';
import { readPlaces } from './places.ts';
import { addServerFlags, type ServerFlags } from './server-flags.ts';
import { addStoreFlags, openCloudStore, type StoreFlags } from './store-flags.ts';
import type { WorkFlags } from './work.ts';
import { addWorkFlags } from './worker.ts';

const help = `
API, admin page and a worker in one process, until Ctrl-C. Without --database all that they know lies in the data folder,
./.capstan/cloud, and is there again at the next start. Prints the address of the page and a key of the admin omadmin.

Examples:
  cloudmgr up --sample                    with the service hello and the user someuser
  cloudmgr up --data /var/lib/cloudmgr --home /srv/cloudmgr --port 8080
  curl -H "Authorization: ApiKey omadmin:KEY" http://127.0.0.1:8080/admin/api/v2/service/plan

Exit codes: 0 stopped by a signal, 1 failed.`;

type Flags = StoreFlags & ServerFlags & WorkFlags & LogFlags & { readonly sample?: boolean };

/** `cloudmgr up`: everything, on this machine. */
export function upCommand(): Command {
  const command = new Command('up')
    .description('serve the API and the admin page, and run what is commanded')
    .option('--sample', 'offer the service hello, and have a user someuser')
    .addHelpText('after', help);
  const flags = addWorkFlags(addServerFlags(addStoreFlags(command)));
  return addLogFlags(flags, 'warn', 'console').action((flags: Flags) => up(flags));
}

async function up(flags: Flags): Promise<void> {
  const places = readPlaces(flags, process.env);
  const log = loggerOf(flags);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals(() => progress.print('stopping; Ctrl-C again ends everything at once'));
  await using cleanup = new AsyncDisposableStack();
  const store = await openCloudStore(flags, places, { log, isWorker: true, progress });
  cleanup.defer(() => store.close());
  if (flags.sample) {
    const { offerSample } = await import('./sample.ts');
    await offerSample(store, places);
  }
  const { serve } = await import('./serve.ts');
  const { server, admin, close } = await serve(store, places, flags, { log, progress }, signal);
  cleanup.defer(close);
  process.stdout.write(`${server.url}\n`);
  if (admin) process.stdout.write(`Authorization: ApiKey ${admin.user}:${admin.key}\n`);
  const { work } = await import('./work.ts');
  await work(store, places, flags, log, signal);
}
