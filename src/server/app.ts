import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { CapstanError } from '../errors/index.ts';
import { asStoreError, authenticate as authenticateByKey, getUser, KnownKeys } from '../workflow/index.ts';
import { authenticate, bearerReader, limitRate, type People, type ServerEnv, Sessions } from './access/index.ts';
import { deploymentReleases } from './deployment-releases.ts';
import { limitBody } from './limit-body.ts';
import { omopsRoutes } from './omops/index.ts';
import { type AppOptions, defaultBodyBytes, defaultRate } from './options.ts';
import { assetsOf, securityHeaders } from './page/index.ts';
import { answerProblem, problemOf } from './problem.ts';
import { referenceRoutes } from './reference/index.ts';
import { apiPath } from './representation.ts';
import {
  type Api,
  commandRoutes,
  deploymentRoutes,
  eventRoutes,
  healthRoutes,
  newApi,
  planRoutes,
  sessionRoutes,
  taskRoutes,
  userRoutes,
} from './routes/index.ts';

/** The API and the page over a store: `app.fetch` answers requests, with or without a port. */
export function createApp(options: AppOptions): Api {
  const { store, publicUrl } = options;
  const app = newApi();
  const keys = new KnownKeys((user, key) => authenticateByKey(store, user, key));
  const people: People = {
    byKey: (user, key) => keys.userOf(user, key),
    byName: (user) => getUser(store, user),
  };
  const sessions = new Sessions(options.sessionSecret);

  app.onError((error, c) => answerError(error, c, options));
  app.use(securityHeaders());
  app.use(methodNotAllowed<ServerEnv>({ app, onMethodNotAllowed: refuseMethod }));
  app.use(limitBody(options.limits?.bodyBytes ?? defaultBodyBytes));

  healthRoutes(app, store);
  referenceRoutes(app, options.version);
  sessionRoutes(app, people, sessions, publicUrl);

  const readBearer = options.jwt && bearerReader(options.jwt);
  const guards = [
    authenticate({ people, sessions, readBearer, publicUrl, failures: options.limits?.failures }),
    limitRate(options.limits?.requests ?? defaultRate),
  ] as const;
  for (const path of [`${apiPath}/*`, '/apps/*']) app.use(path, ...guards);

  const api = newApi();
  commandRoutes(api, store, publicUrl);
  eventRoutes(api, store, options.signal);
  taskRoutes(api, store);
  deploymentRoutes(api, store);
  planRoutes(api, store);
  userRoutes(api, store, (user) => keys.forget(user));
  app.route(apiPath, api);
  app.route(`${apiPath}/service/deployment/:id/releases`, deploymentReleases(options));
  omopsRoutes(app, options.clusterOf);

  app.notFound(pageOr404(options.pageFolder));
  return app;
}

function answerError(error: unknown, c: Context, { log }: AppOptions): Response {
  const known = asStoreError(error);
  const problem = problemOf(known);
  if (problem.status >= 500) log.error('a request failed', known, { method: c.req.method, path: c.req.path });
  return answerProblem(c, problem, problem.status === 503 ? { 'retry-after': '5' } : {});
}

function refuseMethod(c: Context, methods: readonly string[]): Response {
  const error = new CapstanError('METHOD_UNSUITABLE', `${c.req.path} takes ${methods.join(', ')}, not ${c.req.method}`);
  return answerProblem(c, problemOf(error), { allow: methods.join(', ') });
}

const served = /^\/(admin|apps|docs|healthz|readyz)(\/|$)/;

/** Files of the page where nothing else is; a problem for the rest. */
function pageOr404(folder: string | undefined) {
  const asset = folder === undefined ? undefined : assetsOf(folder);
  return async (c: Context): Promise<Response> => {
    const { path, method } = c.req;
    const isFile = (method === 'GET' || method === 'HEAD') && !served.test(path);
    const file = isFile ? await asset?.(c, path) : undefined;
    return file ?? answerProblem(c, problemOf(new CapstanError('ROUTE_UNKNOWN', `there is nothing at ${path}`)));
  };
}
