import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ApiResource, collectionPath, objectPath, placePath } from '../../src/cluster/api-resource.ts';
import { isCapstanError } from '../../src/errors/index.ts';

const it = suite('api-resource');

const resource = (group: string, plural: string, namespaced: boolean): ApiResource => ({
  group,
  version: 'v1',
  kind: 'Kind',
  plural,
  namespaced,
  verbs: [],
  subresources: [],
});
const pods = resource('', 'pods', true);
const sets = resource('apps', 'statefulsets', true);
const roles = resource('rbac.authorization.k8s.io', 'clusterroles', false);

for (const [what, got, want] of [
  ['a core object', objectPath(pods, 'demo', 'a'), '/api/v1/namespaces/demo/pods/a'],
  ['an object of a group', objectPath(sets, 'demo', 'a'), '/apis/apps/v1/namespaces/demo/statefulsets/a'],
  ['a subresource', objectPath(sets, 'demo', 'a', 'status'), '/apis/apps/v1/namespaces/demo/statefulsets/a/status'],
  ['a cluster-scoped object', objectPath(roles, '', 'a'), '/apis/rbac.authorization.k8s.io/v1/clusterroles/a'],
  ['the namespace of a cluster-scoped object is ignored', objectPath(roles, 'demo', 'a'), objectPath(roles, '', 'a')],
  [
    'a name keeps its letters and is encoded',
    objectPath(roles, '', 'system:A b?#'),
    `${collectionPath(roles, '')}/system%3AA%20b%3F%23`,
  ],
  ['a collection of one namespace', collectionPath(pods, 'demo'), '/api/v1/namespaces/demo/pods'],
  ['a collection of all namespaces', collectionPath(pods, undefined), '/api/v1/pods'],
  ['an empty namespace means all', collectionPath(pods, ''), '/api/v1/pods'],
] as const)
  it(what, () => assert.is(got, want));

for (const [what, build, words] of [
  ['an empty name, which would address the collection', () => objectPath(pods, 'demo', ''), '"" is not a name'],
  ['a name that climbs up', () => objectPath(pods, 'demo', '..'), '".." is not a name'],
  ['a name with a slash', () => objectPath(pods, 'demo', 'a/status'), '"a/status" is not a name'],
  ['a namespace with a slash', () => objectPath(pods, 'demo/x', 'a'), '"demo/x" is not a name'],
  ['a namespaced object without a namespace', () => objectPath(pods, '', 'a'), 'Kind a has no namespace'],
  ['creation without a namespace', () => placePath(pods, '', 'a'), 'Kind a has no namespace'],
] as const)
  it(`refuses ${what}`, () =>
    assert.throws(build, (error: unknown) => isCapstanError(error, 'OBJECT_INVALID') && error.message === words));

it.run();
