import { execFileSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { compareSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { controlPlaneProfile } from '../../../src/cli/profile/profiles.ts';
import { renderProfile } from '../../../src/cli/profile/render-profile.ts';
import type { KubeObject, ObjectRef } from '../../../src/cluster/index.ts';
import { withoutOrder } from '../../../src/release/index.ts';
import { parseYamlDocuments } from '../../../src/yaml/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { helm, kubectl } from '../../support/kubectl.ts';
import { untilEstablished } from '../../support/resources.ts';
import { writeText } from '../../support/scratch.ts';
import { copctl, dump, find, objectsIn, podSpecOf, root, run, scratch, secretOf, sixFlags, yamlOf } from './dumped.ts';
import { routeDefinition } from './routes.ts';
import { cnvrgWorld } from './world.ts';

const it = suite('copctl');

const test = await useControlPlane();
const { cluster } = test;
const istio = dump();

it('000.1: the command with its six flags writes ./cnvrg-manifests', () => {
  assert.is(readdirSync(istio).length, 70);
  for (const { kind, metadata } of objectsIn(istio)) {
    const isClusterWide = kind === 'PriorityClass';
    assert.is(metadata.namespace, isClusterWide ? undefined : 'cnvrg', `${kind} ${metadata.name}`);
    assert.is(metadata.labels?.['owner'], 'cnvrg-control-plane', `${kind} ${metadata.name}`);
    assert.is(metadata.annotations?.['purpose'], 'cnvrg', `${kind} ${metadata.name}`);
  }
});

it('000.2: kubectl applies the whole folder, and nothing in it is a Namespace', async () => {
  for (const path of globSync('helm-charts/cnvrg-common/crds/networking*.yaml', { cwd: root })) {
    await untilEstablished(cluster, yamlOf(join(root, path)));
  }
  await untilEstablished(cluster, routeDefinition);
  const namespace = await testNamespace(cluster, 'copctl');
  for (const type of ['istio', 'ingress', 'openshift', 'nodeport']) {
    const folder = dump('--ingress', type, '--namespace', namespace);
    const isFirst = type === 'istio';
    const said = await kubectl(test.kubeconfig, 'apply', '-f', folder, ...(isFirst ? [] : ['--dry-run=server']));
    assert.is(said.trim().split('\n').length, readdirSync(folder).length, said);
    assert.equal(
      objectsIn(folder).filter(({ kind }) => kind === 'Namespace'),
      [],
    );
  }
  const ready = await kubectl(test.kubeconfig, '-n', namespace, 'get', 'deployments,statefulsets', '-o', 'name');
  assert.equal(ready.trim().split('\n').sort(), [
    ...['app', 'hyper', 'minio', 'postgres', 'redis', 'searchkiq', 'sidekiq', 'systemkiq'].map(
      (name) => `deployment.apps/${name}`,
    ),
    'statefulset.apps/elasticsearch',
  ]);
  await deleteNamespace(namespace);
});

it('000.3: --preserve-templates-dir writes the tree, to the letter', () => {
  const folder = dump('--preserve-templates-dir=true');
  const tree = execFileSync('sh', ['-c', 'find . | LC_ALL=C sort'], { cwd: folder, encoding: 'utf8' });
  assert.is(tree, readFileSync(join(root, 'test/fixtures/copctl-tree.txt'), 'utf8'));
  const paths = tree.trim().split('\n').slice(1);
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  assert.equal([paths.length - files.length, files.length], [14, 70]);
});

it('000.4: flat, it has as many files, each with the name of its object in front', () => {
  for (const [type, count] of [
    ['istio', 70],
    ['ingress', 69],
    ['openshift', 69],
    ['nodeport', 66],
  ] as const) {
    const flat = dump('--ingress', type);
    const tree = dump('--ingress', type, '-k');
    const names = readdirSync(flat);
    assert.is(names.length, count, type);
    assert.is(globSync('**/*.yaml', { cwd: tree }).length, count, type);
    for (const name of names) assert.ok(name.startsWith(`${yamlOf(join(flat, name)).metadata.name}tmpl-`), name);
  }
});

it('000.5: each --ingress routes app, minio and elasticsearch its own way', () => {
  const hosts = ['app', 'elasticsearch', 'minio'].map((name) => `${name}.apps.example.com`);
  const kinds = ['VirtualService', 'Ingress', 'Route'];
  const routesIn = (folder: string) => objectsIn(folder).filter(({ kind }) => kinds.includes(kind));
  for (const [type, kind] of [
    ['istio', 'VirtualService'],
    ['ingress', 'Ingress'],
    ['openshift', 'Route'],
  ] as const) {
    const routes = routesIn(dump('--ingress', type));
    assert.equal(new Set(routes.map((route) => route.kind)), new Set([kind]));
    assert.equal(routes.flatMap(hostsOf).sort(), hosts, type);
  }
  const nodeport = dump('--ingress', 'nodeport');
  assert.equal(routesIn(nodeport), []);
  for (const [name, port] of [
    ['app', 30080],
    ['minio', 30090],
    ['elasticsearch', 32200],
  ] as const) {
    const { type, ports } = find(nodeport, 'Service', name)['spec'] as { type: string; ports: { nodePort: number }[] };
    assert.equal([type, ports.map(({ nodePort }) => nodePort)], ['NodePort', [port]]);
  }
  const { code, stderr } = run([...sixFlags, '--ingress', 'traefik']);
  assert.is(code, 1);
  for (const word of ['--ingress', 'traefik', 'istio', 'ingress', 'openshift', 'nodeport']) assert.match(stderr, word);
});

it('000.6: --cri is what the control plane is told', () => {
  for (const cri of ['docker', 'containerd', 'cri-o']) {
    const data = find(dump('--cri', cri), 'ConfigMap', 'cp-base-config')['data'] as Record<string, string>;
    assert.is(data['CNVRG_CRI'], cri);
  }
  const { code, stderr } = run([...sixFlags, '--cri', 'podman']);
  assert.is(code, 1);
  for (const word of ['--cri', 'podman', 'docker', 'containerd', 'cri-o']) assert.match(stderr, word);
});

it('000.7: the image runs everywhere it should, and every pod may pull it', () => {
  for (const name of ['app', 'sidekiq', 'searchkiq', 'systemkiq']) {
    const { containers, initContainers = [] } = podSpecOf(find(istio, 'Deployment', name));
    const seeder = initContainers.find((one) => one.name === 'seeder');
    for (const container of [containers[0], seeder]) {
      assert.is(container?.image, 'docker.io/cnvrg/app:v3.9.27', `${name} ${container?.name}`);
    }
  }
  const short = dump('--control-plane-image', 'app:v3.9.27');
  assert.is(podSpecOf(find(short, 'Deployment', 'app')).containers[0]?.image, 'docker.io/cnvrg/app:v3.9.27');

  const config = JSON.parse(secretOf(istio, 'cnvrg-app-registry')['.dockerconfigjson'] ?? '') as {
    auths: Record<string, { username?: string; password?: string; auth?: string }>;
  };
  const { username, password, auth = '' } = config.auths['docker.io'] ?? {};
  assert.equal([username, password], ['puller', 'pull: "password" #1']);
  assert.is(Buffer.from(auth, 'base64').toString(), 'puller:pull: "password" #1');
  for (const object of objectsIn(istio)) {
    const pulls =
      object.kind === 'ServiceAccount'
        ? object['imagePullSecrets']
        : ['Deployment', 'StatefulSet'].includes(object.kind)
          ? podSpecOf(object).imagePullSecrets
          : undefined;
    if (['ServiceAccount', 'Deployment', 'StatefulSet'].includes(object.kind)) {
      assert.equal(pulls, [{ name: 'cnvrg-app-registry' }], `${object.kind} ${object.metadata.name}`);
    }
  }
});

it('000.8: manifests are text to edit: replicas, rights, a database of your own', async () => {
  const namespace = await testNamespace(cluster, 'copctl');
  const folder = dump('-k', '--namespace', namespace);
  const edit = (path: string, from: string | RegExp, to: string) => {
    const file = join(folder, 'tmpl', path);
    const text = readFileSync(file, 'utf8');
    assert.match(text, from);
    writeText(file, text.replace(from, to));
  };
  edit('hyper/dep.yaml', /^ {2}replicas: 1$/m, '  replicas: 3');
  edit('conf/rbac/job-role.yaml', /^ {2}- services$/m, '  - secrets');
  const host = Buffer.from('pg.example.com').toString('base64');
  edit('pg/secret.yaml', /POSTGRES_HOST: .*/, `POSTGRES_HOST: ${host}`);
  for (const path of ['dep', 'pdb', 'pvc', 'role', 'rolebinding', 'sa', 'svc'])
    rmSync(join(folder, `tmpl/pg/${path}.yaml`));
  rmSync(join(folder, 'tmpl/es'), { recursive: true });
  writeText(
    join(folder, 'tmpl/es-creds.yaml'),
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: es-creds\nstringData:\n  ELASTICSEARCH_URL: http://es.example.com:9200\n',
  );
  await kubectl(test.kubeconfig, '-n', namespace, 'apply', '-R', '-f', folder);

  const get = (kind: string, name: string) => live(namespace, kind, name);
  const isThere = async (kind: string, name: string) => (await cluster.get(refTo(namespace, kind, name))) !== undefined;
  const { spec } = await get('apps/v1/Deployment', 'hyper');
  assert.is((spec as { replicas: number }).replicas, 3);
  const { rules } = await get('rbac.authorization.k8s.io/v1/Role', 'cnvrg-job');
  assert.ok((rules as { resources: string[] }[]).some(({ resources }) => resources.includes('secrets')));
  assert.is(await isThere('apps/v1/Deployment', 'postgres'), false);
  assert.is(await isThere('apps/v1/StatefulSet', 'elasticsearch'), false);
  const app = await get('apps/v1/Deployment', 'app');
  const taken = podSpecOf(app).containers[0]?.envFrom ?? [];
  for (const name of ['pg-creds', 'es-creds']) assert.match(JSON.stringify(taken), `"name":"${name}"`);
  const { data } = await get('v1/Secret', 'pg-creds');
  assert.is((data as Record<string, string>)['POSTGRES_HOST'], host);
  await deleteNamespace(namespace);
});

it('000.8: a group that values switch off is not dumped, and nothing waits for it', () => {
  const folder = dump('-k', '--set', 'dbs.pg.enabled=false,dbs.es.enabled=false,dbs.minio.enabled=false');
  const groups = readdirSync(join(folder, 'tmpl'));
  for (const group of ['pg', 'es', 'minio']) assert.not.ok(groups.includes(group), group);
  const { containers, initContainers = [] } = podSpecOf(yamlOf(join(folder, 'tmpl/webapp/dep.yaml')));
  for (const container of [...containers, ...initContainers]) {
    const creds = (container.envFrom ?? []) as { secretRef?: { name: string; optional?: boolean } }[];
    for (const name of ['pg-creds', 'es-creds']) {
      const ref = creds.find(({ secretRef }) => secretRef?.name === name);
      assert.is(ref?.secretRef?.optional, true, `${container.name}: ${name} is yours to bring`);
    }
  }
});

it('000.9: two dumps have different secrets, and it says so', () => {
  const first = run(sixFlags);
  const again = run([...sixFlags, '-d', join(first.cwd, 'cnvrg-manifests')]);
  assert.equal([first.code, again.code], [0, 0]);
  const other = secretOf(join(first.cwd, 'cnvrg-manifests'), 'pg-creds');
  assert.is.not(other['POSTGRES_PASSWORD'], secretOf(istio, 'pg-creds')['POSTGRES_PASSWORD']);
  assert.match(first.stderr, /do not apply it over the objects of another dump/);
  assert.match(first.stderr, /ConfigMap cnvrg-db-init must not be in namespace cnvrg/);
  assert.not.match(first.stderr, /earlier dump/);
  assert.match(again.stderr, /held an earlier dump: it is replaced/);
  assert.equal(
    objectsIn(istio).filter(({ metadata }) => metadata.name === 'cnvrg-db-init'),
    [],
  );
});

it('000.10: nothing of the infrastructure is dumped', () => {
  const kinds = new Set(objectsIn(istio).map(({ kind }) => kind));
  const infrastructure = [
    'DaemonSet',
    'IstioOperator',
    'Prometheus',
    'ServiceMonitor',
    'PrometheusRule',
    'StorageClass',
  ];
  for (const kind of [...infrastructure, 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition']) {
    assert.not.ok(kinds.has(kind), kind);
  }
  const names = objectsIn(istio).map(({ metadata }) => metadata.name);
  assert.equal(
    names.filter((name) => /fluent|grafana|kibana|elastalert|istio-operator|exporter/.test(name)),
    [],
  );
});

it('000.11: -h at each level tells what there is', () => {
  const levels = [
    '',
    'profile',
    'profile dump',
    'profile dump control-plane',
    'profile dump cp',
    'profile dump network',
  ];
  for (const level of levels) {
    const { code, stdout, cwd } = run([...level.split(' ').filter((word) => word !== ''), '-h']);
    assert.is(code, 0, level);
    assert.match(stdout, /^Usage: copctl/);
    assert.equal(readdirSync(cwd), []);
  }
  const { stdout } = run(['profile', 'dump', 'control-plane', '-h']);
  for (const line of [
    /-a, --wildcard-domain <domain> .*CNVRGCTL_WILDCARD_DOMAIN/,
    /-i, --control-plane-image <image> .*CNVRGCTL_CONTROL_PLANE_IMAGE/,
    /-u, --registry-user <user> .*CNVRGCTL_REGISTRY_USER/,
    /-p, --registry-password <password> .*CNVRGCTL_REGISTRY_PASSWORD/,
    /-s, --ingress <type> .*"istio", "ingress", "openshift", "nodeport", default: "ingress", env: CNVRGCTL_INGRESS/,
    /-c, --cri <cri> .*"docker", "containerd", "cri-o", default: "containerd", env: CNVRGCTL_CRI/,
    /-n, --namespace <namespace> .*default: "cnvrg", env: CNVRGCTL_NAMESPACE/,
    /-d, --templates-dump-dir <dir> .*default: "cnvrg-manifests", env: CNVRGCTL_TEMPLATES_DUMP_DIR/,
    /-k, --preserve-templates-dir .*default: false, env: CNVRGCTL_PRESERVE_TEMPLATES_DIR/,
    /--https .*CNVRGCTL_HTTPS/,
    /--proxy <url> .*CNVRGCTL_PROXY/,
  ]) {
    assert.match(stdout, line);
  }
});

it('000.11: a flag that is missing is named, and nothing is written', () => {
  for (const flag of [
    '--wildcard-domain',
    '--control-plane-image',
    '--registry-user',
    '--registry-password',
  ] as const) {
    const at = sixFlags.indexOf(flag);
    const { code, stderr, cwd } = run(sixFlags.toSpliced(at, 2));
    assert.is(code, 1, flag);
    assert.match(stderr, `${flag} is missing`);
    assert.equal(readdirSync(cwd), []);
  }
});

it('000.12: it is a program of its own wherever Node.js is, also behind a link', () => {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  assert.is(bin['copctl'], 'dist/copctl.js');
  assert.match(readFileSync(copctl, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  const link = join(scratch, 'copctl');
  symlinkSync(copctl, link);
  const { code, stdout, stderr } = run(['-h'], [process.execPath, link]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /^Usage: copctl/);
  const native = globSync('**/*.{node,so,dylib}', { cwd: join(copctl, '..') });
  assert.equal(native, [], 'nothing in it is of one kind of machine alone');
  const fromSource = run(['-h'], [process.execPath, join(root, 'src/cli/copctl.ts')]);
  assert.match(fromSource.stdout, /^Usage: copctl/);
});

it('000.13: it replaces a dump, and leaves any other folder alone', () => {
  const folder = dump();
  assert.is(run([...sixFlags, '-d', folder, '-s', 'ingress']).code, 0);
  assert.is(readdirSync(folder).length, 69, 'what only the first dump had is gone');
  writeText(join(folder, 'thesis.docx'), 'ten years of work');
  const before = readdirSync(folder);
  const { code, stderr } = run([...sixFlags, '-d', folder]);
  assert.is(code, 1);
  assert.match(stderr, /--templates-dump-dir: .* holds thesis\.docx/);
  assert.equal(readdirSync(folder), before);
});

it('000.14: what was made up agrees with itself', () => {
  const redis = secretOf(istio, 'redis-creds');
  const password = redis['CNVRG_REDIS_PASSWORD'] ?? '';
  assert.is(password.length, 20);
  assert.is(new URL(redis['REDIS_URL'] ?? '').password, password);
  assert.is(new URL(redis['OAUTH2_PROXY_REDIS_CONNECTION_URL'] ?? '').password, password);
  assert.is(/^requirepass "?([^"\n]+)"?$/m.exec(redis['redis.conf'] ?? '')?.[1], password);

  const pg = secretOf(istio, 'pg-creds');
  assert.is(pg['POSTGRES_PASSWORD']?.length, 20);
  assert.is(pg['POSTGRESQL_PASSWORD'], pg['POSTGRES_PASSWORD']);
  assert.equal([pg['POSTGRESQL_USER'], pg['POSTGRES_USER']], ['cnvrg', 'cnvrg']);
  assert.equal([pg['POSTGRESQL_DATABASE'], pg['POSTGRES_DB']], ['cnvrg_production', 'cnvrg_production']);
  assert.is(pg['POSTGRES_HOST'], find(istio, 'Service', 'postgres').metadata.name);

  const es = secretOf(istio, 'es-creds');
  const url = new URL(es['ELASTICSEARCH_URL'] ?? '');
  assert.equal([url.username, url.password], [es['CNVRG_ES_USER'], es['CNVRG_ES_PASS']]);
  assert.is(url.hostname, find(istio, 'Service', 'elasticsearch').metadata.name);

  const prometheus = secretOf(istio, 'prom-creds');
  const [user, hash = ''] = (prometheus['htpasswd'] ?? '').trim().split(':');
  assert.is(user, prometheus['CNVRG_PROMETHEUS_USER']);
  assert.ok(compareSync(prometheus['CNVRG_PROMETHEUS_PASS'] ?? '', hash));

  assert.is(secretOf(istio, 'cp-base-secret')['SECRET_KEY_BASE']?.length, 128);
});

it('000.15: it is what the operator applies for the same spec', async () => {
  await using world = await cnvrgWorld({ test });
  const namespace = world.namespaces[0];
  const values = {
    clusterDomain: 'apps.example.com',
    controlPlan: {
      webapp: { image: 'docker.io/cnvrg/app:v3.9.27' },
      seeder: { image: 'docker.io/cnvrg/app:v3.9.27' },
      registry: { user: 'puller', password: 'pull-password' },
    },
  };
  const { spec } = await renderProfile({ profile: controlPlaneProfile, namespace, values });
  const ref = await world.createApp(namespace, spec, controlPlaneProfile.resource);
  await world.untilStatus(ref, 'READY', 180_000);
  const manifest = await helm(test.kubeconfig, '-n', namespace, 'get', 'manifest', controlPlaneProfile.resource);
  const applied = parseYamlDocuments(manifest, { file: 'manifest' }) as (KubeObject | undefined)[];

  const secretName = `${controlPlaneProfile.resource}-credentials`;
  const secret = await live(namespace, 'v1/Secret', secretName);
  const data = Object.entries(secret['data'] as Record<string, string>).map(([key, text]) => [
    key,
    Buffer.from(text, 'base64').toString(),
  ]);
  const generated = { credentials: { secretName, data: Object.fromEntries(data) } };
  const dumped = await renderProfile({ profile: controlPlaneProfile, namespace, values, generated });
  const byDump = byName(dumped.objects.map(({ object }) => object));
  const byOperator = byName(applied.filter((one) => one !== undefined).map(asSent));
  assert.equal(Object.keys(byDump), Object.keys(byOperator));
  for (const [name, object] of Object.entries(byDump)) assert.equal(object, byOperator[name], name);
  assert.is(dumped.objects.length, 70);
});

it('dumps an Istio that kubectl applies, its definitions first', async () => {
  const namespace = await testNamespace(cluster, 'copctl');
  const { code, stderr, cwd } = run(['profile', 'dump', 'network', '-k', '-n', namespace]);
  assert.is(code, 0, stderr);
  const folder = join(cwd, 'cnvrg-manifests');
  await kubectl(test.kubeconfig, 'apply', '--server-side', '--force-conflicts', '-f', join(folder, 'tmpl/crds'));
  await eventually(() => kubectl(test.kubeconfig, 'apply', '-R', '--dry-run=server', '-f', folder), {
    timeoutMs: 60_000,
  });
});

/** Without what is said to the operator alone: in which order it is made. */
function asSent(object: KubeObject): KubeObject {
  const { annotations, ...metadata } = object.metadata;
  const { 'helm.sh/resource-group': _, ...others } = withoutOrder(annotations);
  const isEmpty = Object.keys(others).length === 0;
  return { ...object, metadata: { ...metadata, ...(isEmpty ? {} : { annotations: others }) } };
}

function byName(objects: readonly object[]): Record<string, unknown> {
  const entries = (objects as readonly KubeObject[]).map((object) => [
    `${object.kind}/${object.metadata.name}`,
    object,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(entries.sort()))) as Record<string, unknown>;
}

function hostsOf({ spec }: KubeObject): string[] {
  const { hosts, rules, host } = spec as { hosts?: string[]; rules?: { host: string }[]; host?: string };
  return hosts ?? rules?.map((rule) => rule.host) ?? (host === undefined ? [] : [host]);
}

async function live(namespace: string, kind: string, name: string): Promise<KubeObject> {
  const object = await cluster.get(refTo(namespace, kind, name));
  assert.ok(object, `there is no ${kind} ${name}`);
  return object;
}

function refTo(namespace: string, kind: string, name: string): ObjectRef {
  const [word = '', version = '', group = ''] = kind.split('/').reverse();
  return { group, version, kind: word, namespace, name };
}

/** Its NodePorts and names are free when it is gone. */
async function deleteNamespace(name: string): Promise<void> {
  const ref: ObjectRef = { group: '', version: 'v1', kind: 'Namespace', namespace: '', name };
  await cluster.delete(ref);
  await eventually(async () => assert.is(await cluster.get(ref), undefined), { timeoutMs: 60_000 });
  for (const priority of ['cnvrg-apps', 'cnvrg-jobs']) {
    await cluster.delete({
      group: 'scheduling.k8s.io',
      version: 'v1',
      kind: 'PriorityClass',
      namespace: '',
      name: priority,
    });
  }
}

it.run();
