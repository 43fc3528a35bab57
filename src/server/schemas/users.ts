import { z } from '@hono/zod-openapi';
import { listOf, paging } from './lists.ts';
import { plainUserName, text, time, userName } from './parts.ts';

export const role = z.enum(['admin', 'user']);

export const user = z
  .object({
    name: plainUserName,
    resource_uri: z.string().openapi({ example: '/admin/api/v2/service/user/someuser' }),
    role,
    disabled: z.boolean().openapi({ description: 'Whether all keys, tokens and cookies of the user are refused.' }),
    created: time,
  })
  .openapi('User');

export const userList = listOf(user, 'UserList');
export const userFilter = z.object(paging);
export const newUser = z.strictObject({ name: userName, role: role.optional() }).openapi('NewUser');
export const userParam = z.object({ name: userName.openapi({ param: { name: 'name', in: 'path' } }) });

export const userChange = z
  .strictObject({ disabled: z.boolean().optional(), role: role.optional() })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing')
  .openapi('UserChange', { minProperties: 1 });

/** The first characters of a key. */
const hint = z.string().regex(/^[A-Za-z0-9_-]{6}$/, 'is not the first six characters of a key');
export const keyParam = userParam.extend({
  hint: hint.openapi({ param: { name: 'hint', in: 'path' }, example: 'q3Xb_7' }),
});
export const keyList = z.object({ objects: z.array(z.object({ hint, created: time })) }).openapi('KeyList');
export const newKey = z
  .object({ user: plainUserName, key: z.string().openapi({ description: 'Shown this once.' }) })
  .openapi('NewKey');

export const signIn = z.strictObject({ user: text(200), key: text(500) }).openapi('SignIn');
export const session = z.object({ user: plainUserName, role, expires: time }).openapi('Session');

export type UserJson = z.infer<typeof user>;
export type SessionJson = z.infer<typeof session>;
