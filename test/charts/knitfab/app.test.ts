import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Values } from '../../../src/chart/index.ts';
import { parseYaml } from '../../../src/yaml/index.ts';
import { effective, fullValues, handOver, idsOf, objectsOf, pick, render } from './charts.ts';
import type { Made } from './made.ts';

const it = suite('knit-app');

const accounts = [
  'knitd-backend',
  'loop-initialize',
  'loop-run-management',
  'loop-housekeep',
  'loop-finishing',
  'garbage-collection',
  'knit-nurse',
];
/** Leader, type, interval, account. */
const loops = [
  ['projection-leader', 'projection', '5s', undefined],
  ['initialize-leader', 'initialize', '5s', 'loop-initialize'],
  ['run-management-leader', 'run_management', '5s', 'loop-run-management'],
  ['housekeeping-leader', 'housekeeping', '5s', 'loop-housekeep'],
  ['finishing-leader', 'finishing', '5s', 'loop-finishing'],
  ['garbage-collection-leader', 'garbage_collection', '30s', 'garbage-collection'],
] as const;
const base = [
  ...['knitd', 'knitd-backend'].flatMap((name) => [
    `Service/${name}`,
    `Deployment/${name}`,
    `ConfigMap/${name}-config`,
  ]),
  ...loops.map(([name]) => `Deployment/${name}`),
  ...accounts.flatMap((name) => [`ServiceAccount/${name}`, `Role/${name}`, `RoleBinding/${name}`]),
  'ConfigMap/hooks-config',
  'ConfigMap/extra-api-config',
  'Secret/knitd-backend-signer-for-import-token',
  'PriorityClass/knit-worker-priority',
].sort();
const vex = [
  'ClusterRole/knit-vex-knitfab',
  'ClusterRoleBinding/knit-vex-knitfab',
  'DaemonSet/knit-vex',
  'Role/knit-vex',
  'RoleBinding/knit-vex',
  'ServiceAccount/knit-vex',
];
const debuggers = ['Service/knitd-backend-debugger', 'Service/knitd-debugger'];

it('makes the API servers, the loops, the accounts and what runs need', () => {
  assert.equal(idsOf(objectsOf('knit-app')), base);
});

it('003.15: has a DaemonSet for the volume expander with vex.use, and only then', () => {
  assert.equal(idsOf(objectsOf('knit-app', { vex: { use: false } })), base);
  const objects = objectsOf('knit-app', { vex: { use: true, delta: '2Gi' } });
  assert.equal(idsOf(objects), [...base, ...vex].sort());
  const { spec } = pick(objects, 'DaemonSet/knit-vex').spec.template;
  assert.is(spec.serviceAccountName, 'knit-vex');
  assert.is(spec.containers[0].image, 'knit-vex:v0.1.0');
  assert.equal(spec.containers[0].args, ['--margin', '1Gi', '--delta', '2Gi', 'knitfab']);
});

it('003.15: deploys each component from its image, and names those of runs in the settings of knitd-backend', () => {
  const world = { appVersion: 'v1.2.3-abc1234' };
  const objects = objectsOf('knit-app', { imageRepository: 'ghcr.io/a/b', vex: { use: true } }, world);
  const image = (id: string) => pick(objects, id).spec.template.spec.containers[0].image;
  assert.is(image('Deployment/knitd'), 'ghcr.io/a/b/knitd:v1.2.3-abc1234');
  assert.is(image('Deployment/knitd-backend'), 'ghcr.io/a/b/knitd-backend:v1.2.3-abc1234');
  assert.is(image('DaemonSet/knit-vex'), 'ghcr.io/a/b/knit-vex:v1.2.3-abc1234');
  for (const [name] of loops) assert.is(image(`Deployment/${name}`), 'ghcr.io/a/b/knit-loops:v1.2.3-abc1234');
  const { cluster } = backendConfig(objects);
  assert.is(cluster.dataAgent.image, 'ghcr.io/a/b/knit-dataagt:v1.2.3-abc1234');
  assert.is(cluster.worker.init.image, 'ghcr.io/a/b/knit-empty:v1.2.3-abc1234');
  assert.is(cluster.worker.nurse.image, 'ghcr.io/a/b/knit-nurse:v1.2.3-abc1234');
});

it('003.8: shows debuggers at 30990 and 30991, and runs both servers under the inspector, with debug', () => {
  const objects = objectsOf('knit-app', { debug: true });
  assert.equal(idsOf(objects), [...base, ...debuggers].sort());
  for (const [name, nodePort] of [
    ['knitd', 30990],
    ['knitd-backend', 30991],
  ] as const) {
    const { type, ports, selector } = pick(objects, `Service/${name}-debugger`).spec;
    assert.equal([type, ports[0].nodePort, ports[0].targetPort], ['NodePort', nodePort, 19999]);
    const { metadata, spec } = pick(objects, `Deployment/${name}`).spec.template;
    assert.equal({ ...metadata.labels, ...selector }, metadata.labels);
    const [container] = spec.containers;
    assert.equal(container.env.at(-1), { name: 'NODE_OPTIONS', value: '--inspect=0.0.0.0:19999' });
    assert.is(container.ports.at(-1)?.containerPort, 19999);
  }
  assert.not.match(JSON.stringify(objectsOf('knit-app')), /19999|NODE_OPTIONS/);
});

it('is reached at 30803 of each node; knitd-backend is reached by knitd alone', () => {
  const objects = objectsOf('knit-app');
  const { type, ports } = pick(objects, 'Service/knitd').spec;
  assert.equal([type, ports[0].port, ports[0].nodePort], ['NodePort', 8080, 30803]);
  const backend = pick(objects, 'Service/knitd-backend').spec;
  assert.equal([backend.type, backend.ports[0].port, backend.ports[0].targetPort], [undefined, 80, 8080]);
  assert.equal(readYaml(pick(objects, 'ConfigMap/knitd-config').data['knitd.yaml']), {
    dburi: 'postgres://database:5432/knit',
    backendapiroot: 'http://knitd-backend',
    serverport: 8080,
  });
});

it('speaks TLS with the certificate of knit-certs', () => {
  const certs = effective('knit-certs', { cert: 'Y2VydA==', key: 'a2V5', secret: { server: 'web' } });
  const { spec } = pick(objectsOf('knit-app', { certs }), 'Deployment/knitd').spec.template;
  assert.match(spec.containers[0].args.join(' '), '--cert /knit/certs/tls.crt --certkey /knit/certs/tls.key');
  assert.equal(spec.volumes.at(-1), { name: 'certs', secret: { secretName: 'web' } });
  assert.match(render('knit-app', { certs }).notes, 'https://NODE:30803/api');
  const plain = pick(objectsOf('knit-app'), 'Deployment/knitd').spec.template.spec;
  assert.not.match(JSON.stringify(plain), 'cert');
  assert.match(render('knit-app').notes, 'http://NODE:30803/api');
});

it('runs each loop with its pause, under its account', () => {
  const objects = objectsOf('knit-app');
  for (const [name, type, interval, account] of loops) {
    const { spec } = pick(objects, `Deployment/${name}`).spec.template;
    assert.is(spec.serviceAccountName, account, name);
    assert.is(spec.automountServiceAccountToken, account === undefined ? false : undefined, name);
    assert.equal(spec.containers[0].args.slice(0, 4), ['--type', type, '--policy', `forever:${interval}`]);
  }
  const slow = objectsOf('knit-app', { loops: { gc: { interval: '2m', replicas: 0 } } });
  const { replicas, template } = pick(slow, 'Deployment/garbage-collection-leader').spec;
  assert.equal([replicas, template.spec.containers[0].args[3]], [0, 'forever:2m']);
});

it('gives each account one Role, bound to it and to nobody else, and no secret', () => {
  const objects = objectsOf('knit-app');
  for (const name of accounts) {
    const { roleRef, subjects } = pick(objects, `RoleBinding/${name}`);
    assert.equal(roleRef, { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name });
    assert.equal(subjects, [{ kind: 'ServiceAccount', name, namespace: 'knitfab' }]);
  }
  const rules = accounts.flatMap((name) => pick(objects, `Role/${name}`).rules);
  assert.not.match(JSON.stringify(rules), '*');
  assert.not.ok(rules.some(({ resources }) => resources.includes('secrets')));
});

it('makes the Secret of the signer, empty', () => {
  assert.not('data' in pick(objectsOf('knit-app'), 'Secret/knitd-backend-signer-for-import-token'));
});

it('puts runs first among those that wait', () => {
  const { value, preemptionPolicy, globalDefault } = pick(objectsOf('knit-app'), 'PriorityClass/knit-worker-priority');
  assert.equal([value, preemptionPolicy, globalDefault], [1_000_000_000, 'Never', false]);
});

it('writes hooks and further APIs where the servers read them', () => {
  const read = (values: object) => {
    const objects = objectsOf('knit-app', { ...values });
    return [
      readYaml(pick(objects, 'ConfigMap/hooks-config').data['hooks.yaml']),
      readYaml(pick(objects, 'ConfigMap/extra-api-config').data['extra-apis.yaml']),
    ];
  };
  assert.equal(read({}), [{ 'lifecycle-hooks': { before: [], after: [] } }, { endpoints: [] }]);
  const hooks = {
    'lifecycle-hooks': { before: ['https://a.example/?x=1&y="2"', 'http://b.example'], after: ['http://c.example'] },
  };
  const extraApi = {
    endpoints: [
      { path: '/x', proxy_to: 'http://x.example/api' },
      { path: '/y', proxy_to: 'http://y.example' },
    ],
  };
  assert.equal(read({ hooks, extraApi }), [hooks, extraApi]);
});

it('starts servers anew when what they read at their start changes, and no others', () => {
  const stamps = (values: object) => {
    const objects = objectsOf('knit-app', { ...values });
    return ['knitd', 'knitd-backend', 'projection-leader'].map((name) =>
      JSON.stringify(pick(objects, `Deployment/${name}`).spec.template.metadata.annotations),
    );
  };
  const before = stamps({});
  const changed = (values: object) => stamps(values).map((stamp, at) => stamp !== before[at]);
  assert.equal(changed({}), [false, false, false]);
  assert.equal(changed({ extraApi: { endpoints: [{ path: '/x', proxy_to: 'http://x' }] } }), [true, false, false]);
  assert.equal(changed({ hooks: { 'lifecycle-hooks': { before: ['http://x'] } } }), [false, false, true]);
  assert.equal(changed({ clusterTLD: 'other.local' }), [false, true, true]);
});

it('003.14: takes storage, database and certificates as the charts before have them', () => {
  const values = handOver({
    storage: { class: { data: 'fast' } },
    certs: { cert: 'Y2VydA==', key: 'a2V5', secret: { server: 'web' } },
    database: { service: 'pg', port: 15432, credential: { secret: 'login', password: 'x' } },
    app: {},
    imageRepository: 'r.example/k',
    imagePullSecret: '',
  })['knit-app'];
  const objects = objectsOf('knit-app', values);
  const { cluster } = backendConfig(objects);
  assert.is(cluster.database, 'postgres://pg:15432/knit');
  assert.is(cluster.dataAgent.volume.storageClassName, 'fast');
  const { spec } = pick(objects, 'Deployment/knitd').spec.template;
  assert.is(spec.containers[0].env[0].valueFrom.secretKeyRef.name, 'login');
  assert.ok(spec.volumes.some(({ secret }) => secret?.secretName === 'web'));
  assert.ok(
    spec.volumes.some(
      ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === 'schema-upgrader-schema-repo',
    ),
  );
});

it('pulls every image with the Secret that it is told', () => {
  const pods = podMakers(fullValues['knit-app']);
  assert.is(pods.length, 9);
  for (const { metadata, spec } of pods)
    assert.equal(spec.template.spec.imagePullSecrets, [{ name: 'pull' }], metadata.name);
});

it('tells knitd-backend and the loops how the pods that they make are pulled and write their volumes', () => {
  const settings = (values: Values) => backendConfig(objectsOf('knit-app', values)).cluster;
  assert.is(settings({}).imagePullSecret, undefined);
  assert.is(settings({ imagePullSecret: 'pull' }).imagePullSecret, 'pull');
  assert.is(settings({}).dataAgent.volume.fsGroup, undefined, 'volumes of NFS are writable by all');
  assert.is(settings({ storage: { class: { provisioner: 'other' } } }).dataAgent.volume.fsGroup, 65_534);
});

it('runs nothing as root, and nothing that could become root', () => {
  const pods = podMakers({ vex: { use: true } });
  for (const { metadata, spec } of pods)
    for (const { securityContext } of spec.template.spec.containers)
      assert.equal(
        [
          securityContext.runAsNonRoot,
          securityContext.allowPrivilegeEscalation,
          securityContext.readOnlyRootFilesystem,
        ],
        [true, false, true],
        metadata.name,
      );
});

function readYaml(text: string | undefined): unknown {
  return parseYaml(text ?? '', { file: 'data' });
}

function podMakers(values: Values): Made[] {
  return (objectsOf('knit-app', values) as unknown as Made[]).filter(({ kind }) => /Deployment|DaemonSet/.test(kind));
}

interface BackendConfig {
  readonly cluster: {
    readonly database: string;
    readonly imagePullSecret?: string;
    readonly dataAgent: {
      readonly image: string;
      readonly volume: { readonly storageClassName: string; readonly fsGroup?: number };
    };
    readonly worker: { readonly init: { readonly image: string }; readonly nurse: { readonly image: string } };
  };
}

function backendConfig(objects: ReturnType<typeof objectsOf>): BackendConfig {
  return readYaml(pick(objects, 'ConfigMap/knitd-backend-config').data['knitd.backend.yaml']) as BackendConfig;
}

it.run();
