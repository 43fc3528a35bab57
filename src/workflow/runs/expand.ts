import { sql } from 'kysely';
import { parseParams } from '../../params/index.ts';
import { stringifyYaml } from '../../yaml/index.ts';
import { withoutUser } from '../steps/index.ts';
import type { Step } from '../store/index.ts';
import type { Trx } from './run.ts';

/** An hour, where neither the step nor the service says anything. */
const defaultTimeout = 3_600;

/** Makes a command's tasks: for each step its dispatch and its execution, each depending on the one before. Once. */
export async function expand(trx: Trx, command: number): Promise<void> {
  const known = await trx
    .selectFrom('tasks')
    .select('id')
    .where('command_id', '=', command)
    .limit(1)
    .executeTakeFirst();
  if (known !== undefined) return;
  const given = await trx
    .selectFrom('commands')
    .innerJoin('configurations', 'configurations.id', 'commands.configuration_id')
    .select(['commands.deployment_id', 'commands.phase', 'commands.params'])
    .select(['configurations.env', 'configurations.steps', 'configurations.timeout'])
    .where('commands.id', '=', command)
    .executeTakeFirstOrThrow();
  const planned = given.steps.flatMap((step, index) =>
    ['dispatch', step.task].map((name) => ({ name, step, at: index + 1 })),
  );
  if (planned.length === 0) return;
  const ids = await newIds(trx, planned.length);
  const rows = planned.map(({ name, step, at }, index) => ({
    id: ids[index] as number,
    command_id: command,
    deployment_id: given.deployment_id,
    position: index + 1,
    step: at,
    name,
    title: step.name ?? '',
    phase: given.phase,
    params: describe(step, given.phase, given.params, given.env),
    depends_on: index === 0 ? null : (ids[index - 1] as number),
    timeout: step.timeout ?? given.timeout ?? defaultTimeout,
  }));
  await trx.insertInto('tasks').values(rows).execute();
}

async function newIds(trx: Trx, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT nextval(pg_get_serial_sequence('tasks', 'id'))::integer AS id FROM generate_series(1, ${count}::integer)`.execute(
    trx,
  );
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** What the task runs with, for people. Of the configuration's variables only the names: a value may be a password. */
function describe(step: Step, phase: string, params: string, env: Readonly<Record<string, string>>): string {
  return stringifyYaml({
    [step.task]: withoutUser(step.params.trim()),
    phase,
    params: { ...parseParams(params) },
    env: Object.keys(env),
  });
}
