/** What the server answers with: its own types, by the words of the page. */
import type {
  CommandJson,
  CommandWithTasksJson,
  ConfigurationJson,
  DeploymentJson,
  OutputLineJson,
  PlanJson,
  SessionJson,
  TaskJson,
  UserJson,
} from '../server/index.ts';

export interface List<T> {
  readonly objects: readonly T[];
  readonly meta: {
    readonly total: number;
    readonly limit: number;
    readonly offset: number;
    readonly next: string | null;
  };
}

export type Command = CommandJson & Partial<Pick<CommandWithTasksJson, 'tasks'>>;
export type Task = TaskJson;
export type Deployment = DeploymentJson;
export type Plan = PlanJson;
export type Parameter = PlanJson['parameters'][number];
export type Configuration = ConfigurationJson;
export type OutputLine = OutputLineJson;
export type User = UserJson;
export type Session = Pick<SessionJson, 'user' | 'role'>;
export type StateName = CommandJson['status_name'];

export interface OutputPage {
  readonly objects: readonly OutputLine[];
  /** `next`: what to ask after for the lines that follow. */
  readonly meta: { readonly limit: number; readonly next: number; readonly complete: boolean };
}
