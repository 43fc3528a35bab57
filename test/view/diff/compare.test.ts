import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printChanges, sumUp } from '../../../src/cli/diff/print.ts';
import { type KubeObject, refOf } from '../../../src/cluster/index.ts';
import { CapstanError } from '../../../src/errors/index.ts';
import type { PreviewedObject } from '../../../src/release/index.ts';
import { changeData, changesOf } from '../../../src/view/index.ts';

const it = suite('changes of objects');

const base64 = (text: string) => Buffer.from(text).toString('base64');

function object(kind: string, rest: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'demo', ...metadata }, ...rest };
}

function previewed(wanted: KubeObject, more: Partial<PreviewedObject>): PreviewedObject {
  const ref = refOf(wanted);
  return { ref, wanted, live: undefined, next: undefined, isRecreated: false, refusal: undefined, ...more };
}

const print = (...objects: readonly PreviewedObject[]) =>
  printChanges(changesOf({ objects, prune: [], hooks: [] }), { color: false });

it('what the server keeps for itself is no difference', () => {
  const live = object('ConfigMap', { data: { a: '1' } }, { resourceVersion: '1', uid: 'x', generation: 1 });
  const next = object('ConfigMap', { data: { a: '1' } }, { resourceVersion: '2', uid: 'x', generation: 2 });
  const status = { ...next, status: { phase: 'new' } };
  assert.is(print(previewed(next, { live, next }), previewed(next, { live, next: status })), '');
});

it('a changed field is shown with what stands round it', () => {
  const live = object('ConfigMap', { data: { a: '1', b: 'x' } });
  const next = object('ConfigMap', { data: { a: '2', b: 'x' } });
  assert.is(
    print(previewed(next, { live, next })),
    'ConfigMap demo/a  to be changed\n' +
      '@@ -4,5 +4,5 @@\n   name: a\n   namespace: demo\n data:\n-  a: "1"\n+  a: "2"\n   b: x\n',
  );
});

it('values of Secrets are never shown; that one changes is', () => {
  const live = object('Secret', {
    data: { same: base64('hunter2'), other: base64('hunter3'), gone: base64('hunter4') },
  });
  const next = object('Secret', {
    data: { same: base64('hunter2'), other: base64('hunter5'), more: base64('hunter6') },
  });
  const text = print(previewed(next, { live, next }));
  assert.is(
    text.slice(text.indexOf(' data:')),
    ' data:\n-  gone: "****"\n-  other: "****"\n+  more: "****"\n+  other: "**** (changed)"\n   same: "****"\n',
  );
});

for (const [what, live, next] of [
  [
    'kubectl’s copy of a Secret',
    object('Secret', {}, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'hunter2' } }),
    object('Secret', { data: { a: base64('hunter3') } }),
  ],
  ['stringData of a Secret that is new', undefined, object('Secret', { stringData: { a: 'hunter2' } })],
  ['a Secret whose data goes', object('Secret', { data: { a: base64('hunter2') } }), object('Secret', {})],
] as const) {
  it(`${what} is not shown either`, () => {
    const text = print(previewed(next, { live, next }));
    assert.ok(text.length > 0);
    assert.not.match(text, /hunter|aHVudGVy/);
  });
}

it('stringData that says what data says is no change', () => {
  const live = object('Secret', { data: { a: base64('hunter2') } });
  const next = object('Secret', { stringData: { a: 'hunter2' } });
  assert.is(print(previewed(next, { live, next })), '');
});

it('of a new object its author’s words are shown, not the server’s defaults', () => {
  const wanted = object('Service', { spec: { ports: [{ port: 80 }] } });
  const next = object('Service', { spec: { ports: [{ port: 80, protocol: 'TCP' }], type: 'ClusterIP' } });
  const text = print(previewed(wanted, { next }));
  assert.match(text, /^Service demo\/a {2}to be created\n/);
  assert.not.match(text, 'ClusterIP');
});

it('a refusal is told with its hint, without the words about a Secret', () => {
  const refusal = new CapstanError('OBJECT_INVALID', 'data: hunter2 is not base64', { hint: 'encode it' });
  assert.is(
    print(previewed(object('Secret', {}), { refusal })),
    'Secret demo/a  refused by the API server\n  Secret demo/a is not valid  OBJECT_INVALID\n  hint: encode it\n',
  );
  assert.match(print(previewed(object('ConfigMap', {}), { refusal })), 'hunter2 is not base64');
});

it('everything is counted, and is there for programs', () => {
  const a = object('ConfigMap', { data: { a: '1' } });
  const changes = changesOf({
    objects: [previewed(a, { next: a }), previewed(a, { live: a, next: a, isRecreated: true })],
    prune: [refOf(object('Service', {}))],
    hooks: [],
  });
  assert.is(sumUp(changes), '1 to be created, 1 to be deleted and made anew, 1 to be deleted');
  assert.equal(
    (changeData(changes) as { kind: string; does: string; diff?: string }[]).map(({ kind, does, diff }) => [
      kind,
      does,
      diff !== undefined,
    ]),
    [
      ['ConfigMap', 'create', true],
      ['ConfigMap', 'recreate', false],
      ['Service', 'delete', false],
    ],
  );
});

it.run();
