import type { Logger } from '../../log/index.ts';
import { runWorker, type Store } from '../../workflow/index.ts';
import { ownProgram } from '../own-program.ts';
import type { CloudPlaces } from './places.ts';
import { makeShims } from './shims.ts';
import { withoutDatabase } from './store-flags.ts';

export interface WorkFlags {
  readonly concurrency?: number;
  readonly perUser?: number;
  readonly name?: string;
}

/** Runs tasks on this machine until the signal; resolves when those that run have ended. */
export function work(
  store: Store,
  places: CloudPlaces,
  flags: WorkFlags,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const program = ownProgram();
  const environment = withoutDatabase(process.env);
  return runWorker(
    {
      store,
      place: {
        home: places.home,
        deployments: places.deployments,
        programs: makeShims(places.data),
        moduleHost: [...program, 'cloud', 'module-host'],
        environment: { ...environment, HELM_LOCAL_CHARTS: places.charts },
      },
      guard: { command: [...program, 'cloud', 'guard'], env: environment as NodeJS.ProcessEnv },
      log: log.child('worker'),
      ...(flags.concurrency ? { capacity: flags.concurrency } : {}),
      ...(flags.perUser ? { perUser: flags.perUser } : {}),
      ...(flags.name ? { name: flags.name } : {}),
    },
    signal,
  );
}
