import { z } from '@hono/zod-openapi';
import { listOf, paging, whole } from './lists.ts';
import {
  deploymentName,
  id,
  maxId,
  phase,
  plainPlanName,
  plainUserName,
  stateFields,
  statusFilter,
  text,
  time,
  timeFields,
  userName,
} from './parts.ts';

export const task = z
  .object({
    id,
    resource_uri: z.string().openapi({ example: '/admin/api/v2/service/task/2' }),
    command: id,
    deployment: deploymentName.nullable(),
    user: plainUserName,
    offering: plainPlanName,
    name: z.string().openapi({ example: 'run' }),
    kind: z.string().openapi({ description: 'dispatch, run, git or module', example: 'run' }),
    phase,
    params: z.string().openapi({ description: 'What the task was given.' }),
    task_id: z.string().openapi({ description: 'A UUID.' }),
    depends_on: id.nullable().openapi({ description: 'The task before it.' }),
    ...stateFields,
    return_code: z.int().nullable(),
    worker: z.string().nullable().openapi({ description: 'Who runs it, or ran it last.' }),
    ...timeFields,
    started: time.nullable(),
    ended: time.nullable(),
  })
  .openapi('Task');

export const taskList = listOf(task, 'TaskList');

export const taskFilter = z.object({
  ...paging,
  command: whole({ min: 1, max: maxId, otherwise: 0 }).openapi({ default: undefined }),
  user: userName.optional(),
  status: statusFilter,
  deployment: text(200).optional(),
});

const outputLine = z
  .object({
    id: z.int(),
    task: id,
    time,
    stream: z.enum(['stdout', 'stderr', 'note']).openapi({ description: 'note: what the worker says itself.' }),
    text: z.string(),
  })
  .openapi('OutputLine');

export const output = z
  .object({
    objects: z.array(outputLine),
    meta: z.object({
      limit: z.int(),
      next: z.int().openapi({ description: '`after` of what follows.' }),
      complete: z.boolean().openapi({ description: 'No more will come: this was the rest, and the task has ended.' }),
    }),
  })
  .openapi('Output');

export const outputQuery = z.object({
  after: whole({ min: 0, max: maxId, otherwise: 0 }),
  limit: whole({ min: 1, max: 5_000, otherwise: 1_000 }),
  format: z
    .enum(['json', 'text'])
    .optional()
    .openapi({ description: 'text: all lines, as `Accept: text/plain` gives them.' }),
});

export type TaskJson = z.infer<typeof task>;
export type OutputLineJson = z.infer<typeof outputLine>;
