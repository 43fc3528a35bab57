import { once } from 'node:events';
import { type Context, Hono } from 'hono';
import { CapstanError } from '../errors/index.ts';
import type { ServerEnv } from './access/index.ts';
import { type ServerEvent, streamEvents } from './events/index.ts';
import type { AppOptions } from './options.ts';
import { type ReleaseList, releaseRoutes, type Scope } from './releases/index.ts';
import { seenDeployment } from './routes/index.ts';

type ScopedContext = Context<ServerEnv>;

const nothing: ReleaseList = { objects: [], notices: [] };

/** The releases of one deployment, for those who may see it: these alone, whatever else is on its cluster. */
export function deploymentReleases(options: AppOptions): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  // a service need not have any
  app.get('/', async (c, next) => ((await scopeOf(c, options)) ? next() : c.json(nothing)));
  app.get('/events', async (c, next) =>
    (await scopeOf(c, options)) ? next() : streamEvents(c, nothingYet, options.signal),
  );
  app.route(
    '/',
    releaseRoutes(async (c) => (await scopeOf(c as ScopedContext, options)) ?? absent(), options.signal),
  );
  return app;
}

/** Undefined where no release is known. @throws CapstanError ITEM_UNKNOWN for no deployment of the caller's */
async function scopeOf(c: ScopedContext, { store, placeOf, lookouts }: AppOptions): Promise<Scope | undefined> {
  const id = c.req.param('id') ?? '';
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new CapstanError('ITEM_UNKNOWN', `there is no deployment ${id}`);
  const { user, offering } = await seenDeployment(c, store, Number(id));
  const place = await placeOf?.(user, offering);
  if (lookouts === undefined || place?.kubeconfig === undefined || place.releases.length === 0) return undefined;
  return { lookout: lookouts.at(place.kubeconfig), releases: place.releases };
}

async function* nothingYet(signal: AbortSignal): AsyncGenerator<ServerEvent, void> {
  yield { event: 'releases', data: nothing };
  if (!signal.aborted) await once(signal, 'abort');
}

function absent(): never {
  throw new CapstanError('RELEASE_NOT_FOUND', 'no release of this deployment is known here');
}
