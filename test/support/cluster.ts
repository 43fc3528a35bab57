import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, loadConnection } from '../../src/cluster/index.ts';
import { writeKubeconfig } from '../../src/devcluster/index.ts';
import { type OwnControlPlane, ownControlPlane, sharedVariables } from './control-plane.ts';
import { eventually } from './eventually.ts';
import { givenCluster } from './given-cluster.ts';
import { scratchFolder } from './scratch.ts';

export { ownControlPlane } from './control-plane.ts';
export { eventually } from './eventually.ts';

export interface TestCluster {
  readonly kubeconfig: string;
  readonly server: string;
  readonly auditLog: string;
  /** With every right. */
  readonly cluster: Cluster;
}

let current: Promise<TestCluster> | undefined;

/**
 * The control plane of this test run: shared by all files that test/run.ts starts; a file that is run alone gets that of
 * `.testenv` where its variables are set, or one of its own, which ends with the process.
 */
export function useControlPlane(): Promise<TestCluster> {
  current ??= connect();
  return current;
}

/** An own control plane, for those who restart parts of it, as the shared one is given to tests. It needs an audit log. */
export function testClusterOf(plane: OwnControlPlane): TestCluster {
  return describe(plane.kubeconfig, plane.auditLog as string);
}

export function clusterOf(kubeconfig: string, userAgent = 'capstan-test'): Cluster {
  return new Cluster(loadConnection({ kubeconfig, userAgent, env: {} }));
}

/** Creates a namespace whose name no other test has, and waits until its ServiceAccount `default` exists. */
export async function testNamespace(cluster: Cluster, prefix = 'test'): Promise<string> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const account = { group: '', version: 'v1', kind: 'ServiceAccount', namespace: name, name: 'default' };
  await eventually(async () => {
    if ((await cluster.get(account)) === undefined) throw new Error(`namespace ${name} has no ServiceAccount default`);
  });
  return name;
}

async function connect(): Promise<TestCluster> {
  const kubeconfig = process.env[sharedVariables.kubeconfig];
  const auditLog = process.env[sharedVariables.auditLog];
  if (kubeconfig && auditLog) return describe(kubeconfig, auditLog);
  const given = givenCluster(process.env);
  if (given) return describe(given.kubeconfig, given.auditLog);
  const plane = await ownControlPlane({ audit: true });
  stopAtEnd(plane);
  return describe(plane.kubeconfig, plane.auditLog as string);
}

function describe(kubeconfig: string, auditLog: string): TestCluster {
  const cluster = clusterOf(kubeconfig);
  return { kubeconfig, server: cluster.server, auditLog, cluster };
}

/** Nothing of the control plane keeps the process alive: it ends when the tests are through, and takes this with it. */
function stopAtEnd(plane: OwnControlPlane): void {
  process.once('beforeExit', () => void plane[Symbol.asyncDispose]());
}

let users: string | undefined;

/** A kubeconfig, mode 0600, with a token of a ServiceAccount: to ask as an operator would. */
export async function userKubeconfig(
  test: TestCluster,
  account: { namespace: string; name: string },
  options: { expirationSeconds?: number } = {},
): Promise<string> {
  const { body } = await test.cluster.request<{ status: { token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`,
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: options.expirationSeconds ?? 3_600 },
    },
  });
  users ??= scratchFolder();
  const path = join(users, `${account.namespace}-${account.name}-${randomBytes(4).toString('hex')}`);
  writeKubeconfig(path, {
    server: test.server,
    certificateAuthority: authorityOf(test.kubeconfig),
    token: body.status.token,
    namespace: account.namespace,
  });
  return path;
}

function authorityOf(kubeconfig: string): string {
  const data = /certificate-authority-data: (\S+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1] ?? '';
  return Buffer.from(data, 'base64').toString();
}
