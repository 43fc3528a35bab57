import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { readPlan } from '../../../src/cli/up/plan.ts';
import { oneWatchesFile } from '../../../src/cli/up/watches-file.ts';
import type { UpFlags } from '../../../src/cli/up.ts';
import { isCapstanError } from '../../../src/errors/index.ts';
import { scratchFolder, writeText } from '../../support/scratch.ts';

const it = suite('plan of capstan up');

const checkout = new URL('../../..', import.meta.url).pathname;
const folder = scratchFolder();
cpSync(join(checkout, 'deploy'), join(folder, 'deploy'), { recursive: true });
cpSync(join(checkout, 'watches.yaml'), join(folder, 'watches.yaml'));
const withContext = join(folder, 'home-with');
writeText(join(withContext, '.kube/config'), 'current-context: a\n');
const withoutContext = join(folder, 'home-without');
writeText(join(withoutContext, '.kube/config'), 'contexts: []\n');
const broken = join(folder, 'home-broken');
writeText(join(broken, '.kube/config'), 'a: [');

const plan = (flags: Partial<UpFlags>, env: NodeJS.ProcessEnv = {}) =>
  readPlan({ namespace: 'demo', ...flags }, env, folder);

for (const [what, flags, env, existing] of [
  ['nothing is configured', {}, { HOME: '/nonexistent' }, undefined],
  ['HOME is not set', {}, {}, undefined],
  ['KUBECONFIG is set', {}, { KUBECONFIG: '/some/file' }, {}],
  ['KUBECONFIG is empty', {}, { KUBECONFIG: '' }, undefined],
  ['~/.kube/config has a current context', {}, { HOME: withContext }, {}],
  ['~/.kube/config has no current context', {}, { HOME: withoutContext }, undefined],
  ['a context is chosen', { context: 'b' }, { HOME: withoutContext }, { context: 'b' }],
  ['a kubeconfig is chosen', { kubeconfig: '/f' }, {}, { kubeconfig: '/f' }],
  ['--dev is given', { dev: true }, { KUBECONFIG: '/some/file' }, undefined],
  ['--dev is given and ~/.kube/config is broken', { dev: true }, { HOME: broken }, undefined],
  ['KUBECONFIG is that of an earlier up', {}, { KUBECONFIG: join(folder, '.capstan/dev/kubeconfig') }, undefined],
] as const) {
  it(`${existing === undefined ? 'starts a cluster' : 'uses the existing cluster'} when ${what}`, () => {
    const { existing: found, folder: state } = plan(flags, env);
    assert.equal(found, existing);
    assert.is(state, join(folder, '.capstan', existing === undefined ? 'dev' : 'up-demo'));
  });
}

it('reads deploy/: CRDs, rights and the name of the ServiceAccount', () => {
  const { manifests } = plan({});
  assert.ok(manifests.crds.length >= 2);
  assert.ok(manifests.crds.every(({ kind }) => kind === 'CustomResourceDefinition'));
  assert.equal(
    manifests.rbac.map(({ kind }) => kind),
    ['Role', 'ServiceAccount', 'RoleBinding'],
  );
  assert.is(manifests.account, 'kre-operator');
});

for (const [sample, ...kinds] of [
  [[]],
  [[true], 'Runtime'],
  [['RuntimeVersion'], 'RuntimeVersion'],
  [['runtimeversion'], 'RuntimeVersion'],
  [['runtime-version'], 'RuntimeVersion'],
  [['runtime'], 'Runtime'],
  [['v1alpha1_runtimeversion_cr.yaml'], 'RuntimeVersion'],
  [['cnvrg-app'], 'CnvrgApp'],
  [['cnvrg-app', 'cnvrg-infra'], 'CnvrgApp', 'CnvrgInfra'],
] as const) {
  it(`--sample ${sample.join(' and ') || 'left out'}: ${kinds.join(' and ') || 'none'}`, () => {
    const { samples } = plan({ sample });
    assert.equal(
      samples.map(({ kind }) => kind),
      kinds,
    );
  });
}

const ofRuntimes = ['kre.konstellation.io'];
const custom = writeText(
  join(folder, 'custom.yaml'),
  '- {group: mlops.cnvrg.io, kind: CnvrgApp}\n- {group: other.io}\n',
);
for (const [what, flags, groups, clusterRoles] of [
  ['without a sample: those of the Role', {}, ofRuntimes, []],
  ['with a sample of the same group', { sample: [true] }, ofRuntimes, []],
  [
    'with a sample of a group that has a ClusterRole',
    { sample: ['cnvrg-app'] },
    ['mlops.cnvrg.io'],
    ['cnvrg-operator-role'],
  ],
  ['with a watches file of its own: all of it', { watchesFile: [custom] }, undefined, ['cnvrg-operator-role']],
] as const) {
  it(`watches kinds ${what}`, () => {
    const chosen = plan(flags);
    assert.equal(chosen.groups, groups);
    assert.equal(
      chosen.clusterRoles.map(({ metadata }) => metadata.name),
      clusterRoles,
    );
  });
}

it('hands the operator a file without the entries that are left out', () => {
  const chosen = plan({ sample: ['cnvrg-app'] });
  mkdirSync(chosen.folder, { recursive: true });
  const entries = parse(readFileSync(oneWatchesFile(chosen), 'utf8')) as { group: string; kind: string }[];
  assert.equal(
    entries.map(({ kind }) => kind),
    ['CnvrgInfra', 'CnvrgApp'],
  );
  assert.is(oneWatchesFile(plan({ watchesFile: [custom] })), custom, 'with nothing to leave out it is the file itself');
});

for (const [what, text, words] of [
  ['is no list', 'a: b\n', /is not a list/],
  ['is no YAML', 'a: [', /cannot be read/],
] as const) {
  it(`refuses a watches file that ${what}`, () => {
    const file = writeText(join(folder, 'bad.yaml'), text);
    try {
      plan({ watchesFile: [file] });
    } catch (error) {
      assert.ok(isCapstanError(error, 'WATCHES_INVALID'), String(error));
      assert.match(error.message, words);
      return;
    }
    assert.unreachable('no error');
  });
}

for (const [what, flags, env, code, message] of [
  ['a namespace that is no name', { namespace: 'Not_A_Name' }, {}, 'USAGE', /"Not_A_Name" is no name for a namespace/],
  ['--dev with a context', { dev: true, context: 'a' }, {}, 'USAGE', /--dev starts a cluster/],
  ['an unknown sample', { sample: ['Teapot'] }, {}, 'USAGE', /there is no sample Teapot/],
  ['a watches file that is not there', { watchesFile: ['gone.yaml'] }, {}, 'FILE_UNREADABLE', /gone\.yaml/],
  ['a broken ~/.kube/config', {}, { HOME: broken }, 'CONNECTION_CONFIG', /home-broken\/\.kube\/config cannot be read/],
] as const) {
  it(`refuses ${what}`, () => {
    try {
      plan(flags, env);
    } catch (error) {
      assert.ok(isCapstanError(error, code), String(error));
      assert.match(error.message, message);
      assert.ok(error.hint === undefined || error.hint.length > 0);
      return;
    }
    assert.unreachable('no error');
  });
}

it('names the folder and what it should have outside of a checkout', () => {
  const empty = scratchFolder();
  try {
    readPlan({ namespace: 'demo' }, {}, empty);
    assert.unreachable('no error');
  } catch (error) {
    assert.ok(isCapstanError(error, 'FILE_UNREADABLE'), String(error));
    assert.match(error.message, join(empty, 'deploy/crds'));
    assert.match(error.hint ?? '', 'such as a checkout');
  }
});

it.run();
