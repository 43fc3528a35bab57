import { createLogger } from '../../../src/log/index.ts';
import { openStore, type StoreOptions } from '../../../src/workflow/index.ts';
import { runWorker, type WorkerOptions } from '../../../src/workflow/worker/index.ts';
import { workerOptions } from './stage.ts';

/** A worker as a program: one JSON text as its only word. It ends as it should at SIGTERM. */
export interface WorkerProgram {
  readonly at: StoreOptions['at'];
  readonly home: string;
  readonly options?: Partial<Pick<WorkerOptions, 'name' | 'capacity' | 'perUser' | 'leaseMs' | 'drainMs'>>;
}

const { at, home, options }: WorkerProgram = JSON.parse(process.argv[2] ?? '');
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const log = createLogger({ level: 'info' });
const store = await openStore({ at, isWorker: true, log });
process.stdout.write('open\n');
await runWorker({ ...workerOptions(store, home), log, ...options }, stop.signal);
await store.close();
