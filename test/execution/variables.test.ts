import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ComponentBase, readComponents } from '../../src/execution/components/index.ts';
import { asEnvironment, findClash, variablesOf } from '../../src/execution/variables/index.ts';
import { parseParams } from '../../src/params/index.ts';
import { caught } from '../support/code-of.ts';

const it = suite('variables');

const nothing: ComponentBase = {
  name: 'web',
  place: { file: 'helm.yml' },
  description: '',
  args: [],
  envs: [],
  config: undefined,
  defaults: {},
  fixed: {},
  map: {},
  types: {},
  choices: {},
  required: [],
  secretsFile: undefined,
};

function variables(params: string, ...components: Partial<ComponentBase>[]) {
  return variablesOf({
    config: {},
    components: components.map((one) => ({ ...nothing, ...one })),
    specs: parseParams(params),
    environment: { DEPLOY_USER: 'someuser' },
  });
}

it('002.8: defaults, and specs by the names that vars_map gives them', () => {
  const mongodb = { defaults: { deploy_user_id: 'omadmin' }, map: { 'cluster-name': ['node_prefix'] } };
  assert.equal(variables('cluster-name=x', mongodb), { deploy_user_id: 'omadmin', node_prefix: 'x' });
});

for (const [what, params, component, want] of [
  ['a spec that is mapped nowhere keeps its name', 'node-type=small', {}, { 'node-type': 'small' }],
  ['a spec may set several variables', 'a=1', { map: { a: ['b', 'c.d'] } }, { b: 1, c: { d: 1 } }],
  ['a spec may set none', 'provider=k8s', { map: { provider: [] } }, {}],
  ['dots nest', 'tags.ssl=false,tags.nfs=true', {}, { tags: { ssl: false, nfs: true } }],
  ['a spec lies over a default of the same table', 'a.b=2', { defaults: { a: { b: 1, c: 1 } } }, { a: { b: 2, c: 1 } }],
  ['dotted defaults nest', '', { defaults: { 'a.b': 1 } }, { a: { b: 1 } }],
  ['whole numbers and booleans are such', 'n=3,m=-1,z=0,t=true', {}, { n: 3, m: -1, z: 0, t: true }],
  ['what only looks like a number is text', 'a=007,b=1.5,c=1e3', {}, { a: '007', b: '1.5', c: '1e3' }],
  ['an empty value is a text', 'provider=', {}, { provider: '' }],
  ['vars_types wins', 'v=1', { types: { v: 'string' as const } }, { v: '1' }],
  [
    'nothing is no number: the default counts',
    'v=',
    { types: { v: 'integer' as const }, defaults: { v: 3 } },
    { v: 3 },
  ],
  ['a list by vars_types', 'v=[a\\, b]', { types: { v: 'yaml' as const } }, { v: ['a', 'b'] }],
  ['002.20: a value stays text', 'k=$(touch x) $HOME `id`', {}, { k: '$(touch x) $HOME `id`' }],
  ['defaults know the environment', '', { defaults: { owner: '$DEPLOY_USER' } }, { owner: 'someuser' }],
  [
    'what is fixed wins',
    'global.user=eve',
    { fixed: { 'global.user': '$DEPLOY_USER' } },
    { global: { user: 'someuser' } },
  ],
] as const) {
  it(what, () => assert.equal(variables(params, component), want));
}

it('a name that every object has is one like others', () => {
  const said = variables('a.constructor.b=1,constructor.c=2,toString=x');
  assert.is(JSON.stringify(said), '{"a":{"constructor":{"b":1}},"constructor":{"c":2},"toString":"x"}');
});

it('the entry of the chart lies over that of the script', () => {
  const script = { defaults: { a: 1, b: 1 }, map: { x: ['a'] } };
  assert.equal(variables('x=3', script, { defaults: { b: 2 } }), { a: 3, b: 2 });
});

for (const [what, params, component] of [
  ['a value and something within it', 'a=1,a.b=2', {}],
  ['the same the other way round', 'a.b=2,a=1', {}],
  ['an empty part of a name', 'a..b=1', {}],
  ['a name of the language', 'a.__proto__.b=1', {}],
  ['a choice there is not', 'provider=gcp', { choices: { provider: ['azu', 'aws', 'exo'] } }],
  ['what is required and missing', '', { required: ['provider'] }],
  ['no whole number', 'size=s3cret-x', { types: { size: 'integer' as const } }],
] as const) {
  it(`${what} is refused, and no value is quoted`, () => {
    const error = caught(() => variables(params, component));
    assert.is(error.code, 'SPECS_INVALID');
    assert.not.match(error.message, /gcp|s3cret/);
  });
}

it('as environment: upper case, other characters become _', () => {
  const table = { 'node-type': 'small', tags: { 'tcp-services': false }, list: [1], nothing: null };
  assert.equal(asEnvironment(table, 'VAR_'), {
    VAR_NODE_TYPE: 'small',
    VAR_TAGS_TCP_SERVICES: 'false',
    VAR_LIST: '[1]',
    VAR_NOTHING: '',
  });
});

it("002.8: the name of a cluster is text for mongodb, also one of digits; no size is the chart's", () => {
  const { helm, scripts } = readComponents({ home: fileURLToPath(new URL('../../cloudmgr', import.meta.url)) });
  const [script, chart] = [scripts.get('mongodb'), helm.get('mongodb')] as const;
  const { node_prefix, ...rest } = variables('cluster-name=2024,size=', {
    map: script?.map ?? {},
    types: chart?.types ?? {},
  });
  assert.equal([node_prefix, rest], ['2024', {}]);
});

it('two names that would be one variable are found', () => {
  assert.equal(findClash({ team: { a: 1 }, team_a: 2 }, 'SECRET_'), ['team.a', 'team_a']);
  assert.is(findClash({ team: { a: 1 }, team_b: 2 }, 'SECRET_'), undefined);
});

it.run();
