import { createHash } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  type CommandView,
  cancelCommand,
  getCommand,
  listCommands,
  restartCommand,
  type Store,
  submitCommand,
} from '../../workflow/index.ts';
import { callerOf, maySee, type ServerEnv, userAsked, userSeen } from '../access/index.ts';
import { commandJson, commandWithTasksJson, uriOf } from '../representation.ts';
import {
  command,
  commandFilter,
  commandList,
  commandWithTasks,
  idParam,
  newCommand,
  problems,
} from '../schemas/index.ts';
import { type Api, defined, found, metaOf, stateOf } from './api.ts';
import { json } from './content.ts';

const tags = ['commands'];

const submit = createRoute({
  operationId: 'submitCommand',
  method: 'post',
  path: '/service/command',
  tags,
  summary: 'Command a service',
  description:
    'Stored with its place in the queue before the answer: what is answered 201 is run, whatever fails meanwhile.',
  request: {
    body: { content: { 'application/json': { schema: newCommand } }, required: true },
    headers: z.object({
      'idempotency-key': z
        .string()
        .regex(/^[!-~]{1,200}$/, 'is no key of 1 to 200 plain characters')
        .optional()
        .openapi({ description: 'The same key with the same command again: the same answer, and one command.' }),
    }),
  },
  responses: {
    201: {
      ...json(command, 'The command waits to be run.'),
      headers: z.object({ Location: z.string().openapi({ description: 'Where the command is seen.' }) }),
      links: linksTo('getCommand', 'cancelCommand', 'restartCommand'),
    },
    ...problems(403, 404, 409, 413, 415, 422),
  },
});

const list = createRoute({
  operationId: 'listCommands',
  method: 'get',
  path: '/service/command',
  tags,
  summary: 'List commands, the newest first',
  request: { query: commandFilter },
  responses: { 200: json(commandList, 'Commands.'), ...problems(403) },
});

const read = createRoute({
  operationId: 'getCommand',
  method: 'get',
  path: '/service/command/{id}',
  tags,
  summary: 'See a command and its tasks',
  request: { params: idParam },
  responses: { 200: json(commandWithTasks, 'The command.'), ...problems(404) },
});

const restart = createRoute({
  operationId: 'restartCommand',
  method: 'post',
  path: '/service/command/{id}/restart',
  tags,
  summary: 'Restart a command that failed, from the step that failed',
  request: { params: idParam },
  responses: { 200: json(commandWithTasks, 'The command waits to be run again.'), ...problems(404, 409) },
});

const cancel = createRoute({
  operationId: 'cancelCommand',
  method: 'post',
  path: '/service/command/{id}/cancel',
  tags,
  summary: 'Cancel a command',
  description: 'One that waits ends at once; of one that runs, the process of its task is ended.',
  request: { params: idParam },
  responses: { 200: json(commandWithTasks, 'The command ends, or has ended.'), ...problems(404, 409) },
});

export function commandRoutes(api: Api, store: Store, publicUrl: string | undefined): void {
  api.openapi(submit, async (c) => {
    const { offering, user: asked, phase, params = '', deployment } = c.req.valid('json');
    const user = userAsked(c, asked);
    const key = c.req.valid('header')['idempotency-key'];
    const fingerprint = digest([offering, user, phase, params, deployment ?? null]);
    const given = defined({ offering, user, phase, params, deployment, by: callerOf(c).name });
    const { command } = await submitCommand(
      store,
      key === undefined ? given : { ...given, idempotency: { key, fingerprint } },
    );
    c.header('location', new URL(uriOf('command', command.id), publicUrl ?? c.req.url).href);
    return c.json(commandJson(command), 201);
  });

  api.openapi(list, async (c) => {
    const { limit, offset, user, status, ...rest } = c.req.valid('query');
    const filter = defined({ ...rest, user: userSeen(c, user), status: stateOf(status) });
    const { objects, total } = await listCommands(store, filter, { limit, offset });
    return c.json({ objects: objects.map(commandJson), meta: metaOf(c, total, { limit, offset }) }, 200);
  });

  api.openapi(read, async (c) => c.json(commandWithTasksJson(await seen(c, store, c.req.valid('param').id)), 200));

  api.openapi(restart, async (c) => {
    const { id } = await seen(c, store, c.req.valid('param').id);
    await restartCommand(store, id, callerOf(c).name);
    return c.json(commandWithTasksJson(await seen(c, store, id)), 200);
  });

  api.openapi(cancel, async (c) => {
    const { id } = await seen(c, store, c.req.valid('param').id);
    await cancelCommand(store, id, callerOf(c).name);
    return c.json(commandWithTasksJson(await seen(c, store, id)), 200);
  });
}

async function seen(c: Context<ServerEnv>, store: Store, id: number): Promise<CommandView> {
  return found(await getCommand(store, id), `command ${id}`, ({ user }) => maySee(c, user));
}

/** To operations that take the id of the answer. */
function linksTo(...operations: readonly string[]) {
  return Object.fromEntries(
    operations.map((operationId) => [operationId, { operationId, parameters: { id: '$response.body#/id' } }]),
  );
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
