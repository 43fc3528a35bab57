import { type Context, Hono } from 'hono';
import { CapstanError } from '../../errors/index.ts';
import { type ServerEvent, streamEvents } from '../events/index.ts';
import { problemOf } from '../problem.ts';
import { drawDetail, drawList, type Place, readDiff, readHistory, type Scope } from './picture/index.ts';
import type { Draw, Lookout } from './watch/index.ts';

/** Says what the one who asks may look at. @throws CapstanError */
export type ScopeOf = (c: Context) => Scope | Promise<Scope>;

/**
 * The releases of a cluster, to be mounted anywhere:
 *
 *   GET /                                       the list
 *   GET /events                                 the list, again whenever it is another one
 *   GET /{namespace}/{name}                     one release: its tree, conditions, events of objects
 *   GET /{namespace}/{name}/events              the same, live
 *   GET /{namespace}/{name}/history             its revisions
 *   GET /{namespace}/{name}/diff?from=1&to=2    what changed; to=live compares with the cluster
 *
 * @param stopping fires when the server stops: event streams end
 */
export function releaseRoutes(scopeOf: ScopeOf, stopping: AbortSignal): Hono {
  const app = new Hono();
  const list = (scope: Scope) => (sight: Parameters<typeof drawList>[0]) => drawList(sight, scope);
  const detail = (scope: Scope, place: Place) => (sight: Parameters<typeof drawDetail>[0]) =>
    drawDetail(sight, scope, place);

  app.get('/', async (c) => {
    const scope = await scopeOf(c);
    return c.json(await scope.lookout.once(list(scope), c.req.raw.signal));
  });
  app.get('/events', async (c) => {
    const scope = await scopeOf(c);
    return follow(c, scope.lookout, 'releases', list(scope), stopping);
  });
  app.get('/:namespace/:name', async (c) => {
    const scope = await scopeOf(c);
    return c.json(await scope.lookout.once(detail(scope, placeOf(c)), c.req.raw.signal));
  });
  app.get('/:namespace/:name/events', async (c) => {
    const scope = await scopeOf(c);
    return follow(c, scope.lookout, 'release', detail(scope, placeOf(c)), stopping);
  });
  app.get('/:namespace/:name/history', async (c) => {
    const scope = await scopeOf(c);
    return c.json(await scope.lookout.once((sight) => readHistory(sight, scope, placeOf(c)), c.req.raw.signal));
  });
  app.get('/:namespace/:name/diff', async (c) => {
    const scope = await scopeOf(c);
    const to = c.req.query('to') === 'live' ? 'live' : revisionIn(c, 'to');
    const revisions = { from: revisionIn(c, 'from'), to } as const;
    return c.json(await scope.lookout.once((sight) => readDiff(sight, scope, placeOf(c), revisions), c.req.raw.signal));
  });
  return app;
}

function follow<T>(c: Context, lookout: Lookout, event: string, draw: Draw<T>, stopping: AbortSignal): Response {
  return streamEvents(c, (signal) => eventsOf(lookout, event, draw, signal), stopping);
}

/** `problem` in place of a picture that cannot be drawn; another try follows. */
async function* eventsOf<T>(
  lookout: Lookout,
  event: string,
  draw: Draw<T>,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent, void> {
  for await (const drawn of lookout.follow(draw, signal)) {
    yield 'error' in drawn ? { event: 'problem', data: problemOf(drawn.error) } : { event, data: drawn.picture };
  }
}

function placeOf(c: Context): Place {
  return { namespace: c.req.param('namespace') ?? '', name: c.req.param('name') ?? '' };
}

function revisionIn(c: Context, name: string): number {
  const text = c.req.query(name) ?? '';
  const revision = Number(text);
  if (/^\d{1,9}$/.test(text) && revision > 0) return revision;
  throw new CapstanError('REQUEST_MALFORMED', `query.${name}: "${text}" is no revision`);
}
