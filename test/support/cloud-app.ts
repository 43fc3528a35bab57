import { silentLogger } from '../../src/log/index.ts';
import { type AppOptions, createApp } from '../../src/server/index.ts';
import {
  makeKey,
  makeUser,
  openStore,
  readServiceEntry,
  registerPlan,
  type Store,
  type StoreOptions,
} from '../../src/workflow/index.ts';
import { startPostgres } from './postgres.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
  readonly body: any;
}

/** An app over a store of its own (a PostgreSQL server, unless another place is named), with the users admin, someuser and otheruser. */
export interface CloudApp extends AsyncDisposable {
  readonly store: Store;
  readonly app: ReturnType<typeof createApp>;
  readonly keys: Readonly<Record<string, string>>;
  /** Ends event streams, as a server that stops does. */
  readonly stop: AbortController;
  /** Sends a request as a user; '' is nobody. */
  ask(user: string, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  offer(plan: string, more?: Record<string, unknown>): Promise<void>;
}

export const api = '/admin/api/v2';

export async function cloudApp(
  options: Partial<AppOptions> = {},
  at: StoreOptions['at'] | 'postgres' = 'postgres',
): Promise<CloudApp> {
  await using cleanup = new AsyncDisposableStack();
  const server = at === 'postgres' ? cleanup.use(await startPostgres()) : undefined;
  const store = await openStore({ at: server ? { database: server.uri } : (at as StoreOptions['at']) });
  cleanup.defer(() => store.close());
  const stop = new AbortController();
  const app = createApp({ store, log: silentLogger, signal: stop.signal, version: '0.0.0', ...options });
  const keys: Record<string, string> = {};
  for (const [name, role] of [
    ['admin', 'admin'],
    ['someuser', 'user'],
    ['otheruser', 'user'],
  ] as const) {
    await makeUser(store, { name, role }, 'test');
    keys[name] = (await makeKey(store, name, 'test')).key;
  }
  const owned = cleanup.move();
  return {
    store,
    app,
    keys,
    stop,
    async ask(user, method, path, body, headers = {}) {
      const request = new Request(new URL(path, 'http://cloud.test'), {
        method,
        headers: {
          ...(user === '' ? {} : { authorization: `ApiKey ${user}:${keys[user]}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const answer = await app.fetch(request);
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
    async offer(plan, more = {}) {
      const entry = readServiceEntry({ plan, steps: [{ task: 'run', params: 'echo hello' }], ...more }, plan);
      await registerPlan(store, entry, 'test');
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await owned.disposeAsync();
    },
  };
}
