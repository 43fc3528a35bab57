import { z } from '@hono/zod-openapi';

export const problem = z
  .object({
    type: z.string().openapi({ example: '/docs/errors#ACCESS_DENIED' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ example: 'ACCESS_DENIED' }),
    hint: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

const words: Readonly<Record<number, string>> = {
  400: 'The request is malformed; `errors` lists the fields.',
  401: 'Nobody is signed in.',
  403: 'This user may not do that.',
  404: 'There is no such thing, or it is another user’s.',
  405: 'The address does not take this method.',
  409: 'The state of things does not allow it.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The idempotency key was used for another request.',
  429: 'Too many requests; Retry-After says when to come back.',
  503: 'The store cannot be reached.',
};

/** Of each route: what may go wrong with any, and the given ones. */
export function problems(...statuses: readonly number[]) {
  const all = [...new Set([400, 401, 429, 503, ...statuses])].sort((a, b) => a - b);
  return Object.fromEntries(
    all.map((status) => [
      status,
      { description: words[status] ?? '', content: { 'application/problem+json': { schema: problem } } },
    ]),
  ) as Record<never, never>;
}
