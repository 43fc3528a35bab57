import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refOf } from '../../src/cluster/index.ts';
import { CapstanError } from '../../src/errors/index.ts';
import { nameFixedFields, nameObject } from '../../src/release/object-errors.ts';
import { object } from './objects.ts';

const it = suite('errors of objects');

const set = object('StatefulSet', 'db', { spec: { replicas: 1 } });

for (const [what, message, want] of [
  [
    'words that do not name the object get it in front',
    'admission webhook "x" denied the request: no',
    'StatefulSet demo/db: admission webhook "x" denied the request: no',
  ],
  [
    'words that do are left as they are',
    'StatefulSet.apps "db" is invalid: spec.replicas: must be >= 0',
    'StatefulSet.apps "db" is invalid: spec.replicas: must be >= 0',
  ],
  [
    'a plural in small letters will do',
    'statefulsets.apps "db" is forbidden: no',
    'statefulsets.apps "db" is forbidden: no',
  ],
] as const) {
  it(what, () => {
    const error = new CapstanError('FORBIDDEN', message, { status: 403, hint: 'h', retryAfterMs: 7 });
    const named = nameObject(error, refOf(set)) as CapstanError;
    assert.equal(
      [named.message, named.code, named.status, named.hint, named.retryAfterMs],
      [want, 'FORBIDDEN', 403, 'h', 7],
    );
  });
}

it('what is none of ours is passed on', () => {
  const error = new TypeError('bug');
  assert.is(nameObject(error, refOf(set)), error);
});

const only = new CapstanError(
  'IMMUTABLE_FIELD',
  "spec: Forbidden: updates to fields other than 'replicas', 'template' are forbidden",
);
const old = {
  replicas: 2,
  serviceName: 'a',
  template: { a: 1 },
  filledIn: true,
  claims: [{ spec: { size: '1Gi', mode: 'x' } }],
};
for (const [what, spec, names] of [
  ['one that differs', { serviceName: 'b', replicas: 5, template: { a: 2 } }, ': spec.serviceName'],
  ['two', { serviceName: 'b', claims: [{ spec: { size: '2Gi' } }] }, ': spec.serviceName, spec.claims'],
  ['not what the server filled in', { claims: [{ spec: { size: '1Gi' } }] }, ''],
  ['a list of another length', { claims: [] }, ': spec.claims'],
  ['null is nothing', { missing: null }, ''],
] as const) {
  it(`fields are named where the server says only which may change: ${what}`, () => {
    const desired = object('StatefulSet', 'db', { spec });
    const live = object('StatefulSet', 'db', { spec: old });
    assert.is(nameFixedFields(only, desired, live).message, only.message + names);
  });
}

it('fields that the server names itself are not looked for', () => {
  const named = new CapstanError('IMMUTABLE_FIELD', 'spec.selector: field is immutable');
  assert.is(nameFixedFields(named, set, object('StatefulSet', 'db', { spec: { replicas: 2 } })), named);
  assert.is(nameFixedFields(only, set, undefined), only);
});

it.run();
