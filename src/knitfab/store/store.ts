import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Agent, Data, DataState, Plan, Run, RunState, Tag } from './model.ts';
import type { Queries } from './queries.ts';
import { type DataRow, dataOf, type PlanRow, planOf, type RunRow, runOf } from './rows.ts';
import { together } from './transaction.ts';

/** The tables as objects. Methods that take a state change a row only when it still is in it, and answer whether they did. */
export class Store {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async addData(state: DataState, tags: readonly Tag[] = []): Promise<Data> {
    const id = randomUUID();
    await together(this.#pool, async (client) => {
      await putData(client, id, state);
      await putTags(client, id, tags);
    });
    return (await this.findData(id)) as Data;
  }

  async findData(id: string): Promise<Data | undefined> {
    return (await this.#data('d.id = $1', [id]))[0];
  }

  /** Data that carries all of the tags, the oldest first. */
  async dataWith(tags: readonly Tag[], state: DataState): Promise<readonly Data[]> {
    const carriesAll = `NOT EXISTS (
      SELECT 1 FROM unnest($2::text[], $3::text[]) AS wanted(key, value)
      WHERE NOT EXISTS (SELECT 1 FROM tags x WHERE x.data = d.id AND x.key = wanted.key AND x.value = wanted.value))`;
    const [keys, values] = [tags.map(({ key }) => key), tags.map(({ value }) => value)];
    return this.#data(`d.state = $1 AND ${carriesAll}`, [state, keys, values]);
  }

  async tagData(id: string, add: readonly Tag[], remove: readonly Tag[]): Promise<void> {
    await together(this.#pool, async (client) => {
      for (const { key, value } of remove) {
        await client.query('DELETE FROM tags WHERE data = $1 AND key = $2 AND value = $3', [id, key, value]);
      }
      await putTags(client, id, add);
    });
  }

  moveData(id: string, from: DataState, to: DataState): Promise<boolean> {
    return this.#changesOne('UPDATE data SET state = $3 WHERE id = $1 AND state = $2', [id, from, to]);
  }

  /** Uploads that began before and that no agent is there for any more become garbage. Answers how many. */
  async abandonUploads(before: Date): Promise<number> {
    const { rowCount } = await this.#pool.query(
      `UPDATE data d SET state = 'garbage' WHERE state = 'uploading' AND created_at < $1
         AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.data = d.id)`,
      [before],
    );
    return rowCount ?? 0;
  }

  async removeGarbage(id: string): Promise<void> {
    await this.#pool.query("DELETE FROM data WHERE id = $1 AND state = 'garbage'", [id]);
  }

  /** The same plan twice is one plan. */
  async addPlan(definition: Omit<Plan, 'id' | 'active'>): Promise<Plan> {
    const text = JSON.stringify(definition);
    await this.#pool.query(
      `INSERT INTO plans (id, definition, digest) VALUES ($1, $2::jsonb, ${digestOf('$2')}) ON CONFLICT (digest) DO NOTHING`,
      [randomUUID(), text],
    );
    const { rows } = await this.#pool.query<PlanRow>(`SELECT * FROM plans WHERE digest = ${digestOf('$1')}`, [text]);
    return planOf(rows[0] as PlanRow);
  }

  setActive(id: string, active: boolean): Promise<boolean> {
    return this.#changesOne('UPDATE plans SET active = $2 WHERE id = $1', [id, active]);
  }

  async plans(): Promise<readonly Plan[]> {
    return (await this.#pool.query<PlanRow>('SELECT * FROM plans ORDER BY id')).rows.map(planOf);
  }

  async findPlan(id: string): Promise<Plan | undefined> {
    return (await this.#pool.query<PlanRow>('SELECT * FROM plans WHERE id = $1', [id])).rows.map(planOf)[0];
  }

  /** The inputs of all runs that a plan has had. */
  async inputsOf(plan: string): Promise<readonly Run['inputs'][]> {
    const { rows } = await this.#pool.query<Pick<RunRow, 'inputs'>>('SELECT inputs FROM runs WHERE plan = $1', [plan]);
    return rows.map(({ inputs }) => inputs);
  }

  /** A run with the data that its outputs and its log will be; undefined when there is one of this plan and these inputs already. */
  addRun(plan: Plan, inputs: Run['inputs']): Promise<string | undefined> {
    const [id, log] = [randomUUID(), randomUUID()];
    const outputs = Object.fromEntries(plan.outputs.map(({ path }) => [path, randomUUID()]));
    return together(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO runs (id, plan, state, inputs, digest, outputs, log)
         VALUES ($1, $2, 'waiting', $3::jsonb, ${digestOf('$3')}, $4, $5) ON CONFLICT (plan, digest) DO NOTHING`,
        [id, plan.id, JSON.stringify(inputs), JSON.stringify(outputs), log],
      );
      if (rowCount === 0) return undefined;
      for (const data of [...Object.values(outputs), log]) await putData(client, data, 'planned', id);
      return id;
    });
  }

  async runs(...states: readonly RunState[]): Promise<readonly Run[]> {
    return this.#runs('cardinality($1::text[]) = 0 OR r.state = ANY($1)', [states]);
  }

  async findRun(id: string): Promise<Run | undefined> {
    return (await this.#runs('r.id = $1', [id]))[0];
  }

  moveRun(id: string, from: RunState, to: RunState, message?: string): Promise<boolean> {
    return this.#changesOne(
      'UPDATE runs SET state = $3, message = coalesce($4, message), updated_at = now() WHERE id = $1 AND state = $2',
      [id, from, to, message ?? null],
    );
  }

  async keepAgent({ pod, data, until }: Agent): Promise<void> {
    await this.#pool.query(
      'INSERT INTO agents (pod, data, until) VALUES ($1, $2, $3) ON CONFLICT (pod) DO UPDATE SET until = $3',
      [pod, data, until],
    );
  }

  async agentsUntil(now: Date): Promise<readonly Agent[]> {
    return (await this.#pool.query<Agent>('SELECT * FROM agents WHERE until <= $1', [now])).rows;
  }

  async forgetAgent(pod: string): Promise<void> {
    await this.#pool.query('DELETE FROM agents WHERE pod = $1', [pod]);
  }

  async #data(where: string, values: readonly unknown[]): Promise<Data[]> {
    const { rows } = await this.#pool.query<DataRow>(
      `SELECT d.id, d.state, d.claim, d.run, d.created_at,
         coalesce(json_agg(json_build_object('key', t.key, 'value', t.value) ORDER BY t.key, t.value)
           FILTER (WHERE t.key IS NOT NULL), '[]') AS tags
       FROM data d LEFT JOIN tags t ON t.data = d.id WHERE ${where} GROUP BY d.id ORDER BY d.created_at, d.id`,
      [...values],
    );
    return rows.map(dataOf);
  }

  async #runs(where: string, values: readonly unknown[]): Promise<Run[]> {
    const { rows } = await this.#pool.query<RunRow>(
      `SELECT r.*, p.definition, p.active FROM runs r JOIN plans p ON p.id = r.plan WHERE ${where} ORDER BY r.updated_at, r.id`,
      [...values],
    );
    return rows.map(runOf);
  }

  async #changesOne(text: string, values: readonly unknown[]): Promise<boolean> {
    return (await this.#pool.query(text, [...values])).rowCount === 1;
  }
}

/** SQL for what stands for a JSON parameter in an index; jsonb as text is the same for the same content. */
function digestOf(parameter: string): string {
  return `encode(sha256(convert_to((${parameter}::jsonb)::text, 'UTF8')), 'hex')`;
}

async function putData(client: Queries, id: string, state: DataState, run?: string): Promise<void> {
  const values = [id, state, `data-${id}`, run ?? null];
  await client.query('INSERT INTO data (id, state, claim, run) VALUES ($1, $2, $3, $4)', values);
}

async function putTags(client: Queries, data: string, tags: readonly Tag[]): Promise<void> {
  for (const { key, value } of tags) {
    await client.query('INSERT INTO tags (data, key, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      data,
      key,
      value,
    ]);
  }
}
