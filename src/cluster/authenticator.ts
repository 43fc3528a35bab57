import type { ClientRequestArgs } from 'node:http';
import { createRequire } from 'node:module';
import type { SecureContextOptions } from 'node:tls';
import { CapstanError } from '../errors/index.ts';
import type { ClusterEntry, Kubeconfig, UserEntry } from './kubeconfig.ts';
import type { ConfigSource } from './kubeconfig-source.ts';

const require = createRequire(import.meta.url);

/** What a request needs to be accepted: headers, and the TLS options of its connection. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsOptions;
}

export interface TlsOptions {
  readonly ca?: SecureContextOptions['ca'];
  readonly cert?: SecureContextOptions['cert'];
  readonly key?: SecureContextOptions['key'];
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Target {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
}

/** @throws CapstanError CONNECTION_CONFIG when the context names what is not there. */
export function targetOf(source: ConfigSource): Target {
  const { config, context, contextName } = source;
  const cluster = config.clusters.find((entry) => entry.name === context.cluster)?.cluster;
  if (!cluster?.server || !URL.canParse(cluster.server)) {
    throw new CapstanError(
      'CONNECTION_CONFIG',
      `context ${contextName}: cluster ${context.cluster} has no valid server URL`,
    );
  }
  if (!context.user) return { cluster, user: {} };
  const user = config.users.find((entry) => entry.name === context.user)?.user;
  if (user === undefined)
    throw new CapstanError('CONNECTION_CONFIG', `context ${contextName}: there is no user ${context.user}`);
  return { cluster, user };
}

/**
 * Asks client-node's KubeConfig for the credentials of one user: static, from a file, by OIDC or by an exec plugin.
 * Each authenticator keeps what it got until it expires; a new one starts from nothing.
 */
export function createAuthenticator(target: Target, impersonate: string | undefined): () => Promise<Credentials> {
  const { KubeConfig } = require('@kubernetes/client-node') as typeof import('@kubernetes/client-node'); // for those alone who connect
  const kubeConfig = new KubeConfig();
  // JSON is YAML: client-node takes kubeconfigs as text only.
  kubeConfig.loadFromString(JSON.stringify(forClientNode(target)));
  const impersonation = impersonationOf(target.user, impersonate);
  return async () => {
    const options: ClientRequestArgs & TlsOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    const authorization = authorizationOf(options);
    const { ca, cert, key, servername, rejectUnauthorized } = options;
    return {
      headers: { ...(authorization === undefined ? {} : { authorization }), ...impersonation },
      tls: withoutUndefined({ ca, cert, key, servername, rejectUnauthorized }),
    };
  };
}

function authorizationOf(options: ClientRequestArgs): string | undefined {
  if (options.auth) return `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const header = (options.headers as Record<string, unknown> | undefined)?.['Authorization'];
  // A token file ends with a line feed, which no header may hold.
  return typeof header === 'string' ? header.trim() : undefined;
}

/** The target as client-node 2.0 reads it; each line is a difference between it and client-go. */
function forClientNode({ cluster, user }: Target): Kubeconfig & { kind: 'Config' } {
  const { tokenFile, token, exec, ...entry } = user;
  const authentication = tokenFile // preferred to `token`; client-node looks for `token-file`
    ? { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } }
    : { ...(token ? { token } : {}), ...(exec ? { exec: { ...exec, env: execEnv(exec, cluster) } } : {}) };
  return {
    kind: 'Config',
    'current-context': 'it',
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
    // data wins over the file of the same name; plain http is refused without the skip flag; proxies are the transport's
    clusters: [
      {
        name: 'it',
        cluster: {
          ...dataOverFile(cluster, 'certificate-authority'),
          'proxy-url': '',
          ...(cluster.server.startsWith('http:') ? { 'insecure-skip-tls-verify': true } : {}),
        },
      },
    ],
    users: [
      {
        name: 'it',
        user: { ...dataOverFile(dataOverFile(entry, 'client-certificate'), 'client-key'), ...authentication },
      },
    ],
  };
}

function dataOverFile<T extends object>(entry: T, field: keyof T & string): T {
  return (entry as Record<string, unknown>)[`${field}-data`] ? { ...entry, [field]: undefined } : entry;
}

/** KUBERNETES_EXEC_INFO tells a plugin which API version to answer in, and on demand which cluster it is for. */
function execEnv(exec: NonNullable<UserEntry['exec']>, cluster: ClusterEntry): { name: string; value: string }[] {
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster } : {}) },
  };
  return [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
}

/** client-node sends `as` alone; an own --as replaces all of the kubeconfig's. */
function impersonationOf(user: UserEntry, impersonate: string | undefined): Record<string, string | readonly string[]> {
  if (impersonate) return { 'impersonate-user': impersonate };
  if (!user.as) return {};
  const extra = Object.entries(user['as-user-extra'] ?? {}).map(([name, values]) => [
    `impersonate-extra-${encodeURIComponent(name)}`,
    values,
  ]);
  return {
    'impersonate-user': user.as,
    ...(user['as-uid'] ? { 'impersonate-uid': user['as-uid'] } : {}),
    ...(user['as-groups']?.length ? { 'impersonate-group': user['as-groups'] } : {}),
    ...Object.fromEntries(extra),
  };
}

function withoutUndefined<T extends object>(options: T): { [field in keyof T]?: Exclude<T[field], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
