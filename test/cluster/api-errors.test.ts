import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { apiErrorOf, parseRetryAfter } from '../../src/cluster/api-errors.ts';
import type { ApiRequest } from '../../src/cluster/request.ts';

const it = suite('api-errors');

const patch: ApiRequest = { method: 'PATCH', path: '/apis/apps/v1/namespaces/demo/statefulsets/a' };
const status = (reason: string, message: string, details: object = { name: 'a' }) => ({
  kind: 'Status',
  reason,
  message,
  details,
});
const failed = (httpStatus: number, body: unknown, request = patch) =>
  apiErrorOf(request, { status: httpStatus, body, retryAfter: undefined });

for (const [httpStatus, body, code] of [
  [400, status('BadRequest', 'no'), 'OBJECT_INVALID'],
  [422, status('Invalid', 'no'), 'OBJECT_INVALID'],
  [401, status('Unauthorized', 'Unauthorized'), 'UNAUTHORIZED'],
  [403, status('Forbidden', 'no'), 'FORBIDDEN'],
  [403, status('Forbidden', 'no', { causes: [{ reason: 'NamespaceTerminating' }] }), 'NAMESPACE_TERMINATING'],
  [404, status('NotFound', 'statefulsets.apps "a" not found'), 'NOT_FOUND'],
  [404, status('NotFound', 'the server could not find the requested resource', {}), 'KIND_UNKNOWN'],
  [404, '404 page not found\n', 'KIND_UNKNOWN'],
  [409, status('AlreadyExists', 'no'), 'ALREADY_EXISTS'],
  [409, status('Conflict', 'no'), 'CONFLICT'],
  [410, status('Expired', 'no'), 'WATCH_EXPIRED'],
  [429, status('TooManyRequests', 'no'), 'API_ERROR'],
  [500, status('InternalError', 'no'), 'API_ERROR'],
  [503, 'upstream down', 'API_ERROR'],
] as const) {
  it(`${httpStatus} ${typeof body === 'string' ? JSON.stringify(body) : body.reason} becomes ${code}`, () => {
    const error = failed(httpStatus, body);
    assert.is(error.code, code);
    assert.is(error.status, httpStatus);
  });
}

const cause = (field: string, message: string) => ({ reason: 'FieldValueInvalid', field, message });
for (const [what, causes, message] of [
  [
    'a value is left out of the message',
    [cause('spec.selector', 'Invalid value: {"matchLabels":{"a":"planted: b"}}: field is immutable')],
    'StatefulSet.apps "a" is invalid: spec.selector: field is immutable',
  ],
  [
    'a forbidden change keeps its words, without the diff that follows',
    [cause('spec', 'Forbidden: spec is immutable after creation except x for bound claims\n- planted')],
    'StatefulSet.apps "a" is invalid: spec: Forbidden: spec is immutable after creation except x for bound claims',
  ],
  [
    'several fields, each once; other faults are not of that kind',
    [
      cause('a', 'Forbidden: updates to a are forbidden.'),
      cause('b', 'Invalid value: "x": cannot change roleRef'),
      cause('b', 'Invalid value: "x": cannot change roleRef'),
      cause('c', 'Invalid value: "x": must be a number'),
    ],
    'StatefulSet.apps "a" is invalid: a: Forbidden: updates to a are forbidden.; b: cannot change roleRef',
  ],
] as const) {
  it(`a field that cannot be changed: ${what}`, () => {
    const error = failed(
      422,
      status('Invalid', 'StatefulSet.apps "a" is invalid: planted', { name: 'a', kind: 'StatefulSet', causes }),
    );
    assert.equal([error.code, error.message], ['IMMUTABLE_FIELD', message]);
    assert.match(error.hint ?? '', 'capstan.dev/recreate');
  });
}

it('a field that is wrong is no field that cannot be changed', () => {
  const causes = [cause('spec.replicas', 'Invalid value: -1: must be greater than or equal to 0')];
  assert.is(failed(422, status('Invalid', 'no', { name: 'a', causes })).code, 'OBJECT_INVALID');
});

it("the message is the server's own", () => {
  assert.is(failed(422, status('Invalid', 'spec.replicas: must be >= 0')).message, 'spec.replicas: must be >= 0');
});

it('an answer without a Status is told with its status and the beginning of its text', () => {
  assert.is(
    failed(502, `<html>${'x'.repeat(1_000)}`).message,
    `PATCH /apis/apps/v1/namespaces/demo/statefulsets/a was answered with HTTP 502: <html>${'x'.repeat(194)}`,
  );
  assert.is(failed(500, '').message, 'PATCH /apis/apps/v1/namespaces/demo/statefulsets/a was answered with HTTP 500');
});

it('an unknown URL outside the resources is no unknown kind', () => {
  assert.is(failed(404, 'no', { method: 'GET', path: '/metrics/x' }).code, 'NOT_FOUND');
});

it('an unknown kind is named with its group', () => {
  assert.is(
    failed(404, '404 page not found').message,
    'the API server does not serve statefulsets.apps at /apis/apps/v1/namespaces/demo/statefulsets/a',
  );
});

const cannot = (verb: string, resource: string, group: string, where: string) =>
  `${resource} "a" is forbidden: User "system:serviceaccount:demo:op" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;

for (const [what, message, hint] of [
  [
    'a Role is missing',
    cannot('patch', 'statefulsets', 'apps', 'in the namespace "demo"'),
    'allow verb patch on statefulsets.apps in namespace demo in a Role bound to system:serviceaccount:demo:op',
  ],
  [
    'an apply that would create',
    cannot('create', 'configmaps', '', 'in the namespace "demo"'),
    'allow verb create on configmaps in namespace demo in a Role bound to system:serviceaccount:demo:op',
  ],
  [
    'a subresource',
    cannot('update', 'statefulsets/status', 'apps', 'in the namespace "demo"'),
    'allow verb update on statefulsets.apps/status in namespace demo in a Role bound to system:serviceaccount:demo:op',
  ],
  [
    'a ClusterRole is missing',
    cannot('list', 'clusterroles', 'rbac.authorization.k8s.io', 'at the cluster scope'),
    'allow verb list on clusterroles.rbac.authorization.k8s.io at the cluster scope in a ClusterRole bound to system:serviceaccount:demo:op',
  ],
  [
    'a quota',
    'statefulsets.apps "a" is forbidden: exceeded quota: q',
    'patch on statefulsets.apps in namespace demo was refused by admission, quota or a proxy, not by a missing role',
  ],
] as const) {
  it(`the hint of a 403: ${what}`, () => assert.is(failed(403, status('Forbidden', message)).hint, hint));
}

it('a missing namespace is told apart from a missing object', () => {
  const missing = status('NotFound', 'namespaces "demo" not found', { name: 'demo', kind: 'namespaces' });
  assert.match(failed(404, missing).hint ?? '', 'kubectl create namespace demo');
});

it('a conflict of field managers hints at force', () => {
  const conflict = status('Conflict', 'Apply failed', { causes: [{ reason: 'FieldManagerConflict' }] });
  assert.match(failed(409, conflict).hint ?? '', 'force');
});

const now = Date.parse('2026-01-01T00:00:00Z');
for (const [header, want] of [
  [undefined, undefined],
  ['3', 3_000],
  ['Thu, 01 Jan 2026 00:00:07 GMT', 7_000],
  ['Thu, 01 Jan 2025 00:00:07 GMT', 0],
  ['soon', undefined],
] as const) {
  it(`Retry-After: ${header} is ${want} ms`, () => assert.is(parseRetryAfter(header, now), want));
}

it.run();
