/**
 * Users and their keys. A user commands and sees the own things, an admin all.
 *
 * A key is shown once, when it is made; the store has its sha256 alone. Names become names of folders and are never changed:
 * a user is not deleted but disabled, and opens nothing then. The last admin who is not stays one.
 */
export { authenticate, hasAdminKey, type KeyView, listKeys, makeKey, revokeKey } from './keys.ts';
export { KnownKeys } from './known-keys.ts';
export { changeUser, findUser, getUser, listUsers, makeUser, type UserChange, type UserView } from './users.ts';
