import { z } from '@hono/zod-openapi';
import { maxId } from './parts.ts';

const maxLimit = 500;

/** A whole number in a query. */
export function whole(range: { readonly min: number; readonly max: number; readonly otherwise: number }) {
  const { min, max, otherwise } = range;
  return z
    .string()
    .regex(/^\d{1,16}$/, 'is no whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `is not between ${min} and ${max}`)
    .optional()
    .transform((value) => value ?? otherwise)
    .openapi({ type: 'integer', minimum: min, maximum: max, default: otherwise });
}

export const paging = {
  limit: whole({ min: 1, max: maxLimit, otherwise: 50 }),
  offset: whole({ min: 0, max: maxId, otherwise: 0 }),
};

const listMeta = z
  .object({
    total: z.int(),
    limit: z.int(),
    offset: z.int(),
    next: z.string().nullable().openapi({ description: 'The path of what follows; null at the end.' }),
  })
  .openapi('ListMeta');

export function listOf<T extends z.ZodType>(objects: T, name: string) {
  return z.object({ objects: z.array(objects), meta: listMeta }).openapi(name);
}
