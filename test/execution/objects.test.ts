import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseObjects, parseRef } from '../../src/execution/objects/index.ts';

const it = suite('objects of a text');
const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const json = JSON.stringify;

for (const [what, text, want] of [
  ['one of JSON', json(map('a')), ['a']],
  ['an array of JSON', json([map('a'), map('b')]), ['a', 'b']],
  ['documents of YAML', `${json(map('a'))}\n---\n---\n${json(map('b'))}\n`, ['a', 'b']],
  ['a List', json({ apiVersion: 'v1', kind: 'List', items: [map('a'), [map('b')]] }), ['a', 'b']],
  ['an empty text', '', []],
] as const) {
  it(`reads ${what}`, () =>
    assert.equal(
      parseObjects(text, 'x').map(({ metadata }) => metadata.name),
      want,
    ));
}

for (const [what, text, message] of [
  ['a word', 'secret', /^x: object 1 is no object$/],
  ['no kind', json({ apiVersion: 'v1', metadata: { name: 'a' } }), /^x: object 1 has no kind$/],
  [
    'no name',
    json([map('a'), { apiVersion: 'v1', kind: 'Secret', stringData: { password: 'p4ss' } }]),
    /^x: object 2 has no metadata.name$/,
  ],
  ['the same object twice', json([map('a'), map('a')]), /^x: ConfigMap a stands there twice$/],
] as const) {
  it(`refuses ${what} and shows nothing of it`, () =>
    assert.throws(
      () => parseObjects(text, 'x'),
      (error: Error) => message.test(error.message),
    ));
}

for (const [text, want] of [
  ['Secret.v1/default/web', { group: '', version: 'v1', kind: 'Secret', namespace: 'default', name: 'web' }],
  [
    'Cluster.v1.provisioning.cattle.io/fleet-default/lab',
    { group: 'provisioning.cattle.io', version: 'v1', kind: 'Cluster', namespace: 'fleet-default', name: 'lab' },
  ],
] as const) {
  it(`reads the name ${text}`, () => assert.equal(parseRef(text), want));
}

for (const text of ['web', 'secret/web', 'Secret.v1/../web/x', 'Secret.v1/default/', 'Secret/default/web']) {
  it(`refuses the name ${text}`, () => assert.throws(() => parseRef(text), /names no object/));
}

it.run();
