import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { problemsOf, userKey, type WidgetWorld } from './widget-world.ts';

const it = suite('problemsOf');

const owner = { apiVersion: 'test.capstan.dev/v1', kind: 'Widget', name: 'w', uid: 'u', controller: true };
const object = (kind: string, name: string, rest: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ownerReferences: [owner] },
  ...rest,
});
const record = (version: number, status: string, name = 'w'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: `v${version}`, labels: { owner: 'helm', name, version: String(version), status } },
});
const condition = (type: string, status = 'True') => ({ type, status, lastTransitionTime: '' });
const widget = (status: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'test.capstan.dev/v1',
  kind: 'Widget',
  metadata: { name: 'w', uid: 'u', generation: 2, finalizers: ['f'], ...metadata },
  status: {
    observedGeneration: 2,
    conditions: [condition('Deployed'), condition('Ready')],
    deployedRelease: { name: 'w', manifest: 'data:\n  text: one\n' },
    ...status,
  },
});
const secretText = { data: { text: Buffer.from('one').toString('base64') } };
const good: WidgetWorld = {
  widgets: [widget()],
  objects: [
    object('ConfigMap', 'w', { data: { text: 'one' } }),
    object('Secret', 'w', secretText),
    object('Service', 'w'),
  ],
  records: [record(1, 'superseded'), record(2, 'failed'), record(3, 'deployed')],
};
const wanted = new Map([['w', { text: 'one', extras: [] }]]);
const [, ...withoutFirst] = good.objects;

it('says nothing of a world that is as wanted', () => assert.equal(problemsOf(good, wanted), []));

for (const [what, world, problem] of [
  ['an object that is missing', { objects: good.objects.slice(1) }, /missing object: ConfigMap w: one/],
  ['an orphan', { objects: [...good.objects, object('ConfigMap', 'x')] }, /orphan object: ConfigMap x/],
  [
    'another content',
    { objects: [object('ConfigMap', 'w', { data: { text: 'two' } }), ...withoutFirst] },
    /missing object/,
  ],
  [
    'an object of nobody',
    { objects: [{ ...good.objects[0]!, metadata: { name: 'w' } }, ...withoutFirst] },
    /owners of/,
  ],
  ['a double', { objects: [...good.objects, object('Service', 'w-2')] }, /orphan object: Service w-2/],
  ['two deployed records', { records: [record(1, 'deployed'), record(2, 'deployed')] }, /records of w/],
  ['a pending record', { records: [record(1, 'deployed'), record(2, 'pending-upgrade')] }, /records of w/],
  ['no record', { records: [] }, /records of w/],
  ['a record of what is gone', { records: [...good.records, record(1, 'deployed', 'x')] }, /orphan records of x/],
  ['a status of yesterday', { widgets: [widget({ observedGeneration: 1 })] }, /observed is 1/],
  ['a status that is not ready', { widgets: [widget({ conditions: [condition('Deployed')] })] }, /Ready of w/],
  [
    'a failure that is over',
    { widgets: [widget({ conditions: [condition('Deployed'), condition('Ready'), condition('ReleaseFailed')] })] },
    /ReleaseFailed of w is True/,
  ],
  [
    'a manifest of yesterday',
    { widgets: [widget({ deployedRelease: { manifest: 'text: two\n' } })] },
    /manifest in the status/,
  ],
  ['a finalizer that is missing', { widgets: [widget({}, { finalizers: [] })] }, /finalizers of w/],
] as const satisfies readonly (readonly [string, Partial<WidgetWorld>, RegExp])[]) {
  it(`finds ${what}`, () => assert.match(problemsOf({ ...good, ...world }, wanted).join('\n'), problem));
}

it('finds an edit of a user that was lost', () => {
  const edited = new Map([['w', { text: 'one', extras: [], edits: { ConfigMap: 'kept' } }]]);
  assert.match(problemsOf(good, edited).join('\n'), /the user's kept on ConfigMap w/);
  const metadata = { ...good.objects[0]!.metadata, labels: { [userKey]: 'kept' }, annotations: { [userKey]: 'kept' } };
  const kept = { ...good.objects[0]!, metadata, data: { text: 'one', user: 'kept' } };
  assert.equal(problemsOf({ ...good, objects: [kept, ...withoutFirst] }, edited), []);
});

it.run();
