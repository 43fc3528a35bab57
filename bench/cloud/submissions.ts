import { sql } from 'kysely';
import { openStore } from '../../src/workflow/index.ts';
import type { Figure } from '../report.ts';
import type { Manager } from './manager.ts';

const inFlight = 16;

/** Commands given through REST in a second, beside rows that nothing but the database has to do with. */
export async function submissionsOf(
  kind: string,
  manager: Manager,
  count: number,
  { atLeast, baseline }: { readonly atLeast: number; readonly baseline: number },
): Promise<Figure[]> {
  await manager.ask('POST', 'service/plan', {
    plan: 'submitted',
    limits: { deployments: count },
    steps: [{ task: 'run', params: '/bin/true' }],
  });
  const perSecond = await ratePerSecond(count, (index) =>
    manager.ask('POST', 'service/command', { offering: 'submitted', phase: 'install', params: `number=${index}` }),
  );
  const note = `${(perSecond / baseline).toFixed(2)} times the baseline`;
  return [
    { name: `${kind}: one row a transaction`, value: baseline, unit: '/s', note: 'the baseline' },
    { name: `${kind}: submissions`, value: perSecond, unit: '/s', atLeast, note },
  ];
}

/** One row a transaction, as fast as the database alone takes them. */
export async function rowsPerSecond(at: { folder: string } | { database: string }, count: number): Promise<number> {
  const store = await openStore({ at });
  try {
    await sql`CREATE TABLE bench_rows (text text)`.execute(store.db);
    const rate = await ratePerSecond(count, () => sql`INSERT INTO bench_rows VALUES ('a row')`.execute(store.db));
    await sql`DROP TABLE bench_rows`.execute(store.db);
    return rate;
  } finally {
    await store.close();
  }
}

async function ratePerSecond(count: number, act: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < count) await act(next++);
    }),
  );
  return count / ((performance.now() - started) / 1_000);
}
