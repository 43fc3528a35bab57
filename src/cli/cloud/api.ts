import { Command } from 'commander';
import { stopOnSignals } from '../stop-signal.ts';
import { hasProgress } from '../terminal.ts';
import { Progress } from '../up/progress.ts';
import { addLogFlags, type LogFlags, loggerOf } from './log.ts';
import { readPlaces } from './places.ts';
import { addServerFlags, type ServerFlags } from './server-flags.ts';
import { addStoreFlags, openCloudStore, type StoreFlags } from './store-flags.ts';
import { untilAborted } from './until-aborted.ts';

const help = `
Serves REST, events and the admin page. It takes commands; workers run them, and neither needs the other to be there.
The first start prints a key of the user omadmin, where no admin has one; \`cloudmgr user key\` makes others.

Environment:
  CLOUDMGR_DATABASE   the URL of the database: better there than in a flag, which \`ps\` shows

Examples:
  CLOUDMGR_DATABASE=postgres://cloudmgr@db/cloudmgr cloudmgr api --host 0.0.0.0 --public-url https://hub.example.com
  cloudmgr api --port 0

Exit codes: 0 stopped by a signal, 1 failed.`;

/** `cloudmgr api`: the workflow tier without a worker. */
export function apiCommand(): Command {
  const command = new Command('api')
    .description('serve the API and the admin page, without a worker')
    .addHelpText('after', help);
  return addLogFlags(addServerFlags(addStoreFlags(command)), 'info', 'json').action(
    (flags: StoreFlags & ServerFlags & LogFlags) => api(flags),
  );
}

async function api(flags: StoreFlags & ServerFlags & LogFlags): Promise<void> {
  const places = readPlaces(flags, process.env);
  const log = loggerOf(flags);
  const progress = new Progress(process.stderr, { live: hasProgress(process.stderr, process.env) });
  const signal = stopOnSignals((name) => log.info('stopping', { signal: name }));
  await using cleanup = new AsyncDisposableStack();
  const store = await openCloudStore(flags, places, { log, isWorker: false, progress });
  cleanup.defer(() => store.close());
  const { serve } = await import('./serve.ts');
  const serving = await serve(store, places, flags, { log, progress }, signal);
  cleanup.defer(() => serving.close());
  process.stdout.write(`${serving.server.url}\n`);
  const { admin } = serving;
  if (admin?.isNew) process.stdout.write(`Authorization: ApiKey ${admin.user}:${admin.key}\n`);
  await untilAborted(signal);
}
