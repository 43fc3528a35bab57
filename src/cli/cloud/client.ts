import { createHmac, randomBytes } from 'node:crypto';
import { CapstanError } from '../../errors/index.ts';
import { lineLogger } from '../line-logger.ts';
import { CloudApi } from '../om/api.ts';
import type { Progress } from '../up/progress.ts';
import type { ClientFlags } from './client-flags.ts';
import { type CloudPlaces, readPlaces } from './places.ts';
import { readServerFile, type ServerEntry } from './server-file.ts';
import { openCloudStore } from './store-flags.ts';

/** The API as a command of this program speaks to it. */
export interface CloudClient {
  readonly api: CloudApi;
  /** Runs commands in this process until the signal, where no server is asked that would have workers. */
  readonly work: ((signal: AbortSignal) => Promise<void>) | undefined;
  close(): Promise<void>;
}

const answersWithinMs = 5_000;
const tokenLastsS = 24 * 3_600;

/** @throws CapstanError CLOUD_UNREACHABLE, USAGE, STORE_IN_USE … */
export async function openClient(flags: ClientFlags, progress: Progress, signal: AbortSignal): Promise<CloudClient> {
  const places = readPlaces(flags, process.env);
  const known = readServerFile(places.data);
  if (flags.url) return remote({ url: flags.url, ...readKey(flags.key, flags.url, known) });
  if (known && !flags.database && (await answers(known, signal))) {
    return remote({ url: known.url, ...(flags.key ? readKey(flags.key, known.url, known) : known) });
  }
  return local(flags, places, progress);
}

function remote(access: { readonly url: string; readonly user: string; readonly key: string }): CloudClient {
  return { api: new CloudApi(access), work: undefined, close: async () => {} };
}

function readKey(text: string | undefined, url: string, known: ServerEntry | undefined): { user: string; key: string } {
  if (text === undefined && known?.url === url.replace(/\/+$/, '')) return { user: known.user, key: known.key };
  const [, user, key] = /^([^:]+):(.+)$/.exec(text ?? '') ?? [];
  if (user !== undefined && key !== undefined) return { user, key };
  throw new CapstanError(
    'USAGE',
    text === undefined ? `no key is given for ${url}` : 'the key is not written as USER:KEY',
    {
      hint: 'give --key USER:KEY, or set CLOUDMGR_KEY',
    },
  );
}

/** A file that a killed server left behind names nobody. */
async function answers({ url, pid }: ServerEntry, signal: AbortSignal): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    const until = AbortSignal.any([signal, AbortSignal.timeout(answersWithinMs)]);
    return (await fetch(`${url}/healthz`, { signal: until })).ok;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** The app within this process, over the opened store, asked by the store's admin. */
async function local(flags: ClientFlags, places: CloudPlaces, progress: Progress): Promise<CloudClient> {
  const log = lineLogger(false, (line) => progress.print(line));
  const store = await openCloudStore(flags, places, { log, isWorker: true, progress });
  const { createApp } = await import('../../server/index.ts');
  const { readVersion } = await import('../../version.ts');
  const { adminName, ensureUser } = await import('./first-admin.ts');
  await ensureUser(store, adminName, 'admin');
  const secret = randomBytes(32).toString('hex');
  const stopping = new AbortController();
  const app = createApp({ store, log, version: readVersion().version, signal: stopping.signal, jwt: { secret } });
  const token = tokenFor(adminName, secret);
  const send = (request: Request) => {
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    return app.fetch(new Request(request, { headers }));
  };
  return {
    api: new CloudApi({ url: 'http://127.0.0.1', user: adminName, key: '', send }),
    work: async (signal) => {
      const { work } = await import('./work.ts');
      await work(store, places, {}, log, signal);
    },
    close: async () => {
      stopping.abort();
      await store.close();
    },
  };
}

/** A JSON Web Token (HS256) that only the app of this process takes. */
function tokenFor(user: string, secret: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: user, iat: now, exp: now + tokenLastsS },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
