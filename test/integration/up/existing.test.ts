import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { readPids } from '../../../src/devcluster/pid-file.ts';
import { auditEvents, auditMark } from '../../support/audit.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { until } from '../../support/resources.ts';
import { writeText } from '../../support/scratch.ts';
import { fakeCheckout } from './checkout.ts';
import { UpProcess } from './session.ts';

const it = suite('capstan up on an existing cluster');

it('acceptance item 2: creates what is needed, and the operator works as its ServiceAccount without any Forbidden', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const namespace = `up-${process.pid}`;
  const mark = auditMark(test);
  await using up = new UpProcess(['--namespace', namespace, '--sample'], {
    cwd,
    env: { KUBECONFIG: test.kubeconfig, HOME: cwd },
  });
  await up.settled();
  assert.not.match(up.stdout, 'export KUBECONFIG', 'it starts no control plane');
  const gvk = { group: 'apps', version: 'v1', kind: 'StatefulSet' };
  await eventually(async () => {
    const { items } = await test.cluster.list({ gvk, namespace });
    assert.equal(items.map(({ metadata }) => metadata.name).sort(), ['kre-minio', 'kre-mongo', 'kre-nats'], up.output);
  });

  up.kill('SIGINT');
  assert.is(await up.exited, 0, up.output);
  assert.match(readFileSync(join(cwd, `.capstan/up-${namespace}/operator.log`), 'utf8'), '"msg":"Installed release"');
  const operator = auditEvents(test, mark).filter(
    ({ user }) => user === `system:serviceaccount:${namespace}:kre-operator`,
  );
  assert.ok(operator.some(({ verb, resource }) => verb === 'patch' && resource === 'statefulsets'));
  assert.equal(
    operator.filter(({ code }) => code === 403 || code === 401),
    [],
    'every request of the operator is allowed',
  );
  assert.equal(
    operator.filter((event) => event.resource !== '' && event.namespace !== namespace),
    [],
    'the operator asks for nothing outside of its namespace',
  );
});

it('serves the kinds of samples that need rights in the whole cluster, one with a namespace and one without', async () => {
  const test = await useControlPlane();
  const { cluster } = test;
  const cwd = fakeCheckout();
  const namespace = await testNamespace(cluster, 'up');
  const mark = auditMark(test);
  const app = { group: 'mlops.cnvrg.io', version: 'v1', kind: 'CnvrgApp', namespace, name: 'cnvrgapp' };
  const infra = { ...app, kind: 'CnvrgInfra', namespace: '', name: 'cnvrginfra' };
  try {
    const words = [
      '-n',
      namespace,
      '--kubeconfig',
      test.kubeconfig,
      '--sample',
      'cnvrg-app',
      '--sample',
      'cnvrg-infra',
    ];
    await using up = new UpProcess(words, { cwd, env: { HOME: cwd } });
    await up.settled();
    assert.match(up.stdout, 'The operator works in all namespaces');
    for (const kind of ['CnvrgInfra', 'CnvrgApp']) assert.match(up.stderr, ` kind=${kind} `);
    assert.not.match(up.stderr, ' kind=Runtime ');
    for (const ref of [app, infra]) {
      const isTold = (live: KubeObject) =>
        assert.ok((live['status'] as { status?: string } | undefined)?.status, up.output);
      await until(cluster, ref, isTold, { timeoutMs: 120_000 });
    }
    const user = `system:serviceaccount:${namespace}:kre-operator`;
    const refused = auditEvents(test, mark).filter((event) => event.user === user && [401, 403].includes(event.code));
    assert.equal(refused, []);
    up.kill('SIGINT');
    assert.is(await up.exited, 0, up.output);
  } finally {
    for (const ref of [app, infra]) {
      if ((await cluster.get(ref)) === undefined) continue;
      await cluster.patch(ref, { type: 'merge', body: { metadata: { finalizers: null } } });
      await cluster.delete(ref);
    }
  }
});

it('leaves neither credentials nor processes behind when it ends', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const namespace = await testNamespace(test.cluster, 'up');
  const folder = join(cwd, '.capstan', `up-${namespace}`);
  await using up = new UpProcess(['-n', namespace, '--kubeconfig', test.kubeconfig], { cwd, env: { HOME: cwd } });
  await up.settled();
  assert.match(up.stdout, `kubectl -n ${namespace} apply -f deploy/crds/`);
  const [operator] = readPids(join(folder, 'operator'));
  assert.ok(operator);
  up.kill('SIGTERM');
  assert.is(await up.exited, 0, up.output);
  assert.throws(() => process.kill(operator?.pid as number, 0), /ESRCH/);
  assert.equal(readPids(join(folder, 'operator')), []);
  for (const name of ['operator/token', 'operator/kubeconfig']) assert.not(existsSync(join(folder, name)), name);
});

it('an operator that dies ends it, with the end of its log', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const namespace = await testNamespace(test.cluster, 'up');
  await using up = new UpProcess(['-n', namespace, '--kubeconfig', test.kubeconfig], { cwd, env: { HOME: cwd } });
  await up.settled();
  const [operator] = readPids(join(cwd, '.capstan', `up-${namespace}`, 'operator'));
  process.kill(operator?.pid as number, 'SIGKILL');
  assert.is(await up.exited, 1, up.output);
  assert.match(up.stderr, /error: the operator ended: ended by SIGKILL[\s\S]*Operator is ready[\s\S]*TOOL_FAILED/);
});

it('an operator that cannot start ends it, with what it said', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const namespace = await testNamespace(test.cluster, 'up');
  const watches = writeText(join(cwd, 'bad.yaml'), '- {version: v1, kind: Teapot, chart: no/such/chart}\n');
  await using up = new UpProcess(['-n', namespace, '--kubeconfig', test.kubeconfig, '--watches-file', watches], {
    cwd,
    env: { HOME: cwd },
  });
  assert.is(await up.exited, 1, up.output);
  assert.match(up.stderr, /the operator ended: exit code 1[\s\S]*no\/such\/chart/);
});

it('several watches files are watched as one', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const namespace = await testNamespace(test.cluster, 'up');
  const [one, other] = readFileSync(join(cwd, 'watches.yaml'), 'utf8')
    .split(/^(?=- )/m)
    .slice(1) as [string, string];
  const files = [writeText(join(cwd, 'one.yaml'), one), writeText(join(cwd, 'other.yaml'), other)];
  await using up = new UpProcess(
    ['-n', namespace, '--kubeconfig', test.kubeconfig, ...files.flatMap((file) => ['--watches-file', file])],
    { cwd, env: { HOME: cwd } },
  );
  await up.settled();
  for (const kind of ['Runtime', 'RuntimeVersion']) assert.match(up.stderr, ` kind=${kind} `);
});

it('a namespace that is being deleted is refused', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const namespace = await testNamespace(test.cluster, 'up');
  await test.cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'keeps-it', namespace, finalizers: ['capstan.dev/test'] },
  });
  await test.cluster.delete({ group: '', version: 'v1', kind: 'Namespace', namespace: '', name: namespace });
  await using up = new UpProcess(['-n', namespace, '--kubeconfig', test.kubeconfig], { cwd, env: { HOME: cwd } });
  assert.is(await up.exited, 1, up.output);
  assert.match(up.stderr, new RegExp(`namespace ${namespace} is being deleted.*NAMESPACE_TERMINATING`));
  const keeper = { group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'keeps-it' };
  await test.cluster.patch(keeper, { type: 'merge', body: { metadata: { finalizers: null } } });
});

it('a cluster that does not answer is named', async () => {
  const test = await useControlPlane();
  const cwd = fakeCheckout();
  const kubeconfig = writeText(
    join(cwd, 'kubeconfig'),
    readFileSync(test.kubeconfig, 'utf8').replace(/https:\/\/127\.0\.0\.1:\d+/, 'https://127.0.0.1:1'),
  );
  await using up = new UpProcess(['-n', 'demo', '--kubeconfig', kubeconfig], { cwd, env: { HOME: cwd } });
  assert.is(await up.exited, 1, up.output);
  assert.match(up.stderr, /127\.0\.0\.1:1.*CONNECTION_FAILED/);
});

it.run();
