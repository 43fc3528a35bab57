import type {
  CommandView,
  ConfigurationView,
  DeploymentView,
  OutputView,
  PlanView,
  State,
  TaskView,
  UserView,
} from '../workflow/index.ts';
import { stateName } from '../workflow/index.ts';
import type {
  CommandJson,
  CommandWithTasksJson,
  ConfigurationJson,
  DeploymentJson,
  OutputLineJson,
  PlanJson,
  TaskJson,
  UserJson,
} from './schemas/index.ts';

export const apiPath = '/admin/api/v2';

export function commandJson(command: CommandView): CommandJson {
  const { id, offering, user, phase, params, deployment } = command;
  return {
    id,
    resource_uri: uriOf('command', id),
    offering,
    user,
    phase,
    params,
    ...stateJson(command),
    deployment,
    ...timesJson(command),
  };
}

export function commandWithTasksJson(command: CommandView): CommandWithTasksJson {
  return { ...commandJson(command), tasks: (command.tasks ?? []).map(taskJson) };
}

export function taskJson(task: TaskView): TaskJson {
  return {
    id: task.id,
    resource_uri: uriOf('task', task.id),
    command: task.command,
    deployment: task.deployment,
    user: task.user,
    offering: task.offering,
    name: task.title === '' ? task.name : task.title,
    kind: task.name,
    phase: task.phase,
    params: task.params,
    task_id: task.task_id,
    depends_on: task.depends_on,
    ...stateJson(task),
    return_code: task.return_code,
    worker: task.worker,
    ...timesJson(task),
    started: task.started?.toISOString() ?? null,
    ended: task.ended?.toISOString() ?? null,
  };
}

export function deploymentJson(deployment: DeploymentView): DeploymentJson {
  const { id, name, offering, user, params, settings } = deployment;
  return {
    id,
    resource_uri: uriOf('deployment', id),
    name,
    offering,
    user,
    params,
    settings: { ...settings },
    ...stateJson(deployment),
    ...timesJson(deployment),
  };
}

export function planJson(plan: PlanView): PlanJson {
  const { id, name, description, limits, parameters, version } = plan;
  return {
    id,
    resource_uri: uriOf('plan', name),
    name,
    description,
    limits: { ...limits },
    parameters: parameters.map(({ choices, ...parameter }) => ({
      ...parameter,
      ...(choices ? { choices: [...choices] } : {}),
    })),
    version,
    ...timesJson(plan),
  };
}

export function configurationJson(configuration: ConfigurationView): ConfigurationJson {
  const { id, plan, version, is_current, env, steps, timeout, created } = configuration;
  return {
    id,
    resource_uri: uriOf('configuration', id),
    plan,
    version,
    is_current,
    env: { ...env },
    steps: steps.map((step) => ({ ...step })),
    timeout,
    created: created.toISOString(),
  };
}

export function userJson({ name, role, disabled, created }: UserView): UserJson {
  return { name, resource_uri: uriOf('user', name), role, disabled, created: created.toISOString() };
}

const streams = { out: 'stdout', err: 'stderr', note: 'note' } as const;

export function outputJson({ id, task, at, stream, text }: OutputView): OutputLineJson {
  return { id, task, time: at.toISOString(), stream: streams[stream], text };
}

export function uriOf(kind: string, key: string | number): string {
  return `${apiPath}/service/${kind}/${key}`;
}

function stateJson({ status, status_message }: { status: State; status_message: string }) {
  return {
    status: String(status) as CommandJson['status'],
    status_name: stateName(status),
    status_message,
  };
}

function timesJson({ created, updated }: { created: Date; updated: Date }) {
  return { created: created.toISOString(), updated: updated.toISOString() };
}
