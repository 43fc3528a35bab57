import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findComponent, readComponents } from '../../src/execution/index.ts';
import { caught } from '../support/code-of.ts';
import { scratchFolder, writeText } from '../support/scratch.ts';

const it = suite('components');
const root = scratchFolder();
let count = 0;

function homeOf(files: Readonly<Record<string, string>>): { readonly home: string } {
  count += 1;
  const home = join(root, `home-${count}`);
  for (const [name, text] of Object.entries(files)) writeText(join(home, 'resources/components', name), text);
  return { home };
}

it('002.10: anchors of definitions resolve, and definitions are no components', () => {
  const { helm } = readComponents(
    homeOf({
      'helm.yml': `common_args: &common_args --wait --timeout 5m
common_envs: &common_envs
  CHART_PLACE: $HELM_LOCAL_CHARTS/here
x-more: &more
  namespace: default
.hidden: [1]
mongodb:
  <<: *more
  args: *common_args
  envs: *common_envs
  chart: $HELM_LOCAL_CHARTS/mongodb
  secrets_file: $COMPONENT_BASE/secrets.yaml
  values_file: $COMPONENT_BASE/values.yaml
`,
    }),
  );
  assert.equal([...helm.keys()], ['mongodb']);
  const mongodb = helm.get('mongodb');
  assert.equal(mongodb?.args, ['--wait --timeout 5m']);
  assert.equal(mongodb?.envs, [['CHART_PLACE', '$HELM_LOCAL_CHARTS/here']]);
  assert.is(mongodb?.namespace, 'default');
});

it('002.8: an entry that is looked for by the name of its chart is named', () => {
  const components = readComponents(homeOf({ 'helm.yml': 'runtime:\n  chart: $HELM_LOCAL_CHARTS/mongodb\n' }));
  const { hint } = caught(() => findComponent(components, 'helm', 'mongodb'));
  assert.match(hint ?? '', 'the entry runtime has the chart mongodb');
});

it('002.8: a script as the files of old have it: empty envs, config, vars_defaults, vars_map', () => {
  const { scripts } = readComponents(
    homeOf({
      'scripts.yaml': `mongodb:
  envs: ''
  config: ~/.omegaml/cloudmgr.yml
  script: deploymongodb.sh
  vars_defaults:
    deploy_user_id: omadmin
  vars_map:
    cluster-name: node_prefix
    dropped: ''
    both: [one, two]
`,
    }),
  );
  const mongodb = scripts.get('mongodb');
  assert.equal(mongodb?.envs, []);
  assert.is(mongodb?.script, 'deploymongodb.sh');
  assert.equal(mongodb?.defaults, { deploy_user_id: 'omadmin' });
  assert.equal(mongodb?.map, { 'cluster-name': ['node_prefix'], dropped: [], both: ['one', 'two'] });
});

it('envs are a text, a list or a table', () => {
  for (const envs of [`A=1 B='x y'`, `[A=1, "B='x y'"]`, `{A: 1, B: x y}`]) {
    const { scripts } = readComponents(homeOf({ 'scripts.yml': `web:\n  script: web.sh\n  envs: ${envs}\n` }));
    assert.equal(scripts.get('web')?.envs, [
      ['A', '1'],
      ['B', 'x y'],
    ]);
  }
});

it('a broken entry is told to who asks for it, and the others are there', () => {
  const { helm, broken } = readComponents(homeOf({ 'helm.yml': 'bad:\n  chrat: y\n  chart: z\nweb:\n  chart: x\n' }));
  assert.equal([...helm.keys()], ['web']);
  assert.is(helm.get('web')?.chart, 'x');
  assert.is(caught(() => helm.get('bad')).code, 'COMPONENT_INVALID');
  assert.is(broken.length, 1);
});

for (const name of ['common', 'common-envs', '_shared', 'defaults', 'anchors', 'shared']) {
  it(`002.10: ${name} is a definition where others take its anchor`, () => {
    const text = `${name}:\n  envs: &envs A=1\n  place: 3\nweb:\n  chart: x\n  envs: *envs\n`;
    const { helm, broken } = readComponents(homeOf({ 'helm.yml': text }));
    assert.equal([[...helm.keys()], helm.get('web')?.envs, broken], [['web'], [['A', '1']], []]);
  });
}

it('a home without files has no components', () => {
  const { scripts, helm, terraform } = readComponents(homeOf({}));
  assert.equal([scripts.size, helm.size, terraform.size], [0, 0, 0]);
});

for (const [what, file, text, message, line] of [
  ['an unknown field', 'helm.yml', 'web:\n  chart: x\nbad:\n  chrat: y\n  chart: z\n', /`chrat` is no field/, 3],
  ['a missing chart', 'helm.yml', 'web:\n  namespace: x\n', /`chart` is missing/, 1],
  ['a name that leads elsewhere', 'scripts.yml', '../web:\n  script: x\n', /"\.\.\/web" cannot be the name/, 1],
  ['an entry that is no table', 'terraform.yml', 'web: 3\n', /component web is no table/, 1],
  ['an open quote in envs', 'scripts.yml', `web:\n  script: x\n  envs: A='1\n`, /quote that is not closed/, 1],
  ['a word of envs without =', 'scripts.yml', 'web:\n  script: x\n  envs: A\n', /"A" is no NAME=VALUE/, 1],
  ...(['vars_map', 'vars_types', 'choices'] as const).flatMap((key) =>
    ['on', 'off', 'yes', 'n'].map(
      (name) =>
        [
          `${key} of a name that YAML reads as a boolean, ${name}`,
          'scripts.yml',
          `a: {script: a.sh}\nweb:\n  script: x\n  ${key}: {${name}: string}\n`,
          new RegExp(`\`${key}\` has the name (true|false)`),
          2,
        ] as const,
    ),
  ),
  ['a type there is not', 'scripts.yml', 'web:\n  script: x\n  vars_types: {a: float}\n', /no type float/, 1],
] as const) {
  it(`${what} is refused with its place`, () => {
    const [error] = readComponents(homeOf({ [file]: text })).broken;
    assert.is(error?.code, 'COMPONENT_INVALID');
    assert.match(error?.message ?? '', message);
    assert.is(error?.place?.line, line);
  });
}

it('such a name in quotes is a name', () => {
  const text = `web:\n  script: x\n  vars_map: {"on": size, 'y': [a]}\n`;
  assert.equal(readComponents(homeOf({ 'scripts.yml': text })).scripts.get('web')?.map, { on: ['size'], y: ['a'] });
});

for (const kind of ['scripts', 'helm', 'terraform']) {
  it(`of ${kind}.yml and ${kind}.yaml neither is passed over in silence`, () => {
    const { code, message } = caught(() => readComponents(homeOf({ [`${kind}.yml`]: '', [`${kind}.yaml`]: '' })));
    assert.is(code, 'COMPONENT_INVALID');
    assert.match(message, new RegExp(`${kind}\\.yml and .*${kind}\\.yaml`));
  });
}

it.run();
