import { type Context, Hono } from 'hono';
import { CapstanError } from '../../errors/index.ts';
import { assetsOf, securityHeaders } from '../page/index.ts';
import { answerProblem, problemOf } from '../problem.ts';
import { gate } from './gate.ts';
import type { Scope } from './picture/index.ts';
import { releaseRoutes } from './routes.ts';

export interface ReleasesAppOptions {
  readonly scope: Scope;
  /** Without it nothing is shown. */
  readonly token: string;
  /** The built pages: releases.html, assets/… */
  readonly pageFolder: string;
  /** Fires when the server stops. */
  readonly signal: AbortSignal;
}

/** The page of the releases and its API, for one person on the same machine. */
export function createReleasesApp({ scope, token, pageFolder, signal }: ReleasesAppOptions): Hono {
  const app = new Hono();
  const asset = assetsOf(pageFolder);
  app.onError((error, c) => refuse(c, error));
  app.use(securityHeaders());
  app.use(gate(token));
  app.route(
    '/api/releases',
    releaseRoutes(() => scope, signal),
  );
  app.notFound(async (c) => {
    const { path } = c.req;
    const found = await asset(c, path === '/' ? '/releases.html' : path);
    return found ?? refuse(c, new CapstanError('ROUTE_UNKNOWN', `there is nothing at ${path}`));
  });
  return app;
}

/** A person sees words, a program a problem. */
function refuse(c: Context, error: unknown): Response {
  const problem = problemOf(error);
  if (!(c.req.header('accept') ?? '').includes('text/html')) return answerProblem(c, problem);
  const { detail, hint, status } = problem;
  return c.text([detail, ...(hint ? [hint] : [])].join('\n'), status as 400);
}
