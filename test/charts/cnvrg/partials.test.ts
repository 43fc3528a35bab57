import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RenderedObject } from '../../../src/render/index.ts';
import { merge, tree } from '../render.ts';
import { decoded, renderApp } from './app.ts';

const it = suite('what the charts of cnvrg share');

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const own = { enabled: 'true', cert: pem, key: pem };
const https = (settings: object, ingressType = 'istio') =>
  tree('networking', { https: settings, ingress: { ingressType } });

type Objects = ReadonlyMap<string, RenderedObject>;
const specOf = <T>(objects: Objects, key: string) => objects.get(key)?.['spec'] as T;

interface GatewaySpec {
  readonly selector: object;
  readonly servers: readonly {
    readonly port: { readonly number: number };
    readonly hosts: string[];
    readonly tls?: object;
  }[];
}

for (const [what, settings, tls] of [
  ['off', {}, [undefined]],
  [
    'a Secret of the user',
    { enabled: true, certSecret: 'theirs' },
    [{ httpsRedirect: true }, { mode: 'SIMPLE', credentialName: 'theirs' }],
  ],
  [
    'a certificate in the spec',
    own,
    [{ httpsRedirect: true }, { mode: 'SIMPLE', credentialName: 'istio-gw-cnvrg-1-tls' }],
  ],
  ['no certificate', { enabled: true }, [undefined, { mode: 'SIMPLE', credentialName: 'istio-gw-cnvrg-1-tls' }]],
] as const) {
  it(`001.9: a Gateway with https: ${what}`, () => {
    const { selector, servers } = specOf<GatewaySpec>(renderApp(https(settings)), 'Gateway/istio-gw-cnvrg-1');
    assert.equal(selector, { istio: 'ingressgateway' });
    assert.equal(
      servers.map(({ port }) => port.number),
      [80, 443].slice(0, tls.length),
    );
    assert.equal(
      servers.map(({ hosts }) => hosts),
      tls.map(() => ['*.apps.example.com']),
    );
    assert.equal(
      servers.map((server) => server.tls),
      [...tls],
    );
  });
}

it('001.9: a certificate of the spec becomes a Secret where one is named, and goes with https', () => {
  const key = 'Secret/istio-gw-cnvrg-1-tls';
  for (const type of ['istio', 'ingress']) {
    const secret = renderApp(https(own, type)).get(key);
    assert.is(secret?.['type'], 'kubernetes.io/tls');
    assert.equal(decoded(secret), { 'tls.crt': pem, 'tls.key': pem });
  }
  const encoded = Buffer.from(pem).toString('base64');
  assert.equal(decoded(renderApp(https({ ...own, cert: encoded, key: encoded })).get(key)), {
    'tls.crt': pem,
    'tls.key': pem,
  });
  for (const spec of [
    https(own, 'openshift'),
    https({ ...own, enabled: false }),
    https({ ...own, certSecret: 'theirs' }),
  ]) {
    assert.not(renderApp(spec).has(key));
  }
});

it('001.9: Ingresses and Routes end TLS with https, and speak plainly without', () => {
  const ingress = specOf<{ tls?: object; ingressClassName: string }>(renderApp(https(own, 'ingress')), 'Ingress/minio');
  assert.is(ingress.ingressClassName, 'nginx');
  assert.equal(ingress.tls, [{ hosts: ['minio.apps.example.com'], secretName: 'istio-gw-cnvrg-1-tls' }]);
  assert.is(specOf<{ tls?: object }>(renderApp(https({}, 'ingress')), 'Ingress/minio').tls, undefined);
  const route = specOf<{ tls?: object }>(renderApp(https(own, 'openshift')), 'Route/minio');
  assert.equal(route.tls, {
    termination: 'edge',
    insecureEdgeTerminationPolicy: 'Redirect',
    certificate: pem,
    key: pem,
  });
  assert.is(specOf<{ tls?: object }>(renderApp(https({}, 'openshift')), 'Route/minio').tls, undefined);
});

it('routes wait as long as large files take', () => {
  const [istio, ingress, openshift] = ['istio', 'ingress', 'openshift'].map((type) => renderApp(https({}, type))) as [
    Objects,
    Objects,
    Objects,
  ];
  const http = (name: string) =>
    specOf<{ http: { timeout: string; retries?: object }[] }>(istio, `VirtualService/${name}`).http[0];
  assert.is(http('minio')?.timeout, '864000s');
  assert.equal(
    [http('elasticsearch')?.timeout, http('elasticsearch')?.retries],
    ['18000s', { attempts: 5, perTryTimeout: '3600s' }],
  );
  const annotations = ingress.get('Ingress/minio')?.metadata.annotations ?? {};
  const nginx = ['proxy-send-timeout', 'proxy-read-timeout', 'proxy-body-size'].map(
    (key) => annotations[`nginx.ingress.kubernetes.io/${key}`],
  );
  assert.equal(nginx, ['18000', '18000', '5G']);
  assert.is(openshift.get('Route/minio')?.metadata.annotations?.['haproxy.router.openshift.io/timeout'], '3600s');
});

it('001.9: with sso the sign-on keeps its sessions in redis, whose address no container is told in the open', () => {
  const sso = tree('sso', {
    enabled: 'true',
    clientId: 'cnvrg',
    clientSecret: 'a-client-secret',
    emailDomain: 'example.com',
    provider: 'oidc',
    oidcIssuerUrl: 'https://id.example.com',
  });
  const objects = renderApp(sso);
  const { conf = '' } = decoded(objects.get('Secret/oauth-proxy-webapp'));
  for (const line of [
    'provider = "oidc"',
    'redirect_url = "http://app.apps.example.com/oauth2/callback"',
    'email_domains = ["example.com"]',
    'client_secret = "a-client-secret"',
    'cookie_secret = "sso-cookie-secret"',
    'cookie_secure = false',
    'session_store_type = "redis"',
    'oidc_issuer_url = "https://id.example.com"',
  ]) {
    assert.ok(conf.split('\n').includes(line), line);
  }
  assert.not.match(conf, 'redis_connection_url');
  const proxy = proxyOf(objects);
  assert.equal(proxy?.env, [
    {
      name: 'OAUTH2_PROXY_REDIS_CONNECTION_URL',
      valueFrom: { secretKeyRef: { name: 'redis-creds', key: 'OAUTH2_PROXY_REDIS_CONNECTION_URL' } },
    },
  ]);

  const elsewhere = renderApp(merge(sso, tree('sso.redisConnectionUrl', 'redis://:pw@redis.example.com:6379')));
  assert.match(
    decoded(elsewhere.get('Secret/oauth-proxy-webapp'))['conf'] ?? '',
    'redis_connection_url = "redis://:pw@redis.example.com:6379"',
  );
  assert.is(proxyOf(elsewhere)?.env, undefined);
  assert.is(proxyOf(renderApp()), undefined);
});

function proxyOf(objects: Objects) {
  const { template } = specOf<{ template: { spec: { containers: { name: string; env?: object[] }[] } } }>(
    objects,
    'Deployment/app',
  );
  return template.spec.containers.find(({ name }) => name === 'oauth-proxy');
}

it('labels and annotations of the spec are on every object, as text', () => {
  const objects = renderApp({
    labels: { team: 'ml', 'is-paid': 'true' },
    annotations: { purpose: 'cnvrg', count: '7' },
  });
  for (const [key, { metadata }] of objects) {
    assert.equal([metadata.labels?.['team'], metadata.labels?.['is-paid']], ['ml', 'true'], key);
    assert.equal([metadata.annotations?.['purpose'], metadata.annotations?.['count']], ['cnvrg', '7'], key);
  }
});

it('every group waits for all that come before it, as one of them may be empty', () => {
  const order = ['storage', 'istio-operator', 'istio', 'dbs', 'control-plane', 'networking', 'logging', 'monitoring'];
  const seen = new Set<string>();
  for (const [key, { metadata }] of renderApp()) {
    const { 'helm.sh/resource-group': group, 'helm.sh/depends-on/resource-groups': after } = metadata.annotations ?? {};
    if (group === undefined) continue;
    seen.add(group);
    assert.equal(JSON.parse(after ?? '[]'), order.slice(0, order.indexOf(group)), key);
  }
  assert.equal([...seen].sort(), ['control-plane', 'dbs', 'logging', 'monitoring', 'networking']);
});

it.run();
