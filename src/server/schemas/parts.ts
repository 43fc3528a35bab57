import { z } from '@hono/zod-openapi';
import { isUserName, planNameForm, userNameForm } from '../../params/index.ts';
import { phases, type State, type StateName, states } from '../../workflow/index.ts';

/** The largest id that a column of the store holds. */
export const maxId = 2_147_483_647;

export const id = z.int().min(1).max(maxId);

/** An id in a path. */
export const idParam = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,9}$/, 'is no id')
    .transform(Number)
    .refine((value) => value <= maxId, 'is no id')
    .openapi({ type: 'integer', minimum: 1, maximum: maxId, param: { name: 'id', in: 'path' }, example: 1 }),
});

export const time = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' });

/** A text that somebody gives: no column of the store takes a NUL. */
export function text(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => !value.includes('\0'), 'has a NUL character')
    .openapi({ pattern: '^[^\\x00]*$' });
}

export const planName = z.string().regex(planNameForm, 'is no name of a plan').openapi({ example: 'hello' });
export const userName = z
  .string()
  .regex(userNameForm, 'is no name of a user')
  .refine(isUserName, 'is no name of a user')
  .openapi({ example: 'someuser' });

/** What an answer has under these names. */
export const plainPlanName = z.string().openapi({ example: 'hello' });
export const plainUserName = z.string().openapi({ example: 'someuser' });
export const deploymentName = z.string().openapi({ example: 'hello.someuser' });

export const phase = z.enum(phases).openapi({ description: '`uninstall` is `remove`, said otherwise.' });

const statusNumbers = Object.values(states).map(String) as [`${State}`, ...`${State}`[]];
const statusNames = Object.keys(states) as [StateName, ...StateName[]];
const status = z.enum(statusNumbers).openapi({
  description: '0 INITIATED, 1 PENDING, 5 COMPLETED, 8 REMOVED, 9 FAILED. Text, as clients compare it.',
});
const statusName = z.enum(statusNames);
/** What tells the state of an answer. */
export const stateFields = { status, status_name: statusName, status_message: z.string() };
export const timeFields = { created: time, updated: time };

export const statusFilter = z
  .enum([...statusNumbers, ...statusNames])
  .optional()
  .openapi({ description: 'The number or the name of a state.' });

const key = '[ ]*[A-Za-z_][A-Za-z0-9_./-]*[ ]*';
// A comma within a value has a backslash in front; the text may end with a lone one.
const value = '([^,\\\\\\x00]|\\\\[^\\x00])*';
const maxParams = 64 * 1_024;

export const params = z.string().max(maxParams).openapi({
  description: 'k=v[,k=v…]. A comma within a value is written `\\,`.',
  example: 'size=1,node-type=small',
});
/** Checked by parseParams; the pattern is for readers of the document. */
export const writtenParams = params.openapi({ pattern: `^(${key}=${value}(,${key}=${value})*\\\\?)?$` });

export const env = z.record(z.string(), z.string());
