import type { Kysely } from 'kysely';
import type { Tables } from '../store/index.ts';
import type { Run } from './run.ts';

/** All that is needed to run a command that a worker has. */
export async function loadRun(db: Kysely<Tables>, command: number): Promise<Run> {
  const row = await db
    .selectFrom('commands')
    .innerJoin('users', 'users.id', 'commands.user_id')
    .innerJoin('plans', 'plans.id', 'commands.plan_id')
    .innerJoin('deployments', 'deployments.id', 'commands.deployment_id')
    .innerJoin('configurations', 'configurations.id', 'commands.configuration_id')
    .select(['commands.worker', 'commands.run', 'commands.phase', 'commands.params'])
    .select(['users.name as user', 'plans.name as plan', 'deployments.name as deployment', 'deployments.settings'])
    .select(['configurations.env', 'configurations.steps'])
    .where('commands.id', '=', command)
    .executeTakeFirstOrThrow();
  const tasks = await db
    .selectFrom('tasks')
    .select(['id', 'position', 'step', 'name', 'status', 'attempt', 'timeout'])
    .where('command_id', '=', command)
    .orderBy('position')
    .execute();
  return {
    command,
    worker: row.worker ?? '',
    number: row.run,
    phase: row.phase,
    specs: row.params,
    user: row.user,
    plan: row.plan,
    deployment: row.deployment,
    provider: typeof row.settings['provider'] === 'string' ? row.settings['provider'] : undefined,
    env: row.env,
    steps: row.steps,
    tasks: tasks.map(({ timeout, ...task }) => ({ ...task, timeoutMs: (timeout ?? 0) * 1_000 })),
  };
}
