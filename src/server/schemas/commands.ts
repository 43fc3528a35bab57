import { z } from '@hono/zod-openapi';
import { listOf, paging } from './lists.ts';
import {
  deploymentName,
  id,
  params,
  phase,
  plainPlanName,
  plainUserName,
  planName,
  stateFields,
  statusFilter,
  text,
  timeFields,
  userName,
  writtenParams,
} from './parts.ts';
import { task } from './tasks.ts';

export const command = z
  .object({
    id,
    resource_uri: z.string().openapi({ example: '/admin/api/v2/service/command/1' }),
    offering: plainPlanName,
    user: plainUserName,
    phase,
    params,
    ...stateFields,
    deployment: deploymentName.nullable(),
    ...timeFields,
  })
  .openapi('Command');

export const commandWithTasks = command.extend({ tasks: z.array(task) }).openapi('CommandWithTasks');

export const commandList = listOf(command, 'CommandList');

/** Keys that are not known are passed over: clients of other versions may say more. */
export const newCommand = z
  .object({
    offering: planName,
    user: userName.optional().openapi({ description: 'Oneself when absent. Only an admin commands for others.' }),
    phase,
    params: writtenParams.optional(),
    deployment: text(200).optional().openapi({
      description: 'Which one is meant, where a user has several of the offering; else `<offering>.<user>` is.',
    }),
  })
  .openapi('NewCommand');

export const commandFilter = z.object({
  ...paging,
  user: userName.optional(),
  offering: planName.optional(),
  phase: phase.optional(),
  status: statusFilter,
  deployment: text(200).optional(),
});

export type CommandJson = z.infer<typeof command>;
export type CommandWithTasksJson = z.infer<typeof commandWithTasks>;
