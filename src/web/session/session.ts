import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from '../api.ts';
import { forgetAll, RequestError, request } from '../shell/index.ts';

const path = '/admin/session';

const Current = createContext<Session>({ user: '', role: 'user' });

export const SessionProvider = Current.Provider;

/** Whoever is signed in: views are shown to nobody else. */
export function useSession(): Session {
  return useContext(Current);
}

/** Undefined when nobody is signed in. */
export async function readSession(): Promise<Session | undefined> {
  try {
    return await request<Session>(path);
  } catch (error) {
    if (error instanceof RequestError && error.status === 401) return undefined;
    throw error;
  }
}

export function signIn(user: string, key: string): Promise<Session> {
  return request(path, { method: 'POST', body: { user, key } });
}

export async function signOut(): Promise<void> {
  await request(path, { method: 'DELETE' });
  forgetAll();
}
