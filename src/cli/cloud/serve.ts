import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isCapstanError } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { createApp, Lookouts, type RunningServer, startServer } from '../../server/index.ts';
import { readVersion, userAgent } from '../../version.ts';
import type { Store } from '../../workflow/index.ts';
import type { Progress } from '../up/progress.ts';
import { Clusters } from './clusters.ts';
import { type AdminKey, firstAdmin } from './first-admin.ts';
import { pageFolder } from './page.ts';
import type { CloudPlaces } from './places.ts';
import { writeServerFile } from './server-file.ts';
import { appOptionsOf, defaultPort, type ServerFlags } from './server-flags.ts';

export interface Serving {
  readonly server: RunningServer;
  /** Undefined where an admin has a key that is not kept here. */
  readonly admin: AdminKey | undefined;
  /** Event streams end first, then requests, then connections to clusters. */
  close(): Promise<void>;
}

/** The API, its page and how others on this machine find them. */
export async function serve(
  store: Store,
  places: CloudPlaces,
  flags: ServerFlags,
  around: { readonly log: Logger; readonly progress: Progress },
  signal: AbortSignal,
): Promise<Serving> {
  const { log, progress } = around;
  const folder = await pageFolder(progress, signal);
  const stopping = new AbortController();
  const clusters = new Clusters(places.deployments, process.env);
  const lookouts = new Lookouts(userAgent());
  const app = createApp({
    store,
    log: log.child('api'),
    version: readVersion().version,
    signal: stopping.signal,
    clusterOf: (user) => clusters.of(user),
    placeOf: (user, offering) => clusters.placeOf(user, offering),
    lookouts,
    ...(existsSync(join(folder, 'index.html')) ? { pageFolder: folder } : {}),
    ...appOptionsOf(flags),
  });
  const server = await listen(app, flags);
  const admin = await firstAdmin(store, places.data);
  if (admin) writeServerFile(places.data, { url: server.url, user: admin.user, key: admin.key, pid: process.pid });
  return {
    server,
    admin,
    close: async () => {
      stopping.abort();
      await server.close();
      await lookouts.close();
      clusters.close();
    },
  };
}

/** The port that one expects, or where nobody asked for it and it is taken: any. */
async function listen(app: ReturnType<typeof createApp>, { host, port }: ServerFlags): Promise<RunningServer> {
  try {
    return await startServer({ app, host, port: port ?? defaultPort });
  } catch (error) {
    if (port !== undefined || !isCapstanError(error, 'LISTEN_FAILED')) throw error;
    return startServer({ app, host, port: 0 });
  }
}
