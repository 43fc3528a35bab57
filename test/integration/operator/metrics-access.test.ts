import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { silentLogger } from '../../../src/log/index.ts';
import { createMetrics } from '../../../src/operator/metrics.ts';
import { createMetricsAccess } from '../../../src/operator/metrics-access.ts';
import { startMetricsServer } from '../../../src/operator/metrics-server.ts';
import { untilAllowed } from '../../support/access.ts';
import { clusterOf, testNamespace, useControlPlane, userKubeconfig } from '../../support/cluster.ts';

const it = suite('metrics access');

interface Scene {
  readonly namespace: string;
  /** Tokens of the ServiceAccounts, of which `reader` alone may read the metrics. */
  readonly tokens: { readonly reader: string; readonly stranger: string };
  /** A kubeconfig with nothing but the rights to review. */
  readonly reviewer: string;
}

async function setScene(): Promise<Scene> {
  const test = await useControlPlane();
  const { cluster } = test;
  const namespace = await testNamespace(cluster, 'metrics');
  const subject = (name: string) => ({ kind: 'ServiceAccount', name, namespace });
  const binding = (name: string, role: string, account: string) =>
    cluster.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [subject(account)],
    });
  for (const name of ['reader', 'stranger', 'operator']) {
    await cluster.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  }
  await cluster.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `${namespace}-reader` },
    rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
  });
  await binding(`${namespace}-reader`, `${namespace}-reader`, 'reader');
  await binding(`${namespace}-operator`, 'system:auth-delegator', 'operator');
  const userOf = (name: string) => `system:serviceaccount:${namespace}:${name}`;
  await untilAllowed(cluster, { user: userOf('reader'), verb: 'get', path: '/metrics' });
  const reviews = { group: 'authorization.k8s.io', resource: 'subjectaccessreviews' };
  await untilAllowed(cluster, { user: userOf('operator'), verb: 'create', ...reviews });
  const tokenOf = async (name: string) => {
    const path = await userKubeconfig(test, { namespace, name });
    return /token: "?([^"\n]+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  };
  return {
    namespace,
    tokens: { reader: await tokenOf('reader'), stranger: await tokenOf('stranger') },
    reviewer: await userKubeconfig(test, { namespace, name: 'operator' }),
  };
}

function scrape(port: number, authorization?: string): Promise<{ status: number | undefined; protocol: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = authorization === undefined ? {} : { authorization };
    const options = {
      host: '127.0.0.1',
      port,
      path: '/metrics',
      headers,
      rejectUnauthorized: false,
      agent: false as const,
    };
    request(options, (response) => {
      const protocol = response.httpVersion;
      response.resume().on('end', () => resolve({ status: response.statusCode, protocol }));
    })
      .on('error', reject)
      .end();
  });
}

it('acceptance item 58: over TLS, 401 without a token, 403 without the right, 200 with it', async () => {
  const { tokens, reviewer } = await setScene();
  const authority = clusterOf(reviewer);
  const metrics = createMetrics({ version: '1', commit: 'x' });
  const server = await startMetricsServer({
    address: { host: '127.0.0.1', port: 0 },
    secure: true,
    http2: false,
    authority,
    metrics,
    log: silentLogger,
  });
  try {
    assert.equal(await scrape(server.port, `Bearer ${tokens.reader}`), { status: 200, protocol: '1.1' });
    for (const [authorization, status] of [
      [undefined, 401],
      ['Basic YTpi', 401],
      ['Bearer ', 401],
      ['Bearer nobody.knows.this', 401],
      [`Bearer ${tokens.stranger}`, 403],
      [`bearer ${tokens.reader}`, 200],
    ] as const) {
      assert.is((await scrape(server.port, authorization)).status, status, authorization ?? 'no header');
    }
  } finally {
    await server.close();
    await authority.close();
  }
});

it('an answer is kept for a minute, and asked for once by many at a time', async () => {
  const { tokens, reviewer } = await setScene();
  let requests = 0;
  let now = 0;
  const authority = clusterOf(reviewer);
  const counted = new Proxy(authority, {
    get(target, name) {
      if (name === 'request') requests++;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const access = createMetricsAccess(counted, () => now);
  const authorization = `Bearer ${tokens.stranger}`;
  try {
    assert.equal(await Promise.all([access(authorization), access(authorization)]), ['denied', 'denied']);
    assert.is(requests, 2); // a TokenReview and a SubjectAccessReview
    now = 59_999;
    assert.is(await access(authorization), 'denied');
    assert.is(requests, 2);
    now = 60_000;
    assert.is(await access(authorization), 'denied');
    assert.is(requests, 4);
  } finally {
    await authority.close();
  }
});

it('without the right to review the refusal is passed on, and it is asked again the next time', async () => {
  const { tokens, namespace } = await setScene();
  const test = await useControlPlane();
  const authority = clusterOf(await userKubeconfig(test, { namespace, name: 'stranger' }));
  const access = createMetricsAccess(authority);
  try {
    for (const attempt of [1, 2]) {
      const error = await access(`Bearer ${tokens.reader}`).catch((thrown: { code?: string }) => thrown.code);
      assert.is(error, 'FORBIDDEN', `attempt ${attempt}`);
    }
  } finally {
    await authority.close();
  }
});

it.run();
