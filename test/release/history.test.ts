import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectMeta } from '../../src/cluster/index.ts';
import { deployedOf, inventoryOf, isPending, latestOf, sortHistory, summarize } from '../../src/release/history.ts';
import type { RecordStatus } from '../../src/release/record.ts';
import { revision } from './revision.ts';

const it = suite('history');

const labels = { owner: 'helm', name: 'kre', status: 'deployed', version: '3', modifiedAt: '1767225600' };
const secretOf = (metadata: Partial<ObjectMeta>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'sh.helm.release.v1.kre.v3', namespace: 'demo', resourceVersion: '7', labels, ...metadata },
});
const bare = {
  secretName: 'sh.helm.release.v1.kre.v3',
  namespace: 'demo',
  releaseName: 'kre',
  revision: 3,
  status: 'deployed',
  resourceVersion: '7',
  createdAt: '',
  digest: '',
  owner: undefined,
  inventoryText: undefined,
};
const pod = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u0' };
const runtime = { apiVersion: 'kre.konstellation.io/v1alpha1', kind: 'Runtime', name: 'kre', uid: 'u1' };

for (const [what, metadata, summary] of [
  ['of a record that helm wrote', {}, bare],
  [
    'of a record of ours',
    {
      annotations: { 'capstan.dev/input-digest': 'd1', 'capstan.dev/inventory': 'v1|Service|demo|web|c|h|' },
      ownerReferences: [{ ...runtime, controller: true }],
    },
    {
      ...bare,
      digest: 'd1',
      inventoryText: 'v1|Service|demo|web|c|h|',
      owner: { ...runtime },
    },
  ],
  [
    'names the controller among several owners',
    { ownerReferences: [pod, { ...runtime, controller: true }] },
    { ...bare, owner: { ...runtime } },
  ],
  ['names no owner that is not the controller', { ownerReferences: [pod, { ...runtime, controller: false }] }, bare],
  ['without a status', { labels: { owner: 'helm', name: 'kre', version: '3' } }, { ...bare, status: 'unknown' }],
] as const) {
  it(`summary ${what}`, () => assert.equal(summarize(secretOf(metadata)), summary));
}

for (const [what, metadata] of [
  ['without labels', { labels: {} }],
  ['of another owner', { labels: { ...labels, owner: 'tiller' } }],
  ['without a release name', { labels: { ...labels, name: '' } }],
  ['without a version', { labels: { owner: 'helm', name: 'kre', status: 'deployed' } }],
  ['with a version that is no number', { labels: { ...labels, version: 'v3' } }],
  ['with a version that is no whole number', { labels: { ...labels, version: '3.5' } }],
] as const) {
  it(`a Secret ${what} is no record`, () => assert.is(summarize(secretOf(metadata)), undefined));
}

const of = (...statuses: RecordStatus[]) => statuses.map((status, index) => revision(index + 1, status, 'd'));

for (const [what, history, latest, deployed] of [
  ['nothing', of(), undefined, undefined],
  ['one deployed revision', of('deployed'), 1, 1],
  ['a failed one after a deployed one', of('superseded', 'deployed', 'failed'), 3, 2],
  ['two deployed ones', of('deployed', 'deployed', 'pending-upgrade'), 3, 2],
  ['none deployed', of('superseded', 'uninstalled'), 2, undefined],
] as const) {
  it(`newest and deployed revision of ${what}`, () => {
    assert.is(latestOf(history)?.revision, latest);
    assert.is(deployedOf(history)?.revision, deployed);
  });
}

it('is sorted by number, not by text, whatever order the revisions come in', () => {
  const numbers = [1, 2, 3, 9, 10, 11, 100];
  fc.assert(
    fc.property(fc.shuffledSubarray(numbers, { minLength: numbers.length }), (shuffled) => {
      const given = shuffled.map((number) => revision(number, 'superseded', 'd'));
      const before = [...given];
      assert.equal(
        sortHistory(new Set(given)).map((record) => record.revision),
        numbers,
      );
      assert.equal(given, before, 'the given list is left as it is');
    }),
  );
});

for (const [status, want] of [
  ['pending-install', true],
  ['pending-upgrade', true],
  ['pending-rollback', true],
  ['deployed', false],
  ['superseded', false],
  ['failed', false],
  ['uninstalling', false],
  ['uninstalled', false],
  ['unknown', false],
] as const) {
  it(`${status} is ${want ? '' : 'not '}pending`, () => assert.is(isPending(revision(1, status, 'd')), want));
}

it('an inventory that is not on the record is unknown; an empty one is known to be empty', () => {
  assert.is(inventoryOf(revision(1, 'deployed', 'd', { inventoryText: undefined })), undefined);
  assert.equal(inventoryOf(revision(1, 'deployed', 'd', { inventoryText: '' })), []);
  assert.equal(inventoryOf(revision(1, 'deployed', 'd', { inventoryText: 'v1|Service|demo|web|c|h|keep' })), [
    {
      ref: { group: '', version: 'v1', kind: 'Service', namespace: 'demo', name: 'web' },
      content: 'c',
      applied: 'h',
      keep: true,
    },
  ]);
});

it.run();
