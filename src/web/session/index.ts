/**
 * Who uses the page.
 *
 * The key goes to the server once. What is kept is a cookie that no script can read, so nothing of it lies in the page's storage.
 */
export { readSession, SessionProvider, signOut, useSession } from './session.ts';
export { SignIn } from './sign-in.tsx';
