import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../../src/cluster/index.ts';
import { bundle } from '../../support/bundle.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { baseImage, buildImage, commandOf, fileOf, type Image, isRoot } from '../../support/image.ts';
import { readMetrics } from '../../support/metrics.ts';
import { openDefinition, projectAccount, projectRules, tokenOf } from '../../support/project-account.ts';
import { conditionOf, listKind, until, untilEstablished, untilGone } from '../../support/resources.ts';

const checkout = new URL('../../../', import.meta.url).pathname;
const project = join(checkout, 'test/fixtures/sdk-project');
const kind = { group: 'image.test.capstan.dev', version: 'v1alpha1', kind: 'Cache', plural: 'caches' };

/** deploy/Dockerfile, and on it the project's, whose FROM alone is another. */
async function buildProject(): Promise<{ operator: Image; image: Image }> {
  const program = dirname(await bundle());
  const operator = buildImage(readFileSync(join(checkout, 'deploy/Dockerfile'), 'utf8'), {
    base: baseImage([process.execPath]),
    context: checkout,
    fromStage: (stage, path) => {
      assert.is(stage, 'build');
      return path === '/workspace/dist' ? program : path.replace('/workspace/', checkout);
    },
  });
  const image = buildImage(readFileSync(join(project, 'Dockerfile'), 'utf8'), { base: operator, context: project });
  return { operator, image };
}

const it = suite('the image');
const test = await useControlPlane();
const { cluster } = test;
const { operator, image } = await buildProject();

it('row 60: paths, home, user, working directory and entrypoint are those of the image that projects are built on', () => {
  const { env, workdir, user, entrypoint } = operator;
  assert.is(env['HOME'], '/opt/helm');
  assert.is(workdir, '/opt/helm');
  assert.is(user, '1001');
  assert.equal(entrypoint, ['/usr/local/bin/helm-operator', 'run', '--watches-file=./watches.yaml']);
  assert.match(fileOf(operator, 'etc/passwd'), /^helm:x:1001:0:helm user:\/opt\/helm:\/sbin\/nologin$/m);
  assert.is(image.entrypoint, operator.entrypoint);
});

it('row 60: a project whose Dockerfile has another FROM and nothing else goes through its life as user 1001', async () => {
  await untilEstablished(cluster, openDefinition(kind.group, kind.version, kind.kind, kind.plural));
  const account = await projectAccount(
    test,
    projectRules(kind, [
      ['', 'services', 'serviceaccounts', 'configmaps'],
      ['apps', 'deployments'],
    ]),
  );
  await giveAccount(image, account.namespace);
  const { hostname, port } = new URL(test.server);
  await using pod = startPod(
    [
      '--leader-elect',
      '--leader-election-id=cache-operator',
      '--health-probe-bind-address=127.0.0.1:0',
      '--metrics-bind-address=127.0.0.1:0',
      '--metrics-secure',
      '--metrics-require-rbac',
    ],
    { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, REGISTRY: 'registry.test' },
  );
  const probe = await pod.port('Serving health probes');
  await eventually(async () => assert.is((await fetch(`http://127.0.0.1:${probe}/readyz`)).status, 200));

  if (isRoot) assert.match(readFileSync(`/proc/${pod.pid}/status`, 'utf8'), /^Uid:\t1001\t.*\nGid:\t0\t/m);

  const namespace = await testNamespace(cluster, 'cache');
  const ref: ObjectRef = { ...kind, namespace, name: 'sample' };
  const deployment: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', namespace, name: 'sample-cache' };
  const service: ObjectRef = { ...deployment, group: '', kind: 'Service' };
  await cluster.create({
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { name: ref.name, namespace },
    spec: { size: 1 },
  });
  await until(cluster, deployment, (object) => assert.is(specOf(object).replicas, 1));
  await until(cluster, service, () => {});
  const deployed = await until(cluster, ref, (object) => assert.is(conditionOf(object, 'Deployed')?.status, 'True'));
  assert.is(conditionOf(deployed, 'Deployed')?.reason, 'InstallSuccessful');
  const [container] = specOf(await until(cluster, deployment, () => {})).template.spec.containers;
  assert.is(container?.image, 'registry.test/library/memcached:1.6.39');

  await cluster.patch(ref, { type: 'merge', body: { spec: { size: 3 } } });
  await until(cluster, deployment, (object) => assert.is(specOf(object).replicas, 3));

  const metrics = await pod.port('Serving metrics');
  const { reader, other } = await account.tokens();
  assert.is((await readMetrics(metrics)).status, 401);
  assert.is((await readMetrics(metrics, other)).status, 403);
  const { status, text } = await readMetrics(metrics, reader);
  assert.is(status, 200);
  assert.match(text, `resource_created_at_seconds{group="${kind.group}"`);
  const [, resident = 'none'] = /^process_resident_memory_bytes (\S+)$/m.exec(text) ?? [];
  assert.ok(Number(resident) < 128 * 2 ** 20, `${resident} bytes do not fit into the limit of a scaffolded Deployment`);

  await cluster.delete(ref);
  await untilGone(cluster, ref);
  await untilGone(cluster, deployment);
  await untilGone(cluster, service);
  const left = (await listKind(cluster, namespace, 'v1/Secret')).filter(
    ({ metadata }) => metadata.labels?.['owner'] === 'helm',
  );
  assert.equal(left, []);
  assert.is(await pod.stop(), 0);
  assert.equal(pod.errors(), []);
});

function specOf(object: object) {
  const { spec } = object as { spec: { replicas: number; template: { spec: { containers: { image: string }[] } } } };
  return spec;
}

/** Where a pod has its account. */
async function giveAccount({ root }: Image, namespace: string): Promise<void> {
  const folder = join(root, 'var/run/secrets/kubernetes.io/serviceaccount');
  mkdirSync(folder, { recursive: true });
  const [, authority = ''] = /certificate-authority-data: (\S+)/.exec(readFileSync(test.kubeconfig, 'utf8')) ?? [];
  writeFileSync(join(folder, 'ca.crt'), Buffer.from(authority, 'base64'));
  writeFileSync(join(folder, 'namespace'), namespace);
  writeFileSync(join(folder, 'token'), await tokenOf(test, namespace, 'controller-manager'));
}

function startPod(args: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = '', ...words] = commandOf(image, args, env);
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const logs = () =>
    lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    pid: child.pid,
    port: (msg: string) =>
      eventually(() => {
        const line = logs().find((one) => one['msg'] === msg);
        if (!line) throw new Error(`no "${msg}":\n${lines.join('\n')}`);
        return line['port'] as number;
      }),
    errors: () => logs().filter(({ level }) => level === 'error'),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

it.run();
