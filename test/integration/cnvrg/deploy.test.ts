import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KubeObject, type ObjectRef, readinessOf } from '../../../src/cluster/index.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { ownControlPlane, testClusterOf, userKubeconfig } from '../../support/cluster.ts';
import { startOperator } from '../../support/operator.ts';
import { deployFile, until } from '../../support/resources.ts';
import { scratchFolder, writeScript } from '../../support/scratch.ts';
import { appRef, infraRef, statusOf } from './world.ts';

const it = suite('make docker-build, docker-push, deploy');
const plane = await ownControlPlane({ audit: true });
const test = testClusterOf(plane);
const { cluster } = test;
const checkout = new URL('../../../', import.meta.url).pathname;
const scratch = scratchFolder();
const account = { namespace: 'cnvrg-infra', name: 'cnvrg-operator' };

it.after(async () => plane[Symbol.asyncDispose]());

/** A PATH with what make and npm need, and of builders of images only those that are named. */
function pathWith(...builders: readonly ('docker' | 'podman')[]): string {
  const folder = join(scratch, `bin-${builders.join('-') || 'none'}`);
  mkdirSync(folder, { recursive: true });
  for (const program of ['make', 'npm', 'sh', 'env']) {
    const found = (process.env['PATH'] ?? '').split(delimiter).find((one) => existsSync(join(one, program)));
    const link = join(folder, program);
    if (found !== undefined && !existsSync(link)) symlinkSync(join(found, program), link);
  }
  if (!existsSync(join(folder, 'node'))) symlinkSync(process.execPath, join(folder, 'node'));
  for (const builder of builders) writeScript(join(folder, builder), `echo "${builder} $*" >> "$BUILD_LOG"`);
  return [folder, dirname(process.execPath)].join(delimiter);
}

interface MakeRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the builder was asked. */
  readonly builds: readonly string[];
}

let runs = 0;

function make(
  words: readonly string[],
  options: { tag?: string; path?: string; kubeconfig?: string } = {},
): Promise<MakeRun> {
  const { tag, path = pathWith('docker'), kubeconfig = test.kubeconfig } = options;
  const log = join(scratch, `builds-${runs++}`);
  const env = {
    PATH: path,
    HOME: scratch,
    BUILD_LOG: log,
    KUBECONFIG: kubeconfig,
    npm_config_update_notifier: 'false',
    ...(tag === undefined ? {} : { TAG: tag }),
  };
  return new Promise((resolve) => {
    execFile('make', words, { cwd: checkout, env }, (error, stdout, stderr) => {
      const builds = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr, builds });
    });
  });
}

const deploymentRef: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', ...account };

async function imageNow(): Promise<string | undefined> {
  return containerOf(await cluster.get(deploymentRef))?.image;
}

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly resources: { readonly limits: object };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
}

function containerOf(deployment: KubeObject | undefined): Container | undefined {
  const spec = deployment?.['spec'] as { template: { spec: { containers: readonly Container[] } } } | undefined;
  return spec?.template.spec.containers[0];
}

it('001.7: deploy leaves CRDs, RBAC and the operator with image :TAG on an empty cluster', async () => {
  const { code, stdout, stderr } = await make(['deploy'], { tag: 'v7' });
  assert.is(code, 0, stderr);
  assert.equal(stdout.trim().split('\n'), [
    'CustomResourceDefinition cnvrgapps.mlops.cnvrg.io created',
    'CustomResourceDefinition cnvrginfras.mlops.cnvrg.io created',
    'Namespace cnvrg-infra created',
    'ServiceAccount cnvrg-infra/cnvrg-operator created',
    'ClusterRole cnvrg-operator-role created',
    'ClusterRoleBinding cnvrg-operator-binding created',
    'Deployment cnvrg-infra/cnvrg-operator created',
  ]);
  for (const name of ['cnvrgapps.mlops.cnvrg.io', 'cnvrginfras.mlops.cnvrg.io']) {
    const ref = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition', namespace: '', name };
    assert.is(readinessOf((await cluster.get(ref)) as KubeObject).status, 'Current');
  }
  const container = containerOf(await cluster.get(deploymentRef));
  assert.is(container?.image, 'docker.io/cnvrg/cnvrg-operator:v7');
  assert.ok(container?.args.includes('run') && container.args.includes('--max-concurrent-reconciles=3'));
  assert.equal(container?.resources.limits, { cpu: '1', memory: '1000Mi' });
  assert.is(container?.livenessProbe.httpGet.path, '/healthz');
  assert.is(container?.readinessProbe.httpGet.path, '/readyz');
});

it('001.7: deploy again changes nothing, and with another TAG the image alone', async () => {
  const again = await make(['deploy'], { tag: 'v7' });
  assert.is(again.code, 0, again.stderr);
  assert.equal(
    again.stdout
      .trim()
      .split('\n')
      .filter((line) => !line.endsWith('unchanged')),
    [],
  );
  const other = await make(['deploy', 'TAG=v8']);
  assert.is(other.code, 0, other.stderr);
  assert.equal(
    other.stdout
      .trim()
      .split('\n')
      .filter((line) => !line.endsWith('unchanged')),
    ['Deployment cnvrg-infra/cnvrg-operator configured'],
  );
  assert.is(await imageNow(), 'docker.io/cnvrg/cnvrg-operator:v8');
});

it('001.7: build, push and deploy are done in this order by one command, all with TAG', async () => {
  const { code, stderr, builds } = await make(['docker-build', 'docker-push', 'deploy'], { tag: 'v9' });
  assert.is(code, 0, stderr);
  assert.equal(builds, [
    'docker --version',
    'docker build -f deploy/Dockerfile -t capstan/helm-operator:v9 .',
    'docker build -f deploy/cnvrg/Dockerfile --build-arg BASE=capstan/helm-operator:v9 -t docker.io/cnvrg/cnvrg-operator:v9 .',
    'docker --version',
    'docker push docker.io/cnvrg/cnvrg-operator:v9',
  ]);
  assert.is(await imageNow(), 'docker.io/cnvrg/cnvrg-operator:v9');
});

it('001.7: podman builds and pushes where there is no docker', async () => {
  const { code, stderr, builds } = await make(['docker-build', 'docker-push'], { tag: 'v9', path: pathWith('podman') });
  assert.is(code, 0, stderr);
  assert.ok(builds.every((line) => line.startsWith('podman ')));
  assert.match(builds.at(-1) ?? '', 'podman push docker.io/cnvrg/cnvrg-operator:v9');
});

for (const [what, words, options, message] of [
  ['no TAG', ['deploy'], {}, /TAG is not set.*USAGE\n {2}hint: TAG=v1\.0\.0 make/],
  ['a TAG that is none', ['deploy'], { tag: 'a b' }, /"a b" is no tag of an image/],
  ['no TAG to build', ['docker-build'], {}, /TAG is not set/],
  ['neither docker nor podman', ['docker-build'], { tag: 'v1', path: '' }, /neither docker nor podman.*TOOL_MISSING/],
  [
    'no kubeconfig',
    ['deploy'],
    { tag: 'v1', kubeconfig: '' },
    /no kubeconfig is given and none is found.*CONNECTION_CONFIG/,
  ],
] as const) {
  it(`001.7: says so when there is ${what}`, async () => {
    const path = 'path' in options ? pathWith() : pathWith('docker');
    const { code, stderr, builds } = await make([...words], { ...options, path });
    assert.is.not(code, 0);
    assert.match(stderr, message);
    assert.equal(builds, []);
  });
}

it('001.7: the operator works with the rights and the flags that deploy gives it, and nothing is forbidden to it', async () => {
  const mark = auditMark(test);
  const kubeconfig = await userKubeconfig(test, account);
  const { command = [], args = [] } = containerOf(await cluster.get(deploymentRef)) ?? {};
  assert.equal([...command, args[0]], ['/usr/local/bin/capstan', 'run']);
  const flags = [...args.slice(1), `--leader-election-namespace=${account.namespace}`];
  await using operator = await startOperator({ kubeconfig, namespaces: [], flags });
  assert.ok(operator.isRunning);
  const app = appRef('default', 'cnvrgapp');
  for (const file of ['mlops.cnvrg.io_v1_cnvrginfra_cr.yaml', 'mlops.cnvrg.io_v1_cnvrgapp_cr.yaml']) {
    const sample = deployFile(`crds/${file}`);
    const namespace = sample.kind === 'CnvrgApp' ? { namespace: app.namespace } : {};
    await cluster.create({ ...sample, metadata: { ...sample.metadata, ...namespace } });
  }
  for (const [ref, word] of [
    [app, 'READY'],
    [infraRef(), 'HEALTHY'],
  ] as const) {
    await until(cluster, ref, (object) => assert.is(statusOf(object).status, word, JSON.stringify(statusOf(object))), {
      timeoutMs: 180_000,
    });
  }
  const own = auditEvents(test, mark).filter(({ user }) => user === 'system:serviceaccount:cnvrg-infra:cnvrg-operator');
  assert.ok(own.length > 100);
  assert.equal(
    own.filter(({ code }) => code === 401 || code === 403),
    [],
  );
});

it.run();
