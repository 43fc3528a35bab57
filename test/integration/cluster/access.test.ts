import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { Cluster, loadConnection } from '../../../src/cluster/index.ts';
import { kubeconfigText, temporaryFolder } from '../../cluster/support/folder.ts';
import { untilAllowed } from '../../support/access.ts';
import { clusterOf, eventually, testNamespace, useControlPlane, userKubeconfig } from '../../support/cluster.ts';
import { configMap, configMapKind, failure } from './kinds.ts';

const it = suite('access');
const test = await useControlPlane();
const { cluster } = test;
const namespace = await testNamespace(cluster, 'access');
const configMaps = { gvk: configMapKind, namespace };
const user = `system:serviceaccount:${namespace}:reader`;

it.before(async () => {
  const rbac = 'rbac.authorization.k8s.io';
  await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reader', namespace } });
  await cluster.create({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: 'reader', namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'patch'] }],
  });
  await cluster.create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'reader', namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
  });
  await untilAllowed(cluster, { user, namespace, resource: 'configmaps', verb: 'list' });
});

const account = () => userKubeconfig(test, { namespace, name: 'reader' });

for (const [what, as] of [
  ['a token of a ServiceAccount', async () => clusterOf(await account())],
  [
    'impersonation',
    async () =>
      new Cluster(
        loadConnection({
          kubeconfig: test.kubeconfig,
          userAgent: 't',
          env: {},
          impersonate: user,
        }),
      ),
  ],
] as const) {
  it(`${what}: what the Role allows works, what it does not is told with verb, resource and namespace`, async () => {
    const reader = await as();
    assert.ok((await reader.list(configMaps)).resourceVersion);
    for (const [attempt, hint] of [
      [
        () => reader.apply(configMap(namespace, 'new', {}), { force: true }),
        `allow verb create on configmaps in namespace ${namespace} in a Role bound to ${user}`,
      ],
      [
        () => reader.delete({ ...configMapKind, namespace, name: 'x' }),
        `allow verb delete on configmaps in namespace ${namespace} in a Role bound to ${user}`,
      ],
      [
        () => reader.get({ group: 'apps', version: 'v1', kind: 'StatefulSet', namespace, name: 'x' }),
        `allow verb get on statefulsets.apps in namespace ${namespace} in a Role bound to ${user}`,
      ],
      [
        () => reader.list({ gvk: configMapKind }),
        `allow verb list on configmaps at the cluster scope in a ClusterRole bound to ${user}`,
      ],
    ] as const) {
      const error = await failure(attempt());
      assert.equal([error.code, error.hint], ['FORBIDDEN', hint]);
      assert.match(error.message, 'is forbidden: User "system:serviceaccount:');
    }
    await reader.close();
  });
}

it('a token that nobody knows is UNAUTHORIZED', async () => {
  const { cluster: entry } = parse(readFileSync(test.kubeconfig, 'utf8')).clusters[0];
  const stranger = clusterOf(temporaryFolder({ c: kubeconfigText(entry, { token: 'nobody' }) }).path('c'));
  assert.is((await failure(stranger.list(configMaps))).code, 'UNAUTHORIZED');
  await stranger.close();
});

/** Credentials of the account whose token is in a file, which a kubeconfig, a plugin or a pod reads. */
async function tokenInFile() {
  const config = parse(readFileSync(await account(), 'utf8'));
  const { token } = config.users[0].user;
  const folder = temporaryFolder({ token: 'expired\n', namespace: namespace });
  const { cluster: entry } = parse(readFileSync(test.kubeconfig, 'utf8')).clusters[0];
  folder.write('ca.crt', Buffer.from(entry['certificate-authority-data'], 'base64').toString());
  const script = `console.log(JSON.stringify({status: {token: require('fs').readFileSync(${JSON.stringify(folder.path('token'))}, 'utf8').trim()}}))`;
  const server = new URL(test.server);
  return {
    rotate: () => folder.write('token', `${token}\n`),
    tokenFile: { kubeconfig: folder.write('file', kubeconfigText(entry, { tokenFile: 'token' })), env: {} },
    plugin: {
      kubeconfig: folder.write(
        'exec',
        kubeconfigText(entry, { exec: { command: process.execPath, args: ['-e', script] } }),
      ),
      env: {},
    },
    pod: {
      serviceAccountFolder: folder.root,
      env: { KUBERNETES_SERVICE_HOST: server.hostname, KUBERNETES_SERVICE_PORT: server.port },
    },
  };
}

for (const source of ['tokenFile', 'plugin', 'pod'] as const) {
  it(`a ${source} whose token was rotated is asked again after a 401`, async () => {
    const credentials = await tokenInFile();
    const connection = loadConnection({ userAgent: 't', ...credentials[source] });
    const reader = new Cluster(connection);
    await connection.credentials(); // reads the expired one
    credentials.rotate();
    assert.ok((await reader.list(configMaps)).resourceVersion);
    if (source === 'pod') assert.is(reader.namespace, namespace);
    await reader.close();
  });
}

it('reaches the API server through a proxy, TLS untouched', async () => {
  const seen: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, client, head) => {
    seen.push(`CONNECT ${request.url}`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const server = connectTcp(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      server.write(head);
      server.pipe(client).pipe(server);
    });
    for (const socket of [client, server]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const config = parse(readFileSync(test.kubeconfig, 'utf8'));
  const entry = {
    ...config.clusters[0].cluster,
    'proxy-url': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  };
  const far = clusterOf(temporaryFolder({ c: kubeconfigText(entry, config.users[0].user) }).path('c'));
  for (let i = 0; i < 5; i++) assert.ok((await far.list(configMaps)).resourceVersion);
  assert.equal([...new Set(seen)], [`CONNECT ${new URL(test.server).host}`]);
  assert.ok(seen.length <= 3, 'the tunnel is kept');
  await far.close();
  await eventually(
    () =>
      new Promise<void>((resolve, reject) =>
        proxy.getConnections((_, count) => (count === 0 ? resolve() : reject(new Error(`${count} open`)))),
      ),
  );
  proxy.close();
});

it.after(async () => {
  await cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
});
it.run();
