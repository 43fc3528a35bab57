import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  makeUser,
  openStore,
  parseServiceFile,
  registerPlan,
  states,
  submitCommand,
} from '../../../src/workflow/index.ts';
import { releaseHeld } from '../../../src/workflow/runs/index.ts';

const it = suite('held commands');

const services = `
- {plan: many, limits: {deployments: 1000, concurrency: 1}, steps: [{task: run, params: a}]}
- {plan: other, limits: {deployments: 1000}, steps: [{task: run, params: a}]}
`;

it('nobody waits behind the backlog of a user who has all places that a user may have', async () => {
  const store = await openStore({ at: 'memory' });
  for (const entry of parseServiceFile(services, 'x.yml')) await registerPlan(store, entry, undefined);
  for (const name of ['ann', 'bob']) await makeUser(store, { name, role: 'user' }, undefined);
  const submit = async (offering: string, user: string) => {
    const given = { offering, user, phase: 'install', params: '', by: 'ann' };
    return (await submitCommand(store, given)).command.id;
  };
  const runs = await submit('other', 'ann');
  const ended = await submit('many', 'bob');
  await sql`
    WITH made AS (
      INSERT INTO deployments (name, plan_id, user_id, number)
        SELECT 'many.ann', plans.id, users.id, number FROM plans, users, generate_series(1, 520) AS number
          WHERE plans.name = 'many' AND users.name = 'ann' RETURNING id, plan_id, user_id)
    INSERT INTO commands (plan_id, configuration_id, user_id, deployment_id, phase, params, submitted_by)
      SELECT plan_id, configuration_id, user_id, made.id, 'install', '', user_id
        FROM made JOIN plans ON plans.id = plan_id`.execute(store.db);
  const [next, after] = [await submit('many', 'bob'), await submit('many', 'bob')];
  const { db } = store;
  await db.updateTable('commands').set({ held: true }).where('id', '>', ended).execute();
  await db.updateTable('commands').set({ status: states.PENDING }).where('id', '=', runs).execute();
  await db.updateTable('commands').set({ status: states.COMPLETED }).where('id', '=', ended).execute();
  const place = await db.selectFrom('commands').selectAll().where('id', '=', ended).executeTakeFirstOrThrow();
  await db.transaction().execute((trx) => releaseHeld(store, trx, { perUser: 1 }, place));
  const waiting = await db.selectFrom('commands').select(['id', 'held']).where('id', '>', ended).execute();
  assert.equal(
    waiting.filter(({ held }) => !held).map(({ id }) => id),
    [next],
  );
  assert.ok(waiting.some(({ id, held }) => id === after && held));
  await store.close();
});

it.run();
