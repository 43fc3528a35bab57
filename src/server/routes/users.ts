import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CapstanError } from '../../errors/index.ts';
import {
  changeUser,
  findUser,
  listKeys,
  listUsers,
  makeKey,
  makeUser,
  revokeKey,
  type Store,
} from '../../workflow/index.ts';
import { callerOf, requireAdmin, type ServerEnv } from '../access/index.ts';
import { userJson } from '../representation.ts';
import {
  keyList,
  keyParam,
  newKey,
  newUser,
  problems,
  user,
  userChange,
  userFilter,
  userList,
  userParam,
} from '../schemas/index.ts';
import { type Api, defined, found, metaOf } from './api.ts';
import { json } from './content.ts';

const tags = ['users'];

const list = createRoute({
  operationId: 'listUsers',
  method: 'get',
  path: '/service/user',
  tags,
  summary: 'List users',
  request: { query: userFilter },
  responses: { 200: json(userList, 'Users, by name.'), ...problems(403) },
});

const make = createRoute({
  operationId: 'makeUser',
  method: 'post',
  path: '/service/user',
  tags,
  summary: 'Make a user',
  request: { body: { content: { 'application/json': { schema: newUser } }, required: true } },
  responses: { 201: json(user, 'The user, who has no key yet.'), ...problems(403, 409, 413, 415) },
});

const read = createRoute({
  operationId: 'getUser',
  method: 'get',
  path: '/service/user/{name}',
  tags,
  summary: 'See a user',
  request: { params: userParam },
  responses: { 200: json(user, 'The user.'), ...problems(403, 404) },
});

const key = createRoute({
  operationId: 'makeKey',
  method: 'post',
  path: '/service/user/{name}/key',
  tags,
  summary: 'Make a key for a user',
  description: 'Shown this once. Keys made before stay.',
  request: { params: userParam },
  responses: { 201: json(newKey, 'The key.'), ...problems(403, 404) },
});

const change = createRoute({
  operationId: 'changeUser',
  method: 'patch',
  path: '/service/user/{name}',
  tags,
  summary: 'Disable or enable a user, or change the role',
  description: 'Who is disabled opens nothing any more; what the user has stays. The only admin cannot be disabled.',
  request: {
    params: userParam,
    body: { content: { 'application/json': { schema: userChange } }, required: true },
  },
  responses: { 200: json(user, 'The user.'), ...problems(403, 404, 409, 413, 415) },
});

const keys = createRoute({
  operationId: 'listKeys',
  method: 'get',
  path: '/service/user/{name}/key',
  tags,
  summary: 'List the keys of a user: how each begins',
  request: { params: userParam },
  responses: { 200: json(keyList, 'Keys, the newest first.'), ...problems(403, 404) },
});

const revoke = createRoute({
  operationId: 'revokeKey',
  method: 'delete',
  path: '/service/user/{name}/key/{hint}',
  tags,
  summary: 'Revoke a key, by its first six characters',
  request: { params: keyParam },
  responses: { 204: { description: 'It opens nothing any more.' }, ...problems(403, 404) },
});

/** @param forget drops what is remembered of a user's keys */
export function userRoutes(api: Api, store: Store, forget: (user: string) => void): void {
  api.openapi(list, async (c) => {
    requireAdmin(c, 'sees other users');
    const page = c.req.valid('query');
    const { objects, total } = await listUsers(store, page);
    return c.json({ objects: objects.map(userJson), meta: metaOf(c, total, page) }, 200);
  });

  api.openapi(make, async (c) => {
    const { name: by } = requireAdmin(c, 'makes users');
    const { name, role = 'user' } = c.req.valid('json');
    return c.json(userJson(await makeUser(store, { name, role }, by)), 201);
  });

  api.openapi(read, async (c) => {
    const { name } = c.req.valid('param');
    requireSelf(c, name);
    return c.json(userJson(found(await findUser(store, name), `user ${name}`)), 200);
  });

  api.openapi(key, async (c) => {
    const { name } = c.req.valid('param');
    requireSelf(c, name);
    c.header('cache-control', 'no-store');
    return c.json(await makeKey(store, name, callerOf(c).name), 201);
  });

  api.openapi(change, async (c) => {
    const { name: by } = requireAdmin(c, 'changes users');
    const { name } = c.req.valid('param');
    const changed = await changeUser(store, name, defined(c.req.valid('json')), by);
    forget(name);
    return c.json(userJson(changed), 200);
  });

  api.openapi(keys, async (c) => {
    const { name } = c.req.valid('param');
    requireSelf(c, name);
    found(await findUser(store, name), `user ${name}`);
    const objects = (await listKeys(store, name)).map(({ hint, created }) => ({
      hint,
      created: created.toISOString(),
    }));
    return c.json({ objects }, 200);
  });

  api.openapi(revoke, async (c) => {
    const { name, hint } = c.req.valid('param');
    requireSelf(c, name);
    await revokeKey(store, name, hint, callerOf(c).name);
    forget(name);
    return c.body(null, 204);
  });
}

/** An admin, or the user himself. */
function requireSelf(c: Context<ServerEnv>, name: string): void {
  const caller = callerOf(c);
  if (caller.role === 'admin' || caller.name === name) return;
  throw new CapstanError('ACCESS_DENIED', `${caller.name} may not see what belongs to ${name}`);
}
