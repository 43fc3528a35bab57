import { sql } from 'kysely';
import { openStore, type Store } from '../../src/workflow/index.ts';
import type { Figure } from '../report.ts';
import { percentile } from './latency.ts';
import type { Manager } from './manager.ts';

const asked = 300;

/** Tasks that have been, of commands that are in the store: what a year of use leaves behind. */
export async function writeHistory(at: { folder: string }, tasks: number): Promise<void> {
  const store = await openStore({ at });
  try {
    const command = await anyCommand(store);
    await sql`
      INSERT INTO tasks (command_id, deployment_id, position, step, name, phase, params, status, return_code)
      SELECT ${command.id}, ${command.deployment_id}, number + 10, number, 'run', 'install', '', 5, 0
      FROM generate_series(1, ${tasks}) AS number`.execute(store.db);
  } finally {
    await store.close();
  }
}

async function anyCommand({ db }: Store): Promise<{ id: number; deployment_id: number }> {
  return db.selectFrom('commands').select(['id', 'deployment_id']).limit(1).executeTakeFirstOrThrow();
}

/** The first page of tasks, beside the smallest answer there is. */
export async function listLatency(manager: Manager, tasks: number): Promise<Figure[]> {
  const baseline = await percentile(99, asked, () => manager.ask('GET', 'service/plan/submitted'));
  const { meta } = (await manager.ask('GET', 'service/task?limit=50')) as { meta: { total: number } };
  if (meta.total < tasks) throw new Error(`${meta.total} tasks are in the list: ${tasks} were written`);
  const value = await percentile(99, asked, () => manager.ask('GET', 'service/task?limit=50'));
  return [
    { name: 'one plan, p99', value: baseline, unit: 'ms', note: 'the baseline' },
    {
      name: `list of ${meta.total} tasks, p99`,
      value,
      unit: 'ms',
      atMost: 50,
      note: `${(value / baseline).toFixed(2)} times the baseline`,
    },
  ];
}
