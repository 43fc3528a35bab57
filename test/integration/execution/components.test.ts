import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { placeOf } from '../../../src/execution/index.ts';
import { eventually, testNamespace, useControlPlane } from '../../support/cluster.ts';
import { writeText } from '../../support/scratch.ts';
import { Home } from './home.ts';

const it = suite('components');
const { cluster, kubeconfig } = await useControlPlane();
const namespace = await testNamespace(cluster, 'components');
const stage = new Home({ KUBECONFIG: kubeconfig, TEST_NAMESPACE: namespace });

stage.write('helm-charts/mongodb/Chart.yaml', 'apiVersion: v2\nname: mongodb\nversion: 0.1.0\n');
stage.write('helm-charts/mongodb/values.yaml', 'node_prefix: none\nsize: 1\nbroken: false\n');
stage.write(
  'helm-charts/mongodb/templates/settings.yaml',
  `{{ if .Values.broken }}{{ fail "the chart was told to fail" }}{{ end -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  prefix: {{ .Values.node_prefix | quote }}
  user: {{ .Values.deploy_user_id | quote }}
  size: {{ .Values.size | quote }}
`,
);
stage.write(
  'resources/components/scripts.yml',
  `mongodb:
  envs: ''
  config: ~/.omegaml/cloudmgr.yml
  script: deploymongodb.sh
  vars_defaults:
    deploy_user_id: omadmin
  vars_map:
    cluster-name: node_prefix
any:
  script: any.mjs
  args: --given "\${GREETING} $DEPLOY_USER"
  envs: &greeting
    GREETING: hello
shown:
  script: shown.sh
  envs: *greeting
tried:
  script: tried.sh
slow:
  script: slow.sh
`,
);
stage.write(
  'resources/components/helm.yml',
  `common_args: &common_args --timeout 1m
common_envs: &common_envs
  TARGET: \${TEST_NAMESPACE}
mongodb: &mongodb
  args: *common_args
  envs: *common_envs
  chart: $HELM_LOCAL_CHARTS/mongodb
  namespace: $TARGET
  secrets_file: $COMPONENT_BASE/secrets.yaml
  values_file: $COMPONENT_BASE/values.yaml
single:
  <<: *mongodb
  release: single
early:
  <<: *mongodb
  release: early
`,
);
stage.writeScript(
  'deploymongodb.sh',
  '    echo "prefix is $CLUSTER_PREFIX"\n    cloudmgr helm.$DEPLOY_PHASE -c mongodb',
);

async function settings(name: string): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await cluster.get({ group: '', version: 'v1', kind: 'ConfigMap', namespace, name });
  return found?.['data'] as Readonly<Record<string, string>> | undefined;
}

it('002.9: 002.8: run generates values of defaults and mapped specs, and the chart comes about', async () => {
  const printed = await stage.succeed(['run', '-c', 'mongodb', '--user', 'someuser', '--specs', 'cluster-name=x']);
  assert.match(printed, 'prefix is om');
  assert.match(printed, `release ${namespace}/mongodb-someuser installed`);
  assert.is(
    stage.read('someuser', 'mongodb', 'values.yaml').split('\n').slice(1).join('\n'),
    'deploy_user_id: omadmin\nnode_prefix: x\n',
  );
  assert.equal(await settings('mongodb-someuser'), { prefix: 'x', user: 'omadmin', size: '1' });
});

it('002.8: 002.23: an update changes what is said and keeps the rest; the inventory has it', async () => {
  await stage.succeed(['run', '-c', 'mongodb', '--user', 'someuser', '--specs', 'size=3', '--phase', 'update']);
  assert.equal(await settings('mongodb-someuser'), { prefix: 'x', user: 'omadmin', size: '3' });
  const { helm } = stage.recorded('someuser', 'mongodb');
  assert.equal([helm?.status, helm?.specs], ['COMPLETED', { 'cluster-name': 'x', size: '3' }]);
  assert.is(helm?.release?.revision, 2);
});

it('002.16: a second user has folder, values and release of its own; others may not look into the folder', async () => {
  await stage.succeed(['helm.install', '-c', 'mongodb', '--user', 'other.user', '--specs', 'cluster-name=y']);
  const place = await placeOf({ deployments: stage.deployments, user: 'other.user', component: 'mongodb' });
  const name = place?.releases[0]?.name ?? '';
  assert.is.not(name, 'mongodb-someuser');
  assert.is((await settings(name))?.['prefix'], 'y');
  assert.is((await settings('mongodb-someuser'))?.['prefix'], 'x');
  assert.is(statSync(stage.base('other.user', 'mongodb')).mode & 0o077, 0);
  assert.is(statSync(join(stage.base('other.user', 'mongodb'), 'values.yaml')).mode & 0o077, 0);
});

it("002.16: another user's release of the same name is not taken over", async () => {
  await stage.succeed(['helm.install', '-c', 'single', '--user', 'someuser', '--specs', 'node_prefix=first']);
  const { code, stderr } = await stage.cloudmgr(['helm.install', '-c', 'single', '--user', 'other.user']);
  assert.is(code, 1);
  assert.match(stderr, 'belongs to another user  OBJECT_OWNED');
  const removal = await stage.cloudmgr(['helm.remove', '-c', 'single', '--user', 'other.user']);
  assert.is(removal.code, 1);
  assert.is((await settings('single'))?.['prefix'], 'first');
});

it('002.16: an attempt that came to nothing keeps nobody out', async () => {
  const tried = await stage.cloudmgr(['helm.update', '-c', 'early', '--user', 'other.user']);
  assert.match(tried.stderr, 'RELEASE_NOT_FOUND');
  await stage.succeed(['helm.install', '-c', 'early', '--user', 'someuser', '--specs', 'node_prefix=first']);
  const { stderr } = await stage.cloudmgr(['helm.install', '-c', 'early', '--user', 'other.user']);
  assert.match(stderr, 'OBJECT_OWNED');
  const broken = await stage.cloudmgr(['helm.update', '-c', 'early', '--user', 'someuser', '--specs', 'broken=true']);
  assert.is(broken.code, 1);
  const again = await stage.cloudmgr(['helm.install', '-c', 'early', '--user', 'other.user']);
  assert.match(again.stderr, 'OBJECT_OWNED', 'a failed update does not let it go');
});

it("a record of another user that nobody can read is in nobody's way, and what is lost none of a removal", async () => {
  writeText(join(stage.base('broken', 'mongodb'), 'deployment.json'), '{');
  writeText(join(stage.base('someuser', 'early'), 'secrets.yaml'), 'password: not encrypted\n');
  await stage.succeed(['helm.remove', '-c', 'early', '--user', 'someuser']);
  const { code, stderr, stdout } = await stage.cloudmgr(['inventory']);
  assert.equal([code, /INVENTORY_INVALID/.test(stderr), /someuser +early +helm/.test(stdout)], [1, true, true]);
  rmSync(join(stage.deployments, 'broken'), { recursive: true });
});

it('002.20: a value that a shell would run stays text on its way through script, values and chart', async () => {
  const value = `$(touch ${stage.folder}/made) \`touch ${stage.folder}/made\`; "x" 'y' $HOME`;
  await stage.succeed(['run', '-c', 'mongodb', '--user', 'quoting', '--specs', `cluster-name=${value}`]);
  assert.is((await settings('mongodb-quoting'))?.['prefix'], value);
  assert.not.ok(existsSync(join(stage.folder, 'made')));
});

it('002.24: a script is any executable, with arguments that expand and a fresh folder of its own', async () => {
  stage.write(
    'scripts/any.mjs',
    `#!${process.execPath}
import { readdirSync } from 'node:fs';
const { DEPLOY_PHASE, DEPLOY_PARAMS, VAR_K, SPEC_K, COMPONENT_BASE } = process.env;
console.log(JSON.stringify({ words: process.argv.slice(2), DEPLOY_PHASE, DEPLOY_PARAMS, VAR_K, SPEC_K, COMPONENT_BASE }));
console.log(process.cwd(), readdirSync('.').join());
`,
    0o755,
  );
  const { code, stdout } = await stage.cloudmgr(['run', '-c', 'any', '-u', 'someuser', '--specs', 'k=a=b']);
  assert.is(code, 0);
  const [first = '', second = ''] = stdout.split('\n');
  assert.equal(JSON.parse(first), {
    words: ['--given', 'hello someuser'],
    DEPLOY_PHASE: 'install',
    DEPLOY_PARAMS: 'k=a=b',
    VAR_K: 'a=b',
    SPEC_K: 'a=b',
    COMPONENT_BASE: stage.base('someuser', 'any'),
  });
  const [folder = '', names] = second.split(' ');
  assert.is(names, 'utils');
  assert.not.ok(existsSync(folder), 'the folder is gone');
});

it('002.9: a script that a step starts sees what run hands over, from whatever folder', async () => {
  const shown = '^(DEPLOY|COMPONENT|CLUSTER|VAR|SPEC|HELM|GREETING|KUBECONFIG|CLOUDMGR_(HOME|DEPLOYMENTS))';
  stage.writeScript('shown.sh', `    env | grep -E '${shown}' | sort`);
  const { stdout } = await stage.cloudmgr(['run', '-c', 'shown', '-u', 'someuser', '--specs', 'a.b=x y,c=$HOME']);
  assert.match(stdout, 'GREETING=hello');
  assert.match(stdout, 'VAR_A_B=x y');
  const started = execFileSync('bash', [join(stage.home, 'scripts/shown.sh')], {
    cwd: stage.folder,
    env: {
      PATH: `${join(stage.folder, '.capstan/cloud/bin')}:${process.env['PATH']}`,
      HOME: stage.folder,
      CLOUDMGR_HOME: stage.home,
      CLOUDMGR_DEPLOYMENTS: stage.deployments,
      KUBECONFIG: kubeconfig,
      DEPLOY_PHASE: 'install',
      DEPLOY_PARAMS: 'a.b=x y,c=$HOME',
      DEPLOY_USER: 'someuser',
      DEPLOY_SERVICE: 'shown',
      DEPLOY_NAME: 'shown.someuser',
    },
  });
  assert.is(String(started), stdout);
});

it('a script that fails tells its return code, and may be run again', async () => {
  stage.writeScript('tried.sh', `    false\n    echo not reached`);
  const { code, stdout, stderr } = await stage.cloudmgr(['run', '-c', 'tried', '-u', 'someuser', '--specs', 'a=1']);
  assert.is(code, 1);
  assert.match(stderr, 'ended with return code 1  SCRIPT_FAILED');
  assert.not.match(stdout, 'not reached');
  const failed = stage.recorded('someuser', 'tried')['scripts'];
  assert.equal([failed?.status, failed?.specs], ['FAILED', undefined]);
  assert.match(failed?.reason ?? '', 'return code 1');
  stage.writeScript('tried.sh', '    echo "a is $(spec a) and b $(spec b none)"');
  assert.match(await stage.succeed(['run', '-c', 'tried', '-u', 'someuser', '--specs', 'a=1']), 'a is 1 and b none');
  const mended = stage.recorded('someuser', 'tried')['scripts'];
  assert.equal([mended?.status, mended?.reason], ['COMPLETED', undefined]);
});

it('a chart that does not render fails with the reason, leaves the release as it was, and restarts', async () => {
  const words = ['helm.update', '-c', 'mongodb', '--user', 'someuser', '--specs'];
  const { code, stderr } = await stage.cloudmgr([...words, 'broken=true,size=9']);
  assert.is(code, 1);
  assert.match(stderr, 'the chart was told to fail');
  assert.is((await settings('mongodb-someuser'))?.['size'], '3');
  assert.is(stage.recorded('someuser', 'mongodb')['helm']?.status, 'FAILED');
  await stage.succeed([...words, 'size=4']);
  assert.is((await settings('mongodb-someuser'))?.['size'], '4');
  assert.equal(stage.recorded('someuser', 'mongodb')['helm']?.specs, { 'cluster-name': 'x', size: '4' });
});

it('one process at a time works with a deployment', async () => {
  const gate = join(stage.folder, 'gate');
  stage.writeScript('slow.sh', `    echo begun > ${gate}.begun\n    while [ ! -e ${gate} ]; do sleep 0.1; done`);
  const first = stage.start(['run', '-c', 'slow', '-u', 'someuser']);
  const ended = new Promise((resolve) => first.once('close', resolve));
  await eventually(() => assert.ok(existsSync(`${gate}.begun`)), { timeoutMs: 60_000 });
  const { code, stderr } = await stage.cloudmgr(['run', '-c', 'slow', '-u', 'someuser']);
  assert.is(code, 1);
  assert.match(stderr, `process ${first.pid} works with`);
  stage.write('../gate', '');
  assert.is(await ended, 0);
});

it('002.23: helm.template prints what would be applied, and neither cluster nor folder is needed', async () => {
  const printed = await stage.succeed(['helm.template', '-c', 'mongodb', '-u', 'nobody', '--specs', 'cluster-name=z'], {
    env: { KUBECONFIG: '' },
  });
  assert.match(printed, 'prefix: "z"');
  assert.not.ok(existsSync(join(stage.deployments, 'nobody')));
});

it('002.23: the inventory lists what was done, without any store', async () => {
  const items = JSON.parse(await stage.succeed(['inventory', '--user', 'someuser', '-o', 'json'])) as {
    readonly component: string;
    readonly kind: string;
    readonly recorded: { readonly status: string };
  }[];
  const found = items.map(({ component, kind, recorded }) => `${component} ${kind} ${recorded.status}`);
  for (const one of ['any scripts COMPLETED', 'mongodb helm COMPLETED', 'mongodb scripts COMPLETED']) {
    assert.ok(found.includes(one), `${one} of ${found.join('; ')}`);
  }
});

it('names that lead out of the folder are refused before anything is done', async () => {
  const before = readdirSync(stage.deployments);
  for (const words of [
    ['run', '-c', '../mongodb'],
    ['helm.install', '-c', 'mongodb', '--user', '../x'],
    ['helm.install', '-c', 'mongodb', '--specs', 'malformed'],
  ]) {
    assert.is((await stage.cloudmgr(words)).code, 1, words.join(' '));
  }
  assert.equal(readdirSync(stage.deployments), before);
});

it('002.8: uninstall is remove: the objects go, the inventory says so', async () => {
  await stage.succeed(['run', '-c', 'mongodb', '--user', 'someuser', '--phase', 'uninstall']);
  assert.is(await settings('mongodb-someuser'), undefined);
  const { helm, scripts } = stage.recorded('someuser', 'mongodb');
  assert.equal([helm?.status, scripts?.status], ['REMOVED', 'REMOVED']);
  const again = await stage.succeed(['helm.remove', '-c', 'mongodb', '--user', 'someuser']);
  assert.match(again, 'nothing to remove');
});

it('an update of what was never installed is refused', async () => {
  const { code, stderr } = await stage.cloudmgr(['helm.update', '-c', 'mongodb', '--user', 'newcomer']);
  assert.is(code, 1);
  assert.match(stderr, 'RELEASE_NOT_FOUND');
});

it.run();
