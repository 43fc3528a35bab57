/**
 * Users, for admins: who there is, who may do what, and new keys.
 *
 * A key is shown once, as the server has only its hash.
 */
export { UserList } from './user-list.tsx';
