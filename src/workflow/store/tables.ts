import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Phase, State } from '../states.ts';

/** The rows as they lie in the database: docs/decisions/0024 says why they are cut like this. */
export interface Tables {
  plans: PlanTable;
  configurations: ConfigurationTable;
  users: UserTable;
  api_keys: ApiKeyTable;
  deployments: DeploymentTable;
  commands: CommandTable;
  tasks: TaskTable;
  output_chunks: OutputChunkTable;
  workers: WorkerTable;
  audit: AuditTable;
  idempotency_keys: IdempotencyKeyTable;
}

type Created = ColumnType<Date, never, never>;
type Updated = ColumnType<Date, never, never>; // a trigger sets it
type Json<T extends object> = JSONColumnType<T>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

interface PlanTable {
  id: Generated<number>;
  name: ColumnType<string, string, never>;
  description: Generated<string>;
  /** How many a user may have at the same time. */
  max_deployments: Generated<number>;
  /** How many commands of the plan may run at the same time; null: as many as there are workers. */
  max_running: Nullable<number>;
  /** PlanParameter[] */
  parameters: Json<readonly PlanParameter[]>;
  /** The newest configuration. */
  configuration_id: Nullable<number>;
  /** Set: the plan is offered no more; its history stays. */
  withdrawn: Nullable<Date>;
  created: Created;
  updated: Updated;
}

export interface PlanParameter {
  readonly name: string;
  readonly label?: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'choice';
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface ConfigurationTable {
  id: Generated<number>;
  plan_id: number;
  /** From 1, for each plan. A configuration is never changed: a new one takes its place. */
  version: number;
  env: Json<Readonly<Record<string, string>>>;
  steps: Json<readonly Step[]>;
  /** Seconds a step may run, where the step says nothing. */
  timeout: Nullable<number>;
  created: Created;
}

export interface Step {
  readonly task: 'run' | 'git' | 'module';
  readonly params: string;
  readonly name?: string;
  readonly timeout?: number;
}

interface UserTable {
  id: Generated<number>;
  name: ColumnType<string, string, never>;
  role: ColumnType<Role, Role, Role>;
  disabled: Generated<boolean>;
  created: Created;
}

export type Role = 'admin' | 'user';

interface ApiKeyTable {
  id: Generated<number>;
  user_id: number;
  /** sha256 of the key, hex: a key has 192 random bits, a slow hash would protect nothing. */
  hash: string;
  /** The first characters, for people to tell keys apart. */
  hint: string;
  revoked: Nullable<Date>;
  created: Created;
}

export interface DeploymentTable {
  id: Generated<number>;
  /** `<plan>.<user>`, from the second on `<plan>.<user>.<number>`. */
  name: string;
  plan_id: number;
  user_id: number;
  number: number;
  status: ColumnType<State, State, State>;
  status_message: Generated<string>;
  /** Whether an install has ever completed since the last removal. */
  installed: Generated<boolean>;
  /** Text of params: what install and updates asked for, merged, as of the last command that completed. */
  params: Generated<string>;
  /** What the service has to remember. */
  settings: ColumnType<Readonly<Record<string, unknown>>, string | undefined, string>;
  created: Created;
  updated: Updated;
}

interface CommandTable {
  id: Generated<number>;
  plan_id: number;
  configuration_id: number;
  user_id: number;
  deployment_id: number;
  phase: ColumnType<Phase, Phase, never>;
  /** As it was said. */
  params: ColumnType<string, string, never>;
  status: Generated<State>;
  status_message: Generated<string>;
  /** From 1; a restart counts on. */
  attempt: Generated<number>;
  /** The worker that runs it. */
  worker: Nullable<string>;
  /** A fence: one more at every claim. What writes for an older run is not heard. */
  run: Generated<number>;
  /** INITIATED, and no job in the queue: it waits for a free place of its user, its plan or its deployment. */
  held: Generated<boolean>;
  /** Somebody wants it to end; the worker that runs it sees to that. */
  cancel_requested: Nullable<Date>;
  cancelled_by: Nullable<string>;
  /** Who gave it: an admin may command for others. */
  submitted_by: number;
  started: Nullable<Date>;
  ended: Nullable<Date>;
  created: Created;
  updated: Updated;
}

interface TaskTable {
  id: Generated<number>;
  uuid: Generated<string>;
  command_id: number;
  deployment_id: number;
  /** From 1, within the command. */
  position: number;
  /** From 1: the step of the configuration; its `dispatch` and its execution share it. */
  step: number;
  /** `dispatch`, or the step's task: `run`, `git`, `module`. */
  name: string;
  /** What the step calls itself. */
  title: Generated<string>;
  phase: ColumnType<Phase, Phase, never>;
  /** YAML of what it really runs with: { command, params, env names, … }; never a secret. */
  params: string;
  /** The task before it. */
  depends_on: Nullable<number>;
  status: Generated<State>;
  status_message: Generated<string>;
  return_code: Nullable<number>;
  /** From 1; a restart counts on. */
  attempt: Generated<number>;
  /** Seconds. */
  timeout: Nullable<number>;
  /** The last worker that ran it, by name. */
  worker: Nullable<string>;
  started: Nullable<Date>;
  ended: Nullable<Date>;
  created: Created;
  updated: Updated;
}

/** One line of output. */
interface OutputChunkTable {
  /** Ascending within a task: what a reader asks to go on after. */
  id: Generated<number>;
  task_id: number;
  /** From 1, goes on over restarts. Unique with task_id: to write a line again changes nothing. */
  seq: number;
  attempt: number;
  stream: ColumnType<Stream, Stream, never>;
  at: Date;
  text: string;
}

/** `note`: what the worker itself has to say. */
export type Stream = 'out' | 'err' | 'note';

interface WorkerTable {
  /** A uuid of the process's own making. */
  id: string;
  name: string;
  host: string;
  pid: number;
  capacity: number;
  seen: Generated<Date>;
  /** By the database's clock. A worker that did not renew it in time is lost, and so are its tasks. */
  lease_until: Date;
  created: Created;
}

interface AuditTable {
  id: Generated<number>;
  /** null: nobody, the system itself. */
  actor: Nullable<string>;
  action: string;
  subject: string;
  detail: ColumnType<Readonly<Record<string, unknown>>, string | undefined, never>;
  at: Created;
}

interface IdempotencyKeyTable {
  user_id: number;
  key: string;
  /** Of the request that came with it. */
  digest: string;
  command_id: Nullable<number>;
  created: Created;
}
