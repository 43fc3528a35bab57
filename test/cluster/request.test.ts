import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ApiRequest, describeRequest, isIdempotent, urlOf } from '../../src/cluster/request.ts';

const it = suite('request');

it('leaves undefined parameters out of the URL and encodes the rest', () => {
  const query = { fieldManager: 'a b', force: true, limit: 0, dryRun: undefined, labelSelector: 'a in (b,c)&x=1' };
  assert.is(
    urlOf({ method: 'GET', path: '/api/v1/pods', query }),
    '/api/v1/pods?fieldManager=a%20b&force=true&limit=0&labelSelector=a%20in%20(b%2Cc)%26x%3D1',
  );
  assert.is(urlOf({ method: 'GET', path: '/version', query: { a: undefined } }), '/version');
});

const namespaced = '/apis/apps/v1/namespaces/demo/statefulsets';
for (const [method, path, verb, resource, namespace, name] of [
  ['GET', `${namespaced}/a`, 'get', 'statefulsets', 'demo', 'a'],
  ['GET', namespaced, 'list', 'statefulsets', 'demo', ''],
  ['POST', namespaced, 'create', 'statefulsets', 'demo', ''],
  ['PUT', `${namespaced}/a/status`, 'update', 'statefulsets/status', 'demo', 'a'],
  ['PATCH', `${namespaced}/a`, 'patch', 'statefulsets', 'demo', 'a'],
  ['DELETE', `${namespaced}/a`, 'delete', 'statefulsets', 'demo', 'a'],
  ['DELETE', namespaced, 'deletecollection', 'statefulsets', 'demo', ''],
  ['GET', '/api/v1/namespaces', 'list', 'namespaces', '', ''],
  ['GET', '/api/v1/namespaces/demo', 'get', 'namespaces', 'demo', 'demo'],
  ['GET', '/api/v1/pods', 'list', 'pods', '', ''],
  ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode', 'get', 'clusterroles', '', 'system:node'],
  ['GET', '/version', 'list', '', '', ''],
] as const) {
  it(`${method} ${path} means ${verb} ${resource}`, () => {
    const { group, ...info } = describeRequest({ method, path });
    assert.equal(info, { verb, resource, namespace, name });
    assert.is(group, path.startsWith('/apis/') ? path.split('/')[2] : '');
  });
}

it('a list with watch=true means watch', () => {
  assert.is(describeRequest({ method: 'GET', path: namespaced, query: { watch: true } }).verb, 'watch');
});

for (const [request, want] of [
  [{ method: 'GET' }, true],
  [{ method: 'DELETE' }, true],
  [{ method: 'POST' }, false],
  [{ method: 'PUT' }, false],
  [{ method: 'PATCH' }, false],
  [{ method: 'PUT', idempotent: true }, true],
] as const) {
  it(`${JSON.stringify(request)} is ${want ? '' : 'not '}idempotent`, () => {
    assert.is(isIdempotent({ path: '/', ...request } as ApiRequest), want);
  });
}

it.run();
