import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CapstanError } from '../../errors/index.ts';
import { type StateName, states } from '../../workflow/index.ts';
import type { ServerEnv } from '../access/index.ts';
import { answerProblem, problemOfFields } from '../problem.ts';

export type Api = OpenAPIHono<ServerEnv>;

/** Routes whose requests are checked against their schemas; what a schema rejects is a problem with its fields. */
export function newApi(): Api {
  return new OpenAPIHono<ServerEnv>({
    strict: false, // a slash at the end makes no other address
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const where = places[result.target] ?? result.target;
      const errors = result.error.issues.map(({ path, message }) => ({ path: [where, ...path].join('.'), message }));
      return answerProblem(c, problemOfFields(errors));
    },
  });
}

const places: Readonly<Record<string, string>> = { json: 'body', param: 'path' };

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** `meta` of a list. */
export function metaOf(c: Context, total: number, { limit, offset }: Page) {
  const query = new URLSearchParams(c.req.query());
  query.set('limit', String(limit));
  query.set('offset', String(offset + limit));
  return { total, limit, offset, next: offset + limit < total ? `${c.req.path}?${query}` : null };
}

/** '5' or 'COMPLETED' as the store has it. */
export function stateOf(status: string | undefined): (typeof states)[StateName] | undefined {
  if (status === undefined) return undefined;
  const named = states[status as StateName];
  return named ?? (Number(status) as (typeof states)[StateName]);
}

/** What is not there, and what the caller may not see, is the same to the caller. @throws CapstanError ITEM_UNKNOWN */
export function found<T>(item: T | undefined, what: string, maySee: (item: T) => boolean = () => true): T {
  if (item !== undefined && maySee(item)) return item;
  throw new CapstanError('ITEM_UNKNOWN', `there is no ${what}`);
}

/** Without what is undefined: the store takes absent keys only. */
export function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
