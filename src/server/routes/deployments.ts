import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type DeploymentView, getDeployment, listDeployments, type Store } from '../../workflow/index.ts';
import { maySee, type ServerEnv, userSeen } from '../access/index.ts';
import { deploymentJson } from '../representation.ts';
import { deployment, deploymentFilter, deploymentList, idParam, problems } from '../schemas/index.ts';
import { type Api, defined, found, metaOf, stateOf } from './api.ts';
import { json } from './content.ts';

const tags = ['deployments'];

const list = createRoute({
  operationId: 'listDeployments',
  method: 'get',
  path: '/service/deployment',
  tags,
  summary: 'List deployments, the newest first',
  request: { query: deploymentFilter },
  responses: { 200: json(deploymentList, 'Deployments.'), ...problems(403) },
});

const read = createRoute({
  operationId: 'getDeployment',
  method: 'get',
  path: '/service/deployment/{id}',
  tags,
  summary: 'See a deployment',
  request: { params: idParam },
  responses: { 200: json(deployment, 'The deployment.'), ...problems(404) },
});

export function deploymentRoutes(api: Api, store: Store): void {
  api.openapi(list, async (c) => {
    const { limit, offset, name, user, status, offering } = c.req.valid('query');
    const filter = defined({ name, offering, user: userSeen(c, user), status: stateOf(status) });
    const { objects, total } = await listDeployments(store, filter, { limit, offset });
    return c.json({ objects: objects.map(deploymentJson), meta: metaOf(c, total, { limit, offset }) }, 200);
  });

  api.openapi(read, async (c) => c.json(deploymentJson(await seenDeployment(c, store, c.req.valid('param').id)), 200));
}

/** @throws CapstanError ITEM_UNKNOWN when there is none that the caller may see */
export async function seenDeployment(c: Context<ServerEnv>, store: Store, id: number): Promise<DeploymentView> {
  return found(await getDeployment(store, id), `deployment ${id}`, ({ user }) => maySee(c, user));
}
