import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testNamespace, useControlPlane } from '../../support/cluster.ts';
import { kubectl } from '../../support/kubectl.ts';
import { Home } from './home.ts';

const it = suite('cloudmgr shell');
const { cluster, kubeconfig, server } = await useControlPlane();
const namespace = await testNamespace(cluster, 'shell');
const stage = new Home({ TEST_NAMESPACE: namespace });
const stored = join(dirname(stage.base('omadmin', 'cluster')), 'kubeconfig.yml');
const store = 'cat $KUBECONFIG > $CLUSTER_BASE/kubeconfig.yml\necho $KUBECONFIG\nexit\n';

stage.write('helm-charts/tenant/Chart.yaml', 'apiVersion: v2\nname: tenant\nversion: 0.1.0\n');
stage.write(
  'helm-charts/tenant/templates/settings.yaml',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  hub: {{ .Values.hub | quote }}\n',
);
stage.write(
  'resources/components/helm.yml',
  'tenant:\n  chart: $HELM_LOCAL_CHARTS/tenant\n  namespace: $TEST_NAMESPACE\n',
);
stage.write(
  'resources/components/scripts.yml',
  'tenant:\n  script: tenant.sh\ncluster:\n  envs: PLACE=$CLUSTER_BASE\n',
);
stage.writeScript('tenant.sh', '    cloudmgr helm.$DEPLOY_PHASE -c tenant');

it('002.12: what is stored in the shell is the cluster, for its owner alone; the copy goes', async () => {
  const words = ['shell', '-c', 'cluster', '--specs', 'provider=k8s'];
  const printed = await stage.succeed(words, { env: { KUBECONFIG: kubeconfig }, input: store });
  assert.match(printed, `${stored} is used from now on`);
  assert.match(readFileSync(stored, 'utf8'), server);
  assert.is(statSync(stored).mode & 0o777, 0o600);
  const [copy = ''] = printed.split('\n');
  assert.is.not(copy, stored);
  assert.not.ok(existsSync(copy), 'the copy is gone');
});

it('002.12: the stored kubeconfig stands alone: no file beside it is needed', async () => {
  assert.match(await kubectl(stored, 'get', 'namespace', namespace, '-o', 'name'), namespace);
});

it('002.12: storing it again from within does not truncate it', async () => {
  const before = readFileSync(stored, 'utf8');
  await stage.succeed(['shell', '-c', 'cluster', '--specs', 'provider=k8s'], { input: store });
  assert.is(readFileSync(stored, 'utf8'), before);
});

it('002.12: 002.24: run -c tenant then uses that cluster, without a KUBECONFIG and without a provider', async () => {
  await stage.succeed(['run', '-c', 'tenant', '--specs', 'hub=true']);
  const name = 'tenant-omadmin';
  const found = await cluster.get({ group: '', version: 'v1', kind: 'ConfigMap', namespace, name });
  assert.equal(found?.['data'], { hub: 'true' });
});

it('the environment is that of the component, and the exit code is that of the shell', async () => {
  const input = 'echo "$COMPONENT $DEPLOY_USER $CLUSTER_PREFIX $PLACE"\npwd\nexit 7\n';
  const { code, stdout } = await stage.cloudmgr(['shell', '-c', 'cluster', '-u', 'kim'], {
    input,
    env: { CLUSTER_PREFIX: 'lab' },
  });
  const base = join(stage.deployments, 'kim/cluster/lab-k8s-kim');
  assert.equal(stdout.trim().split('\n'), [`cluster kim lab ${base}`, join(base, 'cluster')]);
  assert.is(code, 7);
});

it('002.12: on a terminal it is interactive, with a prompt that says where one is', () => {
  // util-linux' script gives the program a terminal
  const line = `${process.execPath} ${join(import.meta.dirname, '../../../src/cli/main.ts')} cloud shell -c cluster -u typist`;
  const env = {
    ...process.env,
    HOME: stage.folder,
    CLOUDMGR_HOME: stage.home,
    CLOUDMGR_DEPLOYMENTS: stage.deployments,
  };
  const printed = execFileSync('script', ['-qec', line, '/dev/null'], {
    cwd: stage.folder,
    env: { ...env, KUBECONFIG: kubeconfig, TERM: 'dumb' },
    input: 'case $- in *i*) echo inter""active;; esac\nexit\n',
  });
  assert.match(String(printed), /cloudmgr cluster\.typist .*[#$] /);
  assert.match(String(printed), /^interactive/m);
});

it('without any cluster there is still a shell', async () => {
  const { code, stdout } = await stage.cloudmgr(['shell', '-c', 'cluster', '-u', 'nobody'], {
    input: 'wc -c < $KUBECONFIG\n',
  });
  assert.equal([code, stdout.trim()], [0, '0']);
});

it('002.21: preflight reports each need on a line of its own, and --advice makes no failure of it', async () => {
  const report = await stage.succeed([
    'preflight',
    '--kubeconfig',
    kubeconfig,
    '--advice',
    '--specs',
    'tags.nfs=false',
  ]);
  assert.match(report, /^(ok {4}|FAILED) {2}a node with omegaml\.io\/role=system, 4 cores and 8 GB: /m);
  assert.match(report, /^FAILED {2}StorageClass nfs \(tags\.nfs=false\): it is not there$/m);
  const { code, stderr } = await stage.cloudmgr(['preflight', '--kubeconfig', kubeconfig, '--specs', 'tags.nfs=false']);
  assert.is(code, 1);
  assert.match(stderr, /the cluster lacks .*StorageClass nfs.* {2}PREFLIGHT_FAILED/);
});

it.run();
