import { createRoute, z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import {
  getCommand,
  getTask,
  hasEnded,
  listTasks,
  readOutput,
  restartTask,
  type Store,
  type TaskView,
} from '../../workflow/index.ts';
import { callerOf, maySee, type ServerEnv, userSeen } from '../access/index.ts';
import { commandWithTasksJson, outputJson, taskJson } from '../representation.ts';
import {
  commandWithTasks,
  idParam,
  output,
  outputQuery,
  problems,
  task,
  taskFilter,
  taskList,
} from '../schemas/index.ts';
import { type Api, defined, found, metaOf, stateOf } from './api.ts';
import { json } from './content.ts';

const tags = ['tasks'];
const linesAtOnce = 2_000;

const list = createRoute({
  operationId: 'listTasks',
  method: 'get',
  path: '/service/task',
  tags,
  summary: 'List tasks, the newest first',
  request: { query: taskFilter },
  responses: { 200: json(taskList, 'Tasks.'), ...problems(403) },
});

const read = createRoute({
  operationId: 'getTask',
  method: 'get',
  path: '/service/task/{id}',
  tags,
  summary: 'See a task',
  request: { params: idParam },
  responses: { 200: json(task, 'The task.'), ...problems(404) },
});

const restart = createRoute({
  operationId: 'restartTask',
  method: 'post',
  path: '/service/task/{id}/restart',
  tags,
  summary: 'Restart a task that failed, and what comes after it',
  request: { params: idParam },
  responses: { 200: json(commandWithTasks, 'Its command waits to be run again.'), ...problems(404, 409) },
});

const readLines = createRoute({
  operationId: 'getOutput',
  method: 'get',
  path: '/service/task/{id}/output',
  tags,
  summary: 'Read what a task printed',
  description: 'With `Accept: text/plain` all of it, as text.',
  request: { params: idParam, query: outputQuery },
  responses: {
    200: {
      description: 'Lines.',
      content: { 'application/json': { schema: output }, 'text/plain': { schema: z.string() } },
    },
    ...problems(404),
  },
});

export function taskRoutes(api: Api, store: Store): void {
  api.openapi(list, async (c) => {
    const { limit, offset, user, status, command, deployment } = c.req.valid('query');
    const filter = defined({
      command: command || undefined,
      deployment,
      user: userSeen(c, user),
      status: stateOf(status),
    });
    const { objects, total } = await listTasks(store, filter, { limit, offset });
    return c.json({ objects: objects.map(taskJson), meta: metaOf(c, total, { limit, offset }) }, 200);
  });

  api.openapi(read, async (c) => c.json(taskJson(await seen(c, store, c.req.valid('param').id)), 200));

  api.openapi(restart, async (c) => {
    const { id, command } = await seen(c, store, c.req.valid('param').id);
    await restartTask(store, id, callerOf(c).name);
    return c.json(commandWithTasksJson(found(await getCommand(store, command), `command ${command}`)), 200);
  });

  api.openapi(readLines, async (c) => {
    const { id, status } = await seen(c, store, c.req.valid('param').id);
    const { after, limit, format } = c.req.valid('query');
    if (format === 'text' || wantsText(c.req.header('accept')))
      return asText(textOf(store, id, after), `task-${id}.txt`);
    const lines = await readOutput(store, { task: id }, after, limit);
    const complete = lines.length < limit && hasEnded(status);
    const meta = { limit, next: lines.at(-1)?.id ?? after, complete };
    return c.json({ objects: lines.map(outputJson), meta }, 200);
  });
}

async function seen(c: Context<ServerEnv>, store: Store, id: number): Promise<TaskView> {
  return found(await getTask(store, id), `task ${id}`, ({ user }) => maySee(c, user));
}

function wantsText(accept = ''): boolean {
  const [first = ''] = accept.split(/[,;]/);
  return first.trim() === 'text/plain';
}

function asText(body: ReadableStream<Uint8Array>, file: string): Response & TypedResponse<string, 200, 'text'> {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${file}"`,
  };
  return new Response(body, { headers }) as Response & TypedResponse<string, 200, 'text'>;
}

/** All lines, read from the store as they are taken. */
function textOf(store: Store, task: number, after: number): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let from = after;
  return new ReadableStream({
    async pull(stream) {
      const lines = await readOutput(store, { task }, from, linesAtOnce);
      if (lines.length > 0) stream.enqueue(text.encode(lines.map((line) => `${line.text}\n`).join('')));
      from = lines.at(-1)?.id ?? from;
      if (lines.length < linesAtOnce) stream.close();
    },
  });
}
