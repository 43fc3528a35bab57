import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CommandView,
  getCommand,
  hasEnded,
  makeUser,
  openStore,
  parseServiceFile,
  readOutput,
  registerPlan,
  type Store,
  type StoreOptions,
  submitCommand,
} from '../../../src/workflow/index.ts';
import { runWorker, type WorkerOptions } from '../../../src/workflow/worker/index.ts';
import { guardCommand } from '../../subprocess/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { scratchFolder } from '../../support/scratch.ts';

const scratch = scratchFolder();
const program = (name: string) => [process.execPath, fileURLToPath(new URL(name, import.meta.url))] as const;

/** A home with nothing in it but the folders, and a place for what tests write. */
export function newHome(): string {
  const home = mkdtempSync(join(scratch, 'home-'));
  for (const folder of ['services', 'scripts/utils']) mkdirSync(join(home, folder), { recursive: true });
  return home;
}

export function workerOptions(store: Store, home: string): WorkerOptions {
  return {
    store,
    place: {
      home,
      deployments: join(home, 'deployments'),
      moduleHost: program('module-host-program.ts'),
      environment: { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', DATABASE_PASSWORD: 'hunter2' },
    },
    guard: { command: guardCommand, env: { PATH: process.env['PATH'] ?? '' } },
  };
}

export interface WorkerStage extends AsyncDisposable {
  readonly store: Store;
  readonly home: string;
  /** Registers a plan: its steps are command lines to be run, or steps as a service file has them. */
  offer(plan: string, steps: readonly (string | object)[], more?: object): Promise<void>;
  submit(offering: string, phase: string, more?: { user?: string; params?: string }): Promise<number>;
  /** The command, once it has ended. */
  ended(command: number): Promise<CommandView>;
  /** What its tasks printed. */
  printed(command: number): Promise<string[]>;
  startWorker(options?: Partial<WorkerOptions>): RunningWorker;
}

export interface RunningWorker {
  /** The signal to stop; resolves when it has. */
  stop(): Promise<void>;
}

export const users = ['ann', 'bob'] as const;

export async function workerStage(at: StoreOptions['at'] = 'memory'): Promise<WorkerStage> {
  const store = await openStore({ at, isWorker: true });
  await makeUser(store, { name: 'root', role: 'admin' }, 'root');
  for (const name of users) await makeUser(store, { name, role: 'user' }, 'root');
  const home = newHome();
  const workers: RunningWorker[] = [];
  const stage: WorkerStage = {
    store,
    home,
    offer: async (plan, steps, more = {}) => {
      const listed = steps.map((step) => (typeof step === 'string' ? { task: 'run', params: step } : step));
      const text = JSON.stringify([{ plan, steps: listed, ...more }]);
      for (const entry of parseServiceFile(text, 'test-service.yml')) await registerPlan(store, entry, 'root');
    },
    submit: async (offering, phase, { user = 'ann', params = '' } = {}) => {
      const { command } = await submitCommand(store, { offering, user, phase, params, by: 'root' });
      return command.id;
    },
    ended: (command) =>
      eventually(
        async () => {
          const found = await getCommand(store, command);
          if (found === undefined || !hasEnded(found.status))
            throw new Error(`command ${command} has not ended: ${JSON.stringify(found)}`);
          return found;
        },
        { everyMs: 20 },
      ),
    printed: async (command) => (await readOutput(store, { command }, 0, 100_000)).map(({ text }) => text),
    startWorker: (options = {}) => {
      const stop = new AbortController();
      const done = runWorker({ ...workerOptions(store, home), ...options }, stop.signal);
      const worker = {
        stop: async () => {
          stop.abort();
          await done;
        },
      };
      workers.push(worker);
      return worker;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await store.close();
    },
  };
  return stage;
}
