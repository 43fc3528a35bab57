/**
 * The shapes of all that goes in and out of the API, as zod schemas.
 *
 * Each is said once: requests are checked by it, handlers are typed by it, and the OpenAPI document is printed from it.
 * A *filter* is the query of a list, a *param* what stands in a path, `new…` the body of a POST.
 *
 * Invariants: ids are integers, `status` is text of digits, times are ISO 8601 in UTC, lists are `{objects, meta}`.
 */
export * from './commands.ts';
export * from './deployments.ts';
export * from './lists.ts';
export { idParam, maxId } from './parts.ts';
export * from './plans.ts';
export * from './problem.ts';
export * from './tasks.ts';
export * from './users.ts';
