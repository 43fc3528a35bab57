import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../../src/cluster/index.ts';
import { hasPickedChanged, pickFields } from '../../../src/operator/sources/fields.ts';

const it = suite('fields of inputs');

const web: KubeObject = {
  apiVersion: 'shop.io/v1',
  kind: 'Web',
  metadata: { name: 'a', namespace: 'shop', uid: 'u1', labels: { x: 'y' }, annotations: { 'shop.io/team': 'blue' } },
  spec: { port: 80, host: { name: 'a.io', tls: null }, list: [{ a: 1, b: 2 }] },
  status: { phase: 'Ready' },
};
const named = { apiVersion: 'shop.io/v1', kind: 'Web', metadata: { name: 'a', namespace: 'shop' } };

for (const [what, fields, want] of [
  ['none: what it is called', [], named],
  ['a scalar', [['spec', 'port']], { ...named, spec: { port: 80 } }],
  ['a map', [['spec', 'host']], { ...named, spec: { host: { name: 'a.io', tls: null } } }],
  [
    'two of one map',
    [
      ['spec', 'host', 'name'],
      ['spec', 'port'],
    ],
    { ...named, spec: { host: { name: 'a.io' }, port: 80 } },
  ],
  ['null', [['spec', 'host', 'tls']], { ...named, spec: { host: { tls: null } } }],
  ['a list, whole', [['spec', 'list']], { ...named, spec: { list: [{ a: 1, b: 2 }] } }],
  ['what is in a list: nothing', [['spec', 'list', '0', 'a']], named],
  ['what is not there', [['spec', 'nope', 'x'], ['nope'], ['metadata', 'deletionTimestamp']], named],
  ['what every object inherits', [['constructor'], ['spec', 'toString']], named],
  [
    'a key with dots',
    [['metadata', 'annotations', 'shop.io/team']],
    { ...named, metadata: { ...named.metadata, annotations: { 'shop.io/team': 'blue' } } },
  ],
  ['a name that is asked for anyway', [['metadata', 'name'], ['kind']], named],
  ['all metadata', [['metadata']], { ...named, metadata: web.metadata }],
  ['a part, then the whole', [['status', 'phase'], ['status']], { ...named, status: { phase: 'Ready' } }],
] as const) {
  it(what, () => assert.equal(pickFields(web, fields), want));
}

it('a cluster-scoped object has no namespace', () => {
  assert.equal(Object.keys(pickFields({ ...web, metadata: { name: 'a' } }, []).metadata), ['name']);
});

it('only these fields, coming and going are changes', () => {
  const fields = [
    ['spec', 'port'],
    ['metadata', 'deletionTimestamp'],
  ];
  const going = { ...web, metadata: { ...web.metadata, deletionTimestamp: '2026-03-01T12:00:00Z' } };
  for (const [before, after, want] of [
    [web, { ...web, status: { phase: 'Failed' } }, false],
    [web, { ...web, metadata: { ...web.metadata, labels: {} } }, false],
    [web, { ...web, spec: { port: 81 } }, true],
    [web, { ...web, spec: {} }, true],
    [web, going, true],
    [undefined, web, true],
    [web, undefined, true],
  ] as const) {
    assert.is(hasPickedChanged(before, after, fields), want, JSON.stringify(after));
  }
});

it.run();
