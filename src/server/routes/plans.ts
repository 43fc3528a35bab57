import { createRoute } from '@hono/zod-openapi';
import {
  getConfiguration,
  getPlan,
  listConfigurations,
  listPlans,
  readServiceEntry,
  registerPlan,
  type Store,
  withdrawPlan,
} from '../../workflow/index.ts';
import { requireAdmin } from '../access/index.ts';
import { configurationJson, planJson } from '../representation.ts';
import {
  configuration,
  configurationFilter,
  configurationList,
  idParam,
  plan,
  planFilter,
  planList,
  planParam,
  problems,
  serviceEntry,
} from '../schemas/index.ts';
import { type Api, defined, found, metaOf } from './api.ts';
import { json } from './content.ts';

const tags = ['plans'];

const list = createRoute({
  operationId: 'listPlans',
  method: 'get',
  path: '/service/plan',
  tags,
  summary: 'List what is offered',
  request: { query: planFilter },
  responses: { 200: json(planList, 'Service plans, by name.'), ...problems() },
});

const read = createRoute({
  operationId: 'getPlan',
  method: 'get',
  path: '/service/plan/{name}',
  tags,
  summary: 'See a service plan',
  request: { params: planParam },
  responses: { 200: json(plan, 'The plan.'), ...problems(404) },
});

const register = createRoute({
  operationId: 'registerPlan',
  method: 'post',
  path: '/service/plan',
  tags,
  summary: 'Offer a service, or a new version of it',
  description: 'One entry of a service file. Commands that were given before keep the version they were given with.',
  request: { body: { content: { 'application/json': { schema: serviceEntry } }, required: true } },
  responses: {
    200: json(plan, 'A new version of a plan.'),
    201: json(plan, 'A new plan.'),
    ...problems(403, 413, 415),
  },
});

const withdraw = createRoute({
  operationId: 'withdrawPlan',
  method: 'delete',
  path: '/service/plan/{name}',
  tags,
  summary: 'Offer a service no more',
  request: { params: planParam },
  responses: { 204: { description: 'It is gone; its history stays.' }, ...problems(403, 404, 409) },
});

const versions = createRoute({
  operationId: 'listConfigurations',
  method: 'get',
  path: '/service/configuration',
  tags,
  summary: 'List configurations: the versions of plans',
  request: { query: configurationFilter },
  responses: { 200: json(configurationList, 'Configurations, the newest first.'), ...problems(403) },
});

const version = createRoute({
  operationId: 'getConfiguration',
  method: 'get',
  path: '/service/configuration/{id}',
  tags,
  summary: 'See a configuration',
  request: { params: idParam },
  responses: { 200: json(configuration, 'The configuration.'), ...problems(403, 404) },
});

export function planRoutes(api: Api, store: Store): void {
  api.openapi(list, async (c) => {
    const page = c.req.valid('query');
    const { objects, total } = await listPlans(store, page);
    return c.json({ objects: objects.map(planJson), meta: metaOf(c, total, page) }, 200);
  });

  api.openapi(read, async (c) => {
    const { name } = c.req.valid('param');
    return c.json(planJson(found(await getPlan(store, name), `service plan ${name}`)), 200);
  });

  api.openapi(register, async (c) => {
    const { name: by } = requireAdmin(c, 'offers services');
    const { plan, isNew } = await registerPlan(store, readServiceEntry(c.req.valid('json'), 'the service'), by);
    return isNew ? c.json(planJson(plan), 201) : c.json(planJson(plan), 200);
  });

  api.openapi(withdraw, async (c) => {
    const { name: by } = requireAdmin(c, 'withdraws services');
    await withdrawPlan(store, c.req.valid('param').name, by);
    return c.body(null, 204);
  });

  api.openapi(versions, async (c) => {
    requireAdmin(c, 'sees how services are done');
    const { plan, ...page } = c.req.valid('query');
    const { objects, total } = await listConfigurations(store, defined({ plan }), page);
    return c.json({ objects: objects.map(configurationJson), meta: metaOf(c, total, page) }, 200);
  });

  api.openapi(version, async (c) => {
    requireAdmin(c, 'sees how services are done');
    const { id } = c.req.valid('param');
    return c.json(configurationJson(found(await getConfiguration(store, id), `configuration ${id}`)), 200);
  });
}
