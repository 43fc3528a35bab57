import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

/** The tokens of those who ask the API server: the person, the control plane's own programs, and what runs on each node. */
export interface Credentials {
  readonly adminToken: string;
  /** A user of its own, so that the audit log can leave the control plane's own requests out. */
  readonly systemToken: string;
  readonly kubeProxyToken: string;
  /** By the name of the node. */
  readonly kubelets: Readonly<Record<string, string>>;
}

export const systemUser = 'control-plane';

export function createCredentials(nodes: readonly string[] = []): Credentials {
  return {
    adminToken: createToken(),
    systemToken: createToken(),
    kubeProxyToken: createToken(),
    kubelets: Object.fromEntries(nodes.map((name) => [name, createToken()])),
  };
}

function createToken(): string {
  return randomBytes(24).toString('hex');
}

/** kube-apiserver's --token-auth-file: token, user, uid, groups. The nodes' names are those that the API server gives rights to. */
export function tokenFile(credentials: Credentials): string {
  return [
    `${credentials.adminToken},admin,admin,"system:masters"`,
    `${credentials.systemToken},${systemUser},${systemUser},"system:masters"`,
    `${credentials.kubeProxyToken},system:kube-proxy,kube-proxy`,
    ...Object.entries(credentials.kubelets).map(
      ([name, token]) => `${token},system:node:${name},node-${name},"system:nodes"`,
    ),
    '',
  ].join('\n');
}

/** The key that signs and proves ServiceAccount tokens, as PEM. */
export function createServiceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

export interface KubeconfigOptions {
  readonly server: string;
  /** PEM of the certificates that the API server's own is checked against. */
  readonly certificateAuthority: string;
  readonly token: string;
  readonly namespace?: string;
}

export function writeKubeconfig(path: string, options: KubeconfigOptions): void {
  writePrivate(path, stringify(kubeconfigOf(options)));
}

/** Mode 0600 from the first byte on. */
export function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}

function kubeconfigOf(options: KubeconfigOptions): object {
  const certificateAuthority = Buffer.from(options.certificateAuthority).toString('base64');
  const namespace = options.namespace === undefined ? {} : { namespace: options.namespace };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'capstan-dev',
    contexts: [{ name: 'capstan-dev', context: { cluster: 'capstan-dev', user: 'capstan-dev', ...namespace } }],
    clusters: [
      {
        name: 'capstan-dev',
        cluster: { server: options.server, 'certificate-authority-data': certificateAuthority },
      },
    ],
    users: [{ name: 'capstan-dev', user: { token: options.token } }],
  };
}
