import type { Cluster } from '../../../src/cluster/index.ts';
import { startServer } from '../../../src/server/listen.ts';
import { createReleasesApp, Lookout, type Scope } from '../../../src/server/releases/index.ts';
import { untilAllowed } from '../../support/access.ts';
import { clusterOf, type TestCluster } from '../../support/cluster.ts';
import type { PolicyRule } from '../../support/operator-account.ts';

export const token = 'a-token';

export interface Ui {
  readonly url: string;
  readonly port: number;
  /** How many clusters were opened, and how many of them closed again. */
  readonly connections: { opened: number; closed: number };
  get(path: string): Promise<Response>;
  json<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** What `capstan ui` serves, in this process, as the user of a kubeconfig. */
export async function startUi(
  kubeconfig: string,
  options: { readonly namespace?: string; readonly pageFolder?: string; readonly userAgent?: string } = {},
): Promise<Ui> {
  const connections = { opened: 0, closed: 0 };
  const lookout = new Lookout({
    connect: () => {
      connections.opened += 1;
      return closingWith(clusterOf(kubeconfig, options.userAgent), () => {
        connections.closed += 1;
      });
    },
    lingerMs: 50,
  });
  const stop = new AbortController();
  const scope: Scope = { lookout, ...(options.namespace === undefined ? {} : { namespace: options.namespace }) };
  const pageFolder = options.pageFolder ?? '/nonexistent';
  const app = createReleasesApp({ scope, token, pageFolder, signal: stop.signal });
  const server = await startServer({ app, host: '127.0.0.1', port: 0 });
  const get = (path: string) => fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return {
    url: server.url,
    port: server.port,
    connections,
    get,
    json: async <T>(path: string) => (await (await get(path)).json()) as T,
    close: async () => {
      stop.abort();
      await server.close();
      await lookout.close();
    },
  };
}

function closingWith(cluster: Cluster, onClose: () => void): Cluster {
  const close = cluster.close.bind(cluster);
  return Object.assign(cluster, {
    close: () => {
      onClose();
      return close();
    },
  });
}

export interface Told {
  readonly event: string;
  readonly data: unknown;
}

/** The events of a stream one after the other, until the one who reads breaks off. */
export async function* eventsAt(ui: Ui, path: string): AsyncGenerator<Told, void> {
  const end = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${ui.url}${path}`, { headers, signal: end.signal });
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const [, event, data] = /^event: (\S+)\n(?:id: .*\n)?data: (.*)$/s.exec(text.slice(0, at)) ?? [];
        text = text.slice(at + 2);
        if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) };
      }
    }
  } finally {
    end.abort();
  }
}

/** The first event that passes. */
export async function eventThat<T>(
  events: AsyncGenerator<Told, void>,
  event: string,
  fits: (data: T) => boolean,
): Promise<T> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`the stream ended before such a ${event} came`);
    if (value.event === event && fits(value.data as T)) return value.data as T;
  }
}

/** A ServiceAccount with these rights in its namespace and no others. */
export async function accountWith(
  { cluster }: TestCluster,
  namespace: string,
  name: string,
  rules: readonly PolicyRule[],
): Promise<{ readonly namespace: string; readonly name: string }> {
  const api = 'rbac.authorization.k8s.io';
  const metadata = { name, namespace };
  await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await cluster.create({ apiVersion: `${api}/v1`, kind: 'Role', metadata, rules });
  await cluster.create({
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata,
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
    roleRef: { apiGroup: api, kind: 'Role', name },
  });
  const user = `system:serviceaccount:${namespace}:${name}`;
  for (const { apiGroups, resources, verbs } of rules) {
    const [group = '', resource = '', verb = ''] = [apiGroups[0], resources[0], verbs[0]];
    await untilAllowed(cluster, { user, namespace, group, resource, verb });
  }
  return metadata;
}
