import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import type { RenderedObject } from '../../../src/render/index.ts';
import { merge, tree } from '../render.ts';
import { appValues, decoded, profile, renderApp } from './app.ts';

type Objects = ReadonlyMap<string, RenderedObject>;

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly Readonly<Record<string, { readonly name: string; readonly optional?: boolean }>>[];
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly readinessProbe?: object;
  readonly resources?: object;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly object[];
  readonly priorityClassName?: string;
  readonly nodeSelector?: object;
  readonly tolerations?: readonly object[];
  readonly terminationGracePeriodSeconds?: number;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly [Container, ...Container[]];
  readonly volumes?: readonly { readonly name: string }[];
}

interface DeploymentSpec {
  readonly replicas?: number;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: { readonly metadata: RenderedObject['metadata']; readonly spec: PodSpec };
}

const it = suite('control plane of cnvrg-app');
const base = renderApp();
const dump = renderApp(profile);
const everything = tree('controlPlan', {
  systemkiq: { enabled: true },
  cnvrgRouter: { enabled: true },
});
const workloads = ['app', 'sidekiq', 'searchkiq', 'systemkiq', 'hyper', 'routing-service'];

it('001.2: web app, sidekiqs and hyper with their services, configuration and rights', () => {
  const wanted = [
    'ConfigMap/cp-base-config',
    'ConfigMap/cp-networking-config',
    'Secret/cp-base-secret',
    'Secret/cp-ldap',
    'Secret/cp-object-storage',
    'Secret/cp-smtp',
    'Role/cnvrg-control-plan-role',
    'RoleBinding/cnvrg-control-plan-binding',
    'ServiceAccount/cnvrg',
    'Deployment/app',
    'Service/app',
    'VirtualService/app',
    'Deployment/sidekiq',
    'Deployment/searchkiq',
    'Deployment/hyper',
    'Service/hyper',
    'Gateway/istio-gw-cnvrg-1',
  ];
  assert.equal(
    wanted.filter((name) => !base.has(name)),
    [],
  );
  const unwanted = ['Deployment/systemkiq', 'Deployment/routing-service', 'Secret/oauth-proxy-webapp'];
  assert.equal(
    unwanted.filter((name) => base.has(name)),
    [],
  );
});

it('001.2: the web app and each sidekiq run exactly the image of the spec', () => {
  const image = 'registry.example.com/team/core@sha256:0123';
  const objects = renderApp(merge(everything, tree('controlPlan.webapp.image', image)));
  for (const name of ['app', 'sidekiq', 'searchkiq', 'systemkiq']) {
    assert.is(podOf(objects, name).containers[0].image, image, name);
  }
});

it('runs as many pods, with the resources, as the specification of defaults says', () => {
  const objects = renderApp(everything);
  const found = Object.fromEntries(
    workloads.map((name) => [name, [specOf(objects, name).replicas, podOf(objects, name).containers[0].resources]]),
  );
  const requests = (cpu: string, memory: string) => ({ requests: { cpu, memory } });
  assert.equal(found, {
    app: [1, requests('2', '4Gi')],
    sidekiq: [2, requests('1750m', '3750Mi')],
    searchkiq: [1, requests('750m', '750Mi')],
    systemkiq: [1, requests('500m', '500Mi')],
    hyper: [1, { ...requests('100m', '200Mi'), limits: { cpu: '2', memory: '4Gi' } }],
    'routing-service': [1, { ...requests('100m', '100Mi'), limits: { cpu: '500m', memory: '500Mi' } }],
  });
});

it('001.3: all pods and accounts name the Secret of the registry', () => {
  const objects = renderApp(merge(everything, tree('controlPlan.registry.name', 'pull-me')));
  for (const name of workloads) assert.equal(podOf(objects, name).imagePullSecrets, [{ name: 'pull-me' }], name);
  const accounts = [...objects.values()].filter(({ kind }) => kind === 'ServiceAccount');
  assert.ok(accounts.length >= 4);
  for (const account of accounts) {
    assert.equal(account['imagePullSecrets'], [{ name: 'pull-me' }], account.metadata.name);
  }
});

it('selects the pods that it makes', () => {
  const objects = renderApp(merge(everything, { podDisruptionBudgets: { enabled: true } }));
  for (const name of workloads) {
    const { selector, template } = specOf(objects, name);
    const labels = template.metadata.labels ?? {};
    assert.equal({ ...labels, ...selector.matchLabels }, labels, name);
    for (const kind of ['Service', 'PodDisruptionBudget']) {
      const other = objects.get(`${kind}/${name}`)?.['spec'] as { selector: Record<string, object> } | undefined;
      if (!other) continue;
      const wanted = kind === 'Service' ? other.selector : other.selector['matchLabels'];
      assert.equal({ ...labels, ...wanted }, labels, `${kind} ${name}`);
    }
  }
});

const steps = (spec: Values) => (podOf(renderApp(spec), 'app').initContainers ?? []).map(({ name }) => name);
for (const [what, spec, names] of [
  ['by default', {}, ['services-check', 'create-cnvrg-bucket', 'fixpg', 'seed', 'seeder']],
  ['without MinIO', tree('dbs.minio.enabled', false), ['services-check', 'fixpg', 'seed', 'seeder']],
  [
    'with objects at AWS',
    tree('controlPlan.objectStorage.cnvrgStorageType', 'aws'),
    ['services-check', 'fixpg', 'seed', 'seeder'],
  ],
  ['without fixpg', tree('dbs.pg.fixpg', 'false'), ['services-check', 'create-cnvrg-bucket', 'seed', 'seeder']],
  ['without PostgreSQL', tree('dbs.pg.enabled', false), ['services-check', 'create-cnvrg-bucket', 'seed', 'seeder']],
  ['in a dump', merge(profile, seedingImage('core:1')), ['ingresscheck', 'seeder']],
] as const) {
  it(`the web app begins ${what} with ${names.join(', ')}`, () => assert.equal(steps(spec), names));
}

it('seeds with seedCmd in the image of the app, and then makes ConfigMap cnvrg-db-init', () => {
  const objects = renderApp(tree('controlPlan.seeder.seedCmd', 'rake all:seeds'));
  const [seed, seeder] = (podOf(objects, 'app').initContainers ?? []).slice(-2);
  assert.is(seed?.image, podOf(objects, 'app').containers[0].image);
  assert.match(seed?.command?.at(-1) ?? '', 'rake all:seeds');
  assert.match(seeder?.command?.at(-1) ?? '', 'cnvrg-db-init');

  const one = renderApp(merge(seedingImage('core:1'), tree('controlPlan.seeder.seedCmd', 'rake all:seeds')));
  const only = podOf(one, 'app').initContainers?.at(-1);
  assert.is(only?.image, 'docker.io/cnvrg/core:1');
  assert.match(only?.command?.at(-1) ?? '', /rake all:seeds[\s\S]*cnvrg-db-init/);
});

it('makes the bucket inside of the cluster: what leads from the domain to MinIO comes after the web app', () => {
  const bucket = podOf(base, 'app').initContainers?.find(({ name }) => name === 'create-cnvrg-bucket');
  assert.equal(bucket?.env, [{ name: 'CNVRG_STORAGE_ENDPOINT', value: 'http://minio:80' }]);
});

it('lets sidekiqs wait for the ConfigMap cnvrg-db-init, which is no object of the chart', () => {
  const objects = renderApp(everything);
  for (const name of ['sidekiq', 'searchkiq', 'systemkiq']) {
    const pod = podOf(objects, name);
    assert.equal(
      pod.initContainers?.map((container) => [container.name, container.image]),
      [['seeder', pod.containers[0].image]],
    );
    assert.equal(pod.volumes, [{ name: 'db-init', configMap: { name: 'cnvrg-db-init', optional: true } }]);
  }
  const install = [...objects.values()].filter(({ metadata }) => !metadata.annotations?.['helm.sh/hook']);
  assert.not(install.some(({ metadata }) => metadata.name === 'cnvrg-db-init'));
});

it('split sidekiqs work queues of their own; one alone works them all', () => {
  const split = renderApp(everything);
  const modeOf = (name: string) =>
    Object.fromEntries((podOf(split, name).containers[0].env ?? []).map((variable) => [variable.name, variable.value]));
  assert.equal(modeOf('sidekiq'), { CNVRG_RUN_MODE: 'sidekiq' });
  assert.equal(modeOf('searchkiq'), { CNVRG_RUN_MODE: 'sidekiq', SIDEKIQ_SEARCHKICK: 'true' });
  assert.equal(modeOf('systemkiq'), { CNVRG_RUN_MODE: 'sidekiq', SIDEKIQ_SYSTEM: 'true' });
  assert.is(dataOf(split, 'cp-base-config')['SPLIT_SIDEKIQ'], 'true');

  const whole = renderApp(merge(everything, tree('controlPlan.sidekiq.split', 'false')));
  assert.ok(whole.has('Deployment/sidekiq'));
  assert.not(whole.has('Deployment/searchkiq'));
  assert.not(whole.has('Deployment/systemkiq'));
  assert.is(dataOf(whole, 'cp-base-config')['SPLIT_SIDEKIQ'], 'false');
});

it('gives jobs in work the kill timeout', () => {
  const objects = renderApp(tree('controlPlan.sidekiq.killTimeout', 75));
  assert.is(podOf(objects, 'sidekiq').terminationGracePeriodSeconds, 75);
});

it('asks the web app for /healthz as the spec says', () => {
  const spec = tree('controlPlan.webapp', {
    port: 8181,
    initialDelaySeconds: 1,
    readinessPeriodSeconds: 2,
    readinessTimeoutSeconds: 3,
    failureThreshold: 5,
  });
  assert.equal(podOf(renderApp(spec), 'app').containers[0].readinessProbe, {
    httpGet: { path: '/healthz', port: 8181 },
    initialDelaySeconds: 1,
    periodSeconds: 2,
    timeoutSeconds: 3,
    failureThreshold: 5,
  });
});

it('asks hyper with the token of the spec, and names a token that was made up in no probe', () => {
  const own = podOf(renderApp(tree('controlPlan.hyper.token', 'token')), 'hyper').containers[0].readinessProbe;
  assert.equal(own, { httpGet: { path: '/?key=token', port: 5050 }, periodSeconds: 100, timeoutSeconds: 60 });
  assert.match(JSON.stringify(podOf(base, 'hyper').containers[0].readinessProbe), '$HYPER_SERVER_TOKEN');
  const off = renderApp(tree('controlPlan.hyper.enableReadinessProbe', 'false'));
  assert.is(podOf(off, 'hyper').containers[0].readinessProbe, undefined);
});

it('tells the environment what the spec says', () => {
  const data = dataOf(base, 'cp-base-config');
  const wanted = {
    RAILS_ENV: 'app',
    PASSENGER_APP_ENV: 'app',
    KUBE_NAMESPACE: 'cnvrg-1',
    CNVRG_PASSENGER_BIND_ADDRESS: '0.0.0.0',
    CNVRG_PASSENGER_BIND_PORT: '8080',
    CNVRG_PASSENGER_MAX_POOL_SIZE: '20',
    CNVRG_JOB_UID: '1000',
    CNVRG_JOBS_SERVICE_ACCOUNT: 'cnvrg-job',
    CNVRG_JOBS_PRIORITY_CLASS: '',
    CNVRG_CRI: 'containerd',
    RUN_JOBS_ON_SELF_CLUSTER: 'true',
    DEFAULT_COMPUTE_CONFIG: '/opt/kube',
    DEFAULT_COMPUTE_NAME: 'default',
    AGENT_CUSTOM_TAG: 'latest',
  };
  assert.equal(pick(data, Object.keys(wanted)), wanted);
});

it('puts feature flags beside, as text', () => {
  const flags = { CNVRG_MOUNT_HOST_FOLDERS: 'false', SOME_LIMIT: 5 };
  const data = dataOf(renderApp(tree('controlPlan.baseConfig.featureFlags', flags)), 'cp-base-config');
  assert.equal(pick(data, Object.keys(flags)), { CNVRG_MOUNT_HOST_FOLDERS: 'false', SOME_LIMIT: '5' });
});

it('000.6: --cri lands in CNVRG_CRI', () => {
  for (const cri of ['docker', 'containerd', 'cri-o']) {
    assert.is(dataOf(renderApp(merge(profile, { cri })), 'cp-base-config')['CNVRG_CRI'], cri);
  }
});

for (const [ingressType, flag, host, gateway] of [
  ['istio', 'ROUTE_BY_ISTIO', 'app.apps.example.com', 'istio-gw-cnvrg-1'],
  ['k8singress', 'ROUTE_BY_NGINX_INGRESS', 'app.apps.example.com', ''],
  ['ingress', 'ROUTE_BY_NGINX_INGRESS', 'app.apps.example.com', ''],
  ['openshift', 'ROUTE_BY_OPENSHIFT', 'app.apps.example.com', ''],
  ['nodeport', 'ROUTE_BY_NODE_PORT', 'apps.example.com:30080', ''],
] as const) {
  it(`001.9: under ${ingressType} the web app is at ${host}`, () => {
    const objects = renderApp(tree('networking.ingress.ingressType', ingressType));
    const data = dataOf(objects, 'cp-networking-config');
    const flags = Object.entries(data).filter(([key, value]) => key.startsWith('ROUTE_BY_') && value === 'true');
    assert.equal(flags, [[flag, 'true']]);
    assert.is(data['APP_DOMAIN'], host);
    assert.is(data['DEFAULT_URL'], `http://${host}`);
    assert.is(data['CNVRG_ISTIO_GATEWAY'], gateway);
    const routing = ['VirtualService/app', 'Ingress/app', 'Route/app'].filter((name) => objects.has(name));
    const kinds: Record<string, string[]> = {
      ROUTE_BY_ISTIO: ['VirtualService/app'],
      ROUTE_BY_NGINX_INGRESS: ['Ingress/app'],
      ROUTE_BY_OPENSHIFT: ['Route/app'],
    };
    assert.equal(routing, kinds[flag] ?? []);
    assert.is(objects.has('Gateway/istio-gw-cnvrg-1'), ingressType === 'istio');
    const service = objects.get('Service/app')?.['spec'] as
      | { type?: string; ports: { nodePort?: number }[] }
      | undefined;
    assert.is(service?.type, ingressType === 'nodeport' ? 'NodePort' : undefined);
    assert.is(service?.ports[0]?.nodePort, ingressType === 'nodeport' ? 30080 : undefined);
  });
}

it('000.5: hyper is found by its Service', () => {
  const wanted = { HYPER_SERVER_URL: 'http://hyper', HYPER_SERVER_PORT: '5050' };
  assert.equal(pick(dataOf(dump, 'cp-networking-config'), Object.keys(wanted)), wanted);
});

it('001.9: with https everything is at https', () => {
  const objects = renderApp(tree('networking.https', { enabled: true, certSecret: 'wildcard' }));
  assert.is(dataOf(objects, 'cp-networking-config')['DEFAULT_URL'], 'https://app.apps.example.com');
  assert.is(secretOf(objects, 'cp-object-storage')['CNVRG_STORAGE_ENDPOINT'], 'https://minio.apps.example.com');
  const gateway = objects.get('Gateway/istio-gw-cnvrg-1')?.['spec'] as
    | { servers: { port: { number: number }; tls?: { credentialName?: string } }[] }
    | undefined;
  assert.equal(
    gateway?.servers.map(({ port, tls }) => [port.number, tls?.credentialName]),
    [
      [80, undefined],
      [443, 'wildcard'],
    ],
  );
});

it('001.9: with sso the proxy has the port, and the web app listens inside of the pod', () => {
  const objects = renderApp(tree('sso', { enabled: 'true', clientId: 'me', clientSecret: 'mine' }));
  const pod = podOf(objects, 'app');
  assert.equal(
    pod.containers.map(({ name, ports }) => [name, (ports ?? []).map(({ containerPort }) => containerPort)]),
    [
      ['webapp', []],
      ['oauth-proxy', [8080]],
    ],
  );
  const data = dataOf(objects, 'cp-base-config');
  assert.is(`${data['CNVRG_PASSENGER_BIND_ADDRESS']}:${data['CNVRG_PASSENGER_BIND_PORT']}`, '127.0.0.1:3000');
  const conf = secretOf(objects, 'oauth-proxy-webapp')['conf'] ?? '';
  assert.match(conf, 'upstreams = ["http://127.0.0.1:3000"]');
  assert.match(conf, 'http://app.apps.example.com/oauth2/callback');
  assert.ok(objects.has('Secret/cp-oauth-proxy-tokens-secret'));
});

for (const [type, given, wanted] of [
  [
    'minio',
    {},
    {
      CNVRG_STORAGE_ENDPOINT: 'http://minio.apps.example.com',
      CNVRG_STORAGE_ACCESS_KEY: 'minio-access-key',
      CNVRG_STORAGE_SECRET_KEY: 'minio-secret-key',
      CNVRG_STORAGE_REGION: 'eastus',
    },
  ],
  [
    'minio',
    { cnvrgStorageEndpoint: 'https://s3.example.com', cnvrgStorageAccessKey: 'a', cnvrgStorageSecretKey: 'b' },
    {
      CNVRG_STORAGE_ENDPOINT: 'https://s3.example.com',
      CNVRG_STORAGE_ACCESS_KEY: 'a',
      CNVRG_STORAGE_SECRET_KEY: 'b',
    },
  ],
  [
    'aws',
    { cnvrgStorageRegion: 'eu-west-1', cnvrgStorageBucket: 'models' },
    {
      CNVRG_STORAGE_ENDPOINT: '',
      CNVRG_STORAGE_ACCESS_KEY: '',
      CNVRG_STORAGE_REGION: 'eu-west-1',
      CNVRG_STORAGE_BUCKET: 'models',
    },
  ],
  [
    'azure',
    { cnvrgStorageAzureAccountName: 'acc', cnvrgStorageAzureAccessKey: 'key', cnvrgStorageAzureContainer: 'box' },
    {
      CNVRG_STORAGE_AZURE_ACCOUNT_NAME: 'acc',
      CNVRG_STORAGE_AZURE_ACCESS_KEY: 'key',
      CNVRG_STORAGE_AZURE_CONTAINER: 'box',
    },
  ],
  [
    'gcp',
    { cnvrgStorageProject: 'p1' },
    {
      CNVRG_STORAGE_PROJECT: 'p1',
      CNVRG_STORAGE_GCP_SECRET_REF: 'gcp-storage-secret',
      CNVRG_STORAGE_KEYFILE: '/tmp/gcp_keyfile/key.json',
    },
  ],
] as const) {
  it(`keeps objects at ${type} ${JSON.stringify(given)}`, () => {
    const objects = renderApp(tree('controlPlan.objectStorage', { cnvrgStorageType: type, ...given }));
    const data = secretOf(objects, 'cp-object-storage');
    assert.equal(pick(data, Object.keys(wanted)), wanted);
    assert.is(data['CNVRG_STORAGE_TYPE'], type);
    for (const name of ['app', 'sidekiq']) {
      const { containers, volumes } = podOf(objects, name);
      const isMounted = volumes?.some((volume) => volume.name === 'gcp-keyfile');
      assert.is(isMounted, type === 'gcp', name);
      assert.is(containers[0].volumeMounts?.[0]?.mountPath, type === 'gcp' ? '/tmp/gcp_keyfile' : undefined, name);
    }
  });
}

it('hands on the directory and the mail server', () => {
  const ldap = {
    enabled: 'true',
    host: 'dir',
    port: 636,
    base: 'dc=x',
    adminUser: 'root',
    adminPassword: 'pw',
    ssl: true,
  };
  const smtp = { server: 'mail', port: 25, username: 'u', password: 'p', domain: 'd' };
  const objects = renderApp({ controlPlan: { ldap, smtp } });
  assert.equal(secretOf(objects, 'cp-ldap'), {
    LDAP_ENABLE: 'true',
    LDAP_HOST: 'dir',
    LDAP_PORT: '636',
    LDAP_ACCOUNT: 'userPrincipalName',
    LDAP_BASE: 'dc=x',
    LDAP_ADMIN_USER: 'root',
    LDAP_ADMIN_PASSWORD: 'pw',
    LDAP_SSL: 'true',
  });
  const mail = secretOf(objects, 'cp-smtp');
  assert.equal(pick(mail, ['SMTP_SERVER', 'SMTP_PORT', 'SMTP_USERNAME', 'SMTP_PASSWORD', 'SMTP_DOMAIN']), {
    SMTP_SERVER: 'mail',
    SMTP_PORT: '25',
    SMTP_USERNAME: 'u',
    SMTP_PASSWORD: 'p',
    SMTP_DOMAIN: 'd',
  });
});

it('tells the proxy, and what is reached without it', () => {
  const proxy = { enabled: true, httpProxy: 'http://proxy:3128', noProxy: ['.corp'] };
  const data = dataOf(renderApp(tree('networking.proxy', proxy)), 'cp-networking-config');
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
    assert.is(data[name], 'http://proxy:3128', name);
  }
  assert.is(data['NO_PROXY'], data['no_proxy']);
  const direct = data['NO_PROXY']?.split(',') ?? [];
  const wanted = [
    'localhost',
    '.svc',
    '.svc.cluster.local',
    '.apps.example.com',
    'postgres',
    'redis',
    'minio',
    '.corp',
  ];
  assert.equal(
    wanted.filter((name) => !direct.includes(name)),
    [],
  );
  assert.not('HTTP_PROXY' in dataOf(base, 'cp-networking-config'));
});

it('runs on the nodes of its tenancy', () => {
  const tenancy = { enabled: true, key: 'purpose', value: 'true' };
  const shared = renderApp(merge(everything, tree('controlPlan.tenancy', tenancy)));
  const dedicated = renderApp(merge(everything, tree('controlPlan.tenancy', { ...tenancy, dedicatedNodes: 'true' })));
  for (const name of workloads) {
    assert.equal(podOf(shared, name).nodeSelector, { purpose: 'true' }, name);
    assert.is(podOf(shared, name).tolerations, undefined, name);
    assert.equal(
      podOf(dedicated, name).tolerations,
      [{ key: 'purpose', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
      name,
    );
    assert.is(podOf(base.has(`Deployment/${name}`) ? base : renderApp(everything), name).nodeSelector, undefined, name);
  }
});

it('with an autoscaler the Deployment says no number of pods', () => {
  const hpa = { enabled: true, utilization: 70, maxReplicas: 9 };
  const objects = renderApp({ controlPlan: { webapp: { hpa }, sidekiq: { hpa }, searchkiq: { hpa }, hyper: { hpa } } });
  for (const [name, least] of [
    ['app', 1],
    ['sidekiq', 2],
    ['searchkiq', 1],
    ['hyper', 1],
  ] as const) {
    assert.is(specOf(objects, name).replicas, undefined, name);
    const spec = objects.get(`HorizontalPodAutoscaler/${name}`)?.['spec'] as Record<string, unknown>;
    assert.equal(
      [spec['minReplicas'], spec['maxReplicas'], spec['scaleTargetRef']],
      [least, 9, { apiVersion: 'apps/v1', kind: 'Deployment', name }],
    );
  }
});

for (const [what, spec, restarted] of [
  ['another mail server', tree('controlPlan.smtp.server', 'mail'), ['app', 'searchkiq', 'sidekiq']],
  ['another database password', tree('dbs.pg.pass', 'new'), ['app', 'searchkiq', 'sidekiq']],
  [
    'another feature flag',
    tree('controlPlan.baseConfig.featureFlags.X', 'y'),
    ['app', 'hyper', 'searchkiq', 'sidekiq'],
  ],
  ['another domain', { clusterDomain: 'other.example.com' }, ['app', 'hyper', 'searchkiq', 'sidekiq']],
  ['another number of pods', tree('controlPlan.webapp.replicas', 3), []],
] as const) {
  it(`${what} starts anew: ${restarted.join(', ') || 'nothing'}`, () => {
    const changed = renderApp(spec);
    const names = ['app', 'hyper', 'searchkiq', 'sidekiq'];
    const annotations = (objects: Objects, name: string) => specOf(objects, name).template.metadata.annotations;
    const found = names.filter((name) => checksum(annotations(changed, name)) !== checksum(annotations(base, name)));
    assert.equal(found, restarted);
  });
}

it('001.13: keys and passwords stand in Secrets alone', () => {
  const objects = renderApp(merge(everything, tree('sso.enabled', true)));
  const { data } = (appValues['generated'] as { credentials: { data: Record<string, string> } }).credentials;
  for (const object of objects.values()) {
    if (object.kind === 'Secret') continue;
    const text = JSON.stringify(object);
    for (const [key, value] of Object.entries(data)) {
      assert.not(text.includes(value), `${object.kind} ${object.metadata.name} has ${key}`);
    }
  }
  const found = secretOf(objects, 'cp-base-secret');
  assert.equal(pick(found, ['SECRET_KEY_BASE', 'HYPER_SERVER_TOKEN', 'STS_IV', 'STS_KEY']), {
    SECRET_KEY_BASE: 'secret-key-base',
    HYPER_SERVER_TOKEN: 'hyper-token',
    STS_IV: 'sts-iv',
    STS_KEY: 'sts-key',
  });
});

it('000.3: a dump has its own names, classes and budgets', () => {
  const wanted = [
    'PriorityClass/cnvrg-apps',
    'PriorityClass/cnvrg-jobs',
    'ConfigMap/cp-annotation-label',
    'Role/cnvrg-control-plane',
    'RoleBinding/cnvrg-control-plane',
    'ServiceAccount/cnvrg-control-plane',
    'Role/cnvrg-job',
    'RoleBinding/cnvrg-job',
    'ServiceAccount/cnvrg-job',
    'Role/cnvrg-buildimage-job',
    'RoleBinding/cnvrg-buildimage-job',
    'ServiceAccount/cnvrg-buildimage-job',
    'Role/cnvrg-privileged-job',
    'RoleBinding/cnvrg-privileged-job',
    'ServiceAccount/cnvrg-spark-job',
    'PodDisruptionBudget/app',
    'PodDisruptionBudget/sidekiq',
    'PodDisruptionBudget/searchkiq',
    'PodDisruptionBudget/systemkiq',
    'Secret/oauth-proxy-webapp',
    'Secret/cp-oauth-proxy-tokens-secret',
  ];
  assert.equal(
    wanted.filter((name) => !dump.has(name)),
    [],
  );
  assert.is(dump.get('PriorityClass/cnvrg-apps')?.['value'], 2_000_000);
  assert.is(dump.get('PriorityClass/cnvrg-jobs')?.['value'], 1_000_000);
  assert.equal(dataOf(dump, 'cp-annotation-label'), {
    annotations: 'purpose: "cnvrg"',
    labels: 'owner: "cnvrg-control-plane"',
  });
  for (const name of ['app', 'sidekiq', 'searchkiq', 'systemkiq', 'hyper']) {
    assert.is(podOf(dump, name).priorityClassName, 'cnvrg-apps', name);
  }
  assert.is(dataOf(dump, 'cp-base-config')['CNVRG_JOBS_PRIORITY_CLASS'], 'cnvrg-jobs');
  assert.equal(podOf(dump, 'app').containers[0].resources, {
    requests: { cpu: '500m', memory: '4Gi' },
    limits: { cpu: '4', memory: '8Gi' },
  });
});

it('000.3: jobs may touch pods, services and ConfigMaps, privileged ones claims too, builders nothing', () => {
  const rightsOf = (name: string) =>
    ((dump.get(`Role/${name}`)?.['rules'] ?? []) as { resources: string[] }[])
      .flatMap(({ resources }) => resources)
      .sort();
  assert.equal(rightsOf('cnvrg-job'), ['configmaps', 'pods', 'services']);
  assert.equal(rightsOf('cnvrg-privileged-job'), ['configmaps', 'persistentvolumeclaims', 'pods', 'services']);
  assert.equal(rightsOf('cnvrg-buildimage-job'), []);
  const subjects = dump.get('RoleBinding/cnvrg-privileged-job')?.['subjects'] as { name: string }[] | undefined;
  assert.is(subjects?.[0]?.name, 'cnvrg-spark-job');
});

it('000.8: pods take the Secrets of databases as they come, there or not', () => {
  const sources = podOf(dump, 'app').containers[0].envFrom ?? [];
  for (const name of ['pg-creds', 'redis-creds', 'es-creds', 'prom-creds']) {
    const source = sources.find(({ secretRef }) => secretRef?.name === name);
    assert.is(source?.['secretRef']?.optional, true, name);
  }
});

it('routes /SERVICE/PATH to services of the namespace', () => {
  const objects = renderApp(everything);
  assert.match(dataOf(objects, 'routing-service')['default.conf.template'] ?? '', '.cnvrg-1.svc.cluster.local');
  assert.is(podOf(objects, 'routing-service').containers[0].image, 'nginx');
  assert.ok(objects.has('VirtualService/routing-service'));
});

function seedingImage(image: string): Values {
  return { controlPlan: { webapp: { image }, seeder: { image } } };
}

function specOf(objects: Objects, name: string): DeploymentSpec {
  return objects.get(`Deployment/${name}`)?.['spec'] as DeploymentSpec;
}

function podOf(objects: Objects, name: string): PodSpec {
  return specOf(objects, name).template.spec;
}

function dataOf(objects: Objects, name: string): Record<string, string> {
  return objects.get(`ConfigMap/${name}`)?.['data'] as Record<string, string>;
}

function secretOf(objects: Objects, name: string): Record<string, string> {
  return decoded(objects.get(`Secret/${name}`));
}

function checksum(annotations: Readonly<Record<string, string>> | undefined): string | undefined {
  return annotations?.['checksum/reads'];
}

function pick(data: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(keys.map((key) => [key, data[key]]));
}

it.run();
