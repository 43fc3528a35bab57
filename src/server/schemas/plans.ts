import { z } from '@hono/zod-openapi';
import { planNameForm } from '../../params/index.ts';
import { listOf, paging } from './lists.ts';
import { env, id, plainPlanName, planName, time, timeFields } from './parts.ts';

const maxCount = 1_000_000;
const maxSeconds = 7 * 24 * 3_600;
const count = z.int().min(1).max(maxCount);
const seconds = z.int().min(1).max(maxSeconds);

const parameter = z
  .object({
    name: z.string(),
    label: z.string().optional(),
    type: z.enum(['string', 'integer', 'boolean', 'choice']),
    choices: z.array(z.string()).optional(),
    default: z.string().optional(),
    required: z.boolean().optional(),
    description: z.string().optional(),
  })
  .openapi('PlanParameter');

const step = z
  .object({
    task: z.enum(['run', 'git', 'module']),
    params: z.string(),
    name: z.string().optional(),
    timeout: z.int().optional().openapi({ description: 'Seconds.' }),
  })
  .openapi('Step');

export const plan = z
  .object({
    id,
    resource_uri: z.string().openapi({ example: '/admin/api/v2/service/plan/hello' }),
    name: plainPlanName,
    description: z.string(),
    limits: z.object({
      deployments: z.int().openapi({ description: 'How many one user may have.' }),
      concurrency: z.int().nullable().openapi({ description: 'How many commands of it run at once; null: no bound.' }),
    }),
    parameters: z.array(parameter),
    version: z.int().openapi({ description: 'Of its configuration.' }),
    ...timeFields,
  })
  .openapi('Plan');

export const planList = listOf(plan, 'PlanList');
export const planFilter = z.object(paging);
export const planParam = z.object({ name: planName.openapi({ param: { name: 'name', in: 'path' } }) });

export const configuration = z
  .object({
    id,
    resource_uri: z.string().openapi({ example: '/admin/api/v2/service/configuration/1' }),
    plan: plainPlanName,
    version: z.int(),
    is_current: z.boolean(),
    env,
    steps: z.array(step),
    timeout: z.int().nullable().openapi({ description: 'Seconds a step may take that says nothing itself.' }),
    created: time,
  })
  .openapi('Configuration');

export const configurationList = listOf(configuration, 'ConfigurationList');
export const configurationFilter = z.object({ ...paging, plan: planName.optional() });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const givenSteps = z
  .array(
    z.strictObject({
      task: z.enum(['run', 'git', 'module', 'paasdeploy.tasks.run']),
      params: z.string().regex(/[!-~]/),
      name: z.string().min(1).max(200).optional(),
      timeout: seconds.optional(),
    }),
  )
  .max(100)
  .nullish();
const givenParameter = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_./-]*$/),
  label: z.string().max(200).optional(),
  type: z.enum(['string', 'integer', 'boolean', 'choice']).optional(),
  choices: z.array(scalar).min(1).max(1_000).optional().describe('Of a parameter whose type is choice.'),
  default: scalar.optional(),
  required: z.boolean().optional(),
  description: z.string().max(2_000).optional(),
});

/** An entry of a service file, as the document describes it. */
const described = z.strictObject({
  plan: z.string().regex(planNameForm),
  description: z.string().max(10_000).nullish(),
  limits: z.strictObject({ deployments: count.nullish(), concurrency: count.nullish() }).nullish(),
  parameters: z.array(givenParameter).max(100).nullish(),
  timeout: seconds.nullish(),
  configuration: z
    .strictObject({ env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), scalar).nullish(), steps: givenSteps })
    .nullish()
    .describe('`steps` stand either here or beside it.'),
  steps: givenSteps,
});

/** What checks an entry is the workflow tier's readServiceEntry, the same for files and requests. */
export const serviceEntry = z
  .looseObject({})
  .refine(isStorable, 'has a NUL character, or half of a surrogate pair')
  .openapi('ServiceEntry', schemaOf(described));

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

/** Whether the store takes every text in it. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}

export type PlanJson = z.infer<typeof plan>;
export type ConfigurationJson = z.infer<typeof configuration>;
