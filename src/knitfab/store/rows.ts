import type { Data, DataState, Plan, Run, Tag } from './model.ts';

export interface DataRow {
  readonly id: string;
  readonly state: DataState;
  readonly claim: string;
  readonly run: string | null;
  readonly created_at: Date;
  readonly tags: readonly Tag[];
}

export interface PlanRow {
  readonly id: string;
  readonly definition: Omit<Plan, 'id' | 'active'>;
  readonly active: boolean;
}

export interface RunRow extends Omit<Run, 'plan' | 'message' | 'updatedAt'> {
  readonly plan: string;
  readonly definition: PlanRow['definition'];
  readonly active: boolean;
  readonly message: string | null;
  readonly updated_at: Date;
}

export function planOf({ id, definition, active }: PlanRow): Plan {
  return { ...definition, id, active };
}

export function dataOf({ run, created_at, ...rest }: DataRow): Data {
  return { ...rest, ...(run === null ? {} : { run }), createdAt: created_at };
}

export function runOf(row: RunRow): Run {
  return {
    id: row.id,
    plan: planOf({ id: row.plan, definition: row.definition, active: row.active }),
    state: row.state,
    inputs: row.inputs,
    outputs: row.outputs,
    log: row.log,
    ...(row.message === null ? {} : { message: row.message }),
    updatedAt: row.updated_at,
  };
}
