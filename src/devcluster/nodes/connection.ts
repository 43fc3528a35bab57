import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Cluster, type Connection } from '../../cluster/index.ts';

interface TokenConfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/**
 * The cluster of a kubeconfig that this program has written: one server, one token. Nothing of what other people's may
 * hold is looked for, which spares the start a second of loading.
 */
export function clusterByToken(kubeconfig: string): Cluster {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as TokenConfig;
  const { server, 'certificate-authority-data': authority } = clusters[0].cluster;
  const credentials = {
    headers: { authorization: `Bearer ${users[0].user.token}` },
    tls: { ca: Buffer.from(authority, 'base64').toString() },
  };
  const connection: Connection = {
    server,
    contextName: undefined,
    namespace: 'default',
    inCluster: false,
    userAgent: 'capstan-devcluster',
    proxy: undefined,
    credentials: async () => credentials,
    renew: async () => undefined,
  };
  return new Cluster(connection);
}
