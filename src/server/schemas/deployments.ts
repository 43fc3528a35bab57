import { z } from '@hono/zod-openapi';
import { listOf, paging } from './lists.ts';
import {
  deploymentName,
  id,
  params,
  plainPlanName,
  plainUserName,
  planName,
  stateFields,
  statusFilter,
  text,
  timeFields,
  userName,
} from './parts.ts';

export const deployment = z
  .object({
    id,
    resource_uri: z.string().openapi({ example: '/admin/api/v2/service/deployment/1' }),
    name: deploymentName,
    offering: plainPlanName,
    user: plainUserName,
    params,
    settings: z.record(z.string(), z.unknown()).openapi({ description: 'What the service recorded for later.' }),
    ...stateFields,
    ...timeFields,
  })
  .openapi('Deployment');

export const deploymentList = listOf(deployment, 'DeploymentList');

export const deploymentFilter = z.object({
  ...paging,
  name: text(200).optional(),
  user: userName.optional(),
  offering: planName.optional(),
  status: statusFilter,
});

export type DeploymentJson = z.infer<typeof deployment>;
