import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { getCommand, type Store } from '../../workflow/index.ts';
import { callerOf, maySee } from '../access/index.ts';
import { allEvents, commandEvents, streamEvents } from '../events/index.ts';
import { idParam, maxId, problems } from '../schemas/index.ts';
import { type Api, found } from './api.ts';

const tags = ['events'];
const toldAgainMs = 10 * 60_000;
const stream = (description: string) => ({
  description,
  content: { 'text/event-stream': { schema: z.string() } },
});

const ofCommand = createRoute({
  operationId: 'followCommand',
  method: 'get',
  path: '/service/command/{id}/events',
  tags,
  summary: 'Follow a command',
  description:
    'Server-sent events `command`, `task` (as a GET gives them), `output` ({task, lines}) and at last `end` ({status, status_name}). ' +
    'First come the present state and all lines; `Last-Event-ID` goes on after the line of that id.',
  request: { params: idParam },
  responses: { 200: stream('Events until the command has ended.'), ...problems(404) },
});

const ofAll = createRoute({
  operationId: 'followAll',
  method: 'get',
  path: '/events',
  tags,
  summary: 'Follow everything one may see',
  description:
    'Server-sent events `command`, `task`, `deployment` and `plan`, each as a GET gives it, whenever it has changed, and `gone` for a ' +
    'plan that is offered no more. `ready` comes first; `Last-Event-ID` tells again what has changed since, ' +
    'where that is at most ten minutes ago: who was away for longer reads the lists after `ready`.',
  responses: { 200: stream('Events for as long as one listens.'), ...problems() },
});

/** @param stopping fires when the server stops */
export function eventRoutes(api: Api, store: Store, stopping: AbortSignal): void {
  api.openapi(ofCommand, async (c) => {
    const { id } = c.req.valid('param');
    found(await getCommand(store, id), `command ${id}`, ({ user }) => maySee(c, user));
    return streamEvents(c, (signal) => commandEvents(store, id, lastLineOf(c), signal), stopping);
  });

  api.openapi(ofAll, (c) => {
    return streamEvents(c, (signal) => allEvents(store, callerOf(c), lastSeenOf(c, Date.now()), signal), stopping);
  });
}

/** The line to go on after; from the first one where what is sent is no id of ours. */
function lastLineOf(c: Context): number {
  const last = Number(/^\d{1,15}$/.exec(c.req.header('last-event-id') ?? '')?.[0] ?? 0);
  return last <= maxId ? last : 0;
}

/** When the caller saw the last event, unless that is so long ago that to read the lists is less than to be told all since. */
function lastSeenOf(c: Context, nowMs: number): Date | undefined {
  const last = Date.parse(c.req.header('last-event-id') ?? '');
  return nowMs - last < toldAgainMs && last <= nowMs ? new Date(last) : undefined;
}
