import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { type LeftOut, leaveOut } from '../../src/release/leave-out.ts';
import { object } from './objects.ts';

const it = suite('leave out');

const container = { name: 'main', image: 'one', env: [{ name: 'A', value: '1' }] };
const desired = object('Deployment', 'w', {
  metadata: { name: 'w', annotations: { 'meta.helm.sh/release-name': 'w', 'a/b': '1', '~': '1' } },
  spec: {
    replicas: 1,
    paused: true,
    args: ['x', 'y'],
    template: { spec: { containers: [container, { name: 'other', image: 'one' }] } },
    whole: { a: 1, b: 2 },
  },
});

const keyed = (name: string, fields: object) => ({ [`k:{"name":"${name}"}`]: { '.': {}, ...fields } });
const inContainers = (fields: object) => ({ 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': fields } } } });
const replicas = { 'f:spec': { 'f:replicas': {} } };

/** A live object of which the two own that. */
function owned(theirs: object, ours: object = {}, subresource?: string): KubeObject {
  const entry = { apiVersion: 'apps/v1', fieldsType: 'FieldsV1' } as const;
  return object('Deployment', 'w', {
    metadata: {
      name: 'w',
      managedFields: [
        { ...entry, manager: 'capstan', operation: 'Apply', fieldsV1: ours as Record<string, unknown> },
        {
          ...entry,
          manager: 'somebody',
          operation: 'Update',
          fieldsV1: theirs as Record<string, unknown>,
          ...(subresource === undefined ? {} : { subresource }),
        },
      ],
    },
  });
}

const image = (index: number, to?: string) => (spec: Record<string, unknown>) => {
  const template = structuredClone(spec['template']) as { spec: { containers: Record<string, unknown>[] } };
  const target = template.spec.containers[index] as Record<string, unknown>;
  if (to === undefined) delete target['image'];
  else target['image'] = to;
  return { ...spec, template };
};
const without =
  (...names: readonly string[]) =>
  (spec: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(spec).filter(([name]) => !names.includes(name)));
const same = (spec: Record<string, unknown>) => spec;

const cases: readonly [
  what: string,
  pointers: readonly string[],
  live: KubeObject,
  left: LeftOut,
  spec: (spec: Record<string, unknown>) => unknown,
][] = [
  ['nothing is ignored', [], owned(replicas), 'theirs', same],
  ['a field of others', ['/spec/replicas'], owned(replicas), 'theirs', without('replicas')],
  ['one that a subresource wrote', ['/spec/replicas'], owned(replicas, {}, 'scale'), 'theirs', without('replicas')],
  ['one that is ours, too, stays', ['/spec/replicas'], owned(replicas, replicas), 'theirs', same],
  ['one of nobody stays', ['/spec/replicas'], owned({}), 'theirs', same],
  ['one of nobody goes when all that is not ours does', ['/spec/replicas'], owned({}), 'not ours', without('replicas')],
  ['one that is ours stays then', ['/spec/replicas'], owned({}, replicas), 'not ours', same],
  ['a field that is not there', ['/spec/missing/deeper', '/spec/replicas/0'], owned(replicas), 'theirs', same],
  [
    'a field of an item that its name tells from the others, by its place in the chart',
    ['/spec/template/spec/containers/1/image'],
    owned(inContainers(keyed('other', { 'f:image': {} }))),
    'theirs',
    image(1),
  ],
  [
    'the name of an item stays',
    ['/spec/template/spec/containers/1'],
    owned(inContainers(keyed('other', { 'f:name': {}, 'f:image': {} })), inContainers(keyed('other', {}))),
    'theirs',
    image(1),
  ],
  [
    'an item of others goes as a whole',
    ['/spec/template/spec/containers/1'],
    owned(inContainers(keyed('other', { 'f:name': {}, 'f:image': {} }))),
    'theirs',
    (spec) => ({ ...spec, template: { spec: { containers: [container] } } }),
  ],
  [
    'two items of one list',
    ['/spec/template/spec/containers/0/image', '/spec/template/spec/containers/1/image'],
    owned(inContainers({ ...keyed('main', { 'f:image': {} }), ...keyed('other', { 'f:image': {} }) })),
    'theirs',
    (spec) => image(1)(image(0)(spec) as Record<string, unknown>),
  ],
  [
    'only what is theirs of all that is ignored',
    ['/spec'],
    owned(replicas, { 'f:spec': { 'f:paused': {} } }),
    'theirs',
    without('replicas'),
  ],
  [
    'what the server takes as a whole goes as a whole',
    ['/spec/whole/a'],
    owned({ 'f:spec': { 'f:whole': {} } }),
    'theirs',
    same,
  ],
  [
    'and when all of it is ignored',
    ['/spec/whole'],
    owned({ 'f:spec': { 'f:whole': {} } }),
    'theirs',
    without('whole'),
  ],
  [
    'a value of a set',
    ['/spec/args'],
    owned({ 'f:spec': { 'f:args': { 'v:"y"': {} } } }),
    'theirs',
    (spec) => ({ ...spec, args: ['x'] }),
  ],
  ['of the whole object what is theirs', [''], owned(replicas), 'theirs', without('replicas')],
];
for (const [what, pointers, live, left, spec] of cases) {
  it(`${what} (${left})`, () => {
    const before = JSON.stringify(desired);
    const lean = leaveOut(desired, live, pointers, left);
    assert.equal(lean, { ...desired, spec: spec(desired['spec'] as Record<string, unknown>) });
    assert.is(JSON.stringify(desired), before, 'the given object stays as it is');
    if (spec === same) assert.is(lean, desired);
  });
}

it('annotations: pointers are unescaped, stamps and the name stay, whoever owns them', () => {
  const annotations = { 'f:meta.helm.sh/release-name': {}, 'f:a/b': {}, 'f:~': {} };
  const live = owned({ 'f:metadata': { 'f:annotations': annotations, 'f:name': {} } });
  const left = (...pointers: readonly string[]) => leaveOut(desired, live, pointers, 'theirs').metadata;
  const all = desired.metadata.annotations;
  assert.equal(left('/metadata/annotations/a~1b').annotations, { 'meta.helm.sh/release-name': 'w', '~': '1' });
  assert.equal(left('/metadata/annotations/~0').annotations, { 'meta.helm.sh/release-name': 'w', 'a/b': '1' });
  assert.equal(left('').annotations, { 'meta.helm.sh/release-name': 'w' });
  assert.equal(left('/metadata/annotations/meta.helm.sh~1release-name').annotations, all);
  assert.equal(left('/metadata/name', '/metadata').name, 'w');
});

it.run();
