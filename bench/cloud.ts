import { execFileSync } from 'node:child_process';
import { startPostgres } from '../test/support/postgres.ts';
import { scratchFolder } from '../test/support/scratch.ts';
import { drain } from './cloud/drain.ts';
import { listLatency, writeHistory } from './cloud/history.ts';
import { type Manager, startManager } from './cloud/manager.ts';
import { firstLoad } from './cloud/page.ts';
import { rowsPerSecond, submissionsOf } from './cloud/submissions.ts';
import type { Figure } from './report.ts';

const submitted = 2_000;
const historic = 10_000;

/** The cloud manager: submissions on both stores, a long history, workers that share the work, and its page. */
export async function benchCloud(commands: number): Promise<Figure[]> {
  execFileSync(process.execPath, ['scripts/web.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await using postgres = await startPostgres();
  return [...(await embedded()), ...(await onServer(postgres.uri, commands)), ...firstLoad()];
}

async function embedded(): Promise<Figure[]> {
  const folder = scratchFolder();
  const words = ['--data', folder];
  const baseline = await rowsPerSecond({ folder }, submitted);
  let known = '';
  const figures = await withManager(words, async (manager) => {
    known = manager.authorization;
    return submissionsOf('embedded', manager, submitted, { atLeast: 200, baseline });
  });
  await writeHistory({ folder }, historic);
  return [...figures, ...(await withManager(words, (manager) => listLatency(manager, historic), known))];
}

async function onServer(database: string, commands: number): Promise<Figure[]> {
  const baseline = await rowsPerSecond({ database }, submitted);
  return withManager(['--database', database, '--data', scratchFolder()], async (manager) => [
    ...(await submissionsOf('PostgreSQL', manager, submitted, { atLeast: 500, baseline })),
    ...(await drain(manager, database, commands)),
  ]);
}

async function withManager<T>(
  words: readonly string[],
  use: (manager: Manager) => Promise<T>,
  known?: string,
): Promise<T> {
  await using manager = await startManager(words, known);
  return await use(manager);
}
