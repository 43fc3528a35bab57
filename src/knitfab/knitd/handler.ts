import type { IncomingMessage, ServerResponse } from 'node:http';
import { CapstanError } from '../../errors/index.ts';
import type { ExtraApi } from '../config.ts';
import { isEnding, parseTag, type RunState, type Store } from '../store/index.ts';
import { type Handler, readJson, refuse, send, targetOf } from '../web.ts';
import { below, passOn } from './pass-on.ts';
import { readPlan } from './plan.ts';
import { asTable, textsOf } from './shape.ts';

type Route = (
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
) => Promise<void> | void;

/**
 * /api/data, /api/plans and /api/runs. What the cluster has to do with goes on to the backend, and the paths of `extra` to
 * where they say.
 */
export function frontHandler(store: Store, backend: string, extra: readonly ExtraApi[]): Handler {
  const routes = routesOf(store, backend);
  return async (request, response) => {
    const { pathname, parts, query } = targetOf(request);
    const other = extra.find(({ path }) => pathname === path || pathname.startsWith(`${path.replace(/\/$/, '')}/`));
    if (other && parts[0] !== 'api') {
      const search = (request.url ?? '').slice(pathname.length);
      return passOn(below(other.proxy_to, pathname.slice(other.path.length)) + search, request, response);
    }
    const [api, kind, id, part] = parts;
    const key = [request.method, kind, id === undefined || id === '' ? '' : ':id', part ?? '']
      .filter((word) => word !== '')
      .join(' ');
    const route = api === 'api' ? routes[key] : undefined;
    if (route === undefined) return refuse(response, 404, `there is no ${request.method} ${pathname}`);
    await route(id ?? '', request, response, query);
  };
}

function routesOf(store: Store, backend: string): Readonly<Record<string, Route>> {
  return {
    'GET data': async (_, __, response, query) =>
      send(response, 200, await store.dataWith(query.getAll('tag').map(parseTag), 'ready')),
    'POST data': (_, request, response, query) => passOn(`${backend}/data?${query}`, request, response),
    'GET data :id': async (id, _, response) => found(response, `data ${id}`, await store.findData(id)),
    'GET data :id content': (id, request, response) =>
      passOn(`${backend}/data/${encodeURIComponent(id)}`, request, response),
    'PUT data :id tags': async (id, request, response) => {
      if ((await store.findData(id)) === undefined) return refuse(response, 404, `there is no data ${id}`);
      const { add = [], remove = [] } = asTable(await readJson(request), 'the change');
      await store.tagData(id, textsOf(add, 'add').map(parseTag), textsOf(remove, 'remove').map(parseTag));
      send(response, 200, await store.findData(id));
    },
    'GET plans': async (_, __, response) => send(response, 200, await store.plans()),
    'POST plans': async (_, request, response) =>
      send(response, 200, await store.addPlan(readPlan(await readJson(request)))),
    'GET plans :id': async (id, _, response) => found(response, `plan ${id}`, await store.findPlan(id)),
    'PUT plans :id active': async (id, request, response) => {
      const active = await readJson(request);
      if (typeof active !== 'boolean') throw new CapstanError('REQUEST_INVALID', 'active is true or false');
      found(response, `plan ${id}`, (await store.setActive(id, active)) ? { id, active } : undefined);
    },
    'GET runs': async (_, __, response, query) =>
      send(response, 200, await store.runs(...(query.getAll('state') as RunState[]))),
    'GET runs :id': async (id, _, response) => found(response, `run ${id}`, await store.findRun(id)),
    'GET runs :id log': (id, request, response) =>
      passOn(`${backend}/runs/${encodeURIComponent(id)}/log`, request, response),
    'PUT runs :id abort': async (id, _, response) => {
      const run = await store.findRun(id);
      if (run === undefined) return refuse(response, 404, `there is no run ${id}`);
      if (isEnding(run.state) || !(await store.moveRun(id, run.state, 'aborting', 'a user stopped it'))) {
        return refuse(response, 409, `run ${id} is ${run.state}`);
      }
      send(response, 200, await store.findRun(id));
    },
  };
}

function found(response: ServerResponse, what: string, body: unknown): void {
  if (body === undefined) refuse(response, 404, `there is no ${what}`);
  else send(response, 200, body);
}
