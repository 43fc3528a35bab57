import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../src/cluster/index.ts';
import { isDelicate, isReplaceable, replacementOf } from '../../src/release/replacement.ts';
import { withPlainData } from '../../src/release/secret-data.ts';
import { object } from './objects.ts';

const it = suite('replacement');

const specs: readonly [what: string, kind: string, desired: object, live: object, want: object][] = [
  ['what others added is gone', 'ConfigMap', { a: 1 }, { a: 2, b: 3 }, { a: 1 }],
  ['replicas that the chart does not name stay', 'Deployment', {}, { replicas: 4 }, { replicas: 4 }],
  ['replicas that it names do not', 'Deployment', { replicas: 1 }, { replicas: 4 }, { replicas: 1 }],
  [
    'addresses and node ports of a Service stay',
    'Service',
    { type: 'NodePort', ports: [{ port: 80 }, { port: 81, nodePort: 30_001 }, { port: 82 }] },
    {
      type: 'NodePort',
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
      ports: [
        { port: 81, protocol: 'TCP', nodePort: 30_009 },
        { port: 80, protocol: 'TCP', nodePort: 30_000 },
        { port: 82, protocol: 'UDP', nodePort: 30_002 },
      ],
    },
    {
      type: 'NodePort',
      ports: [{ port: 80, nodePort: 30_000 }, { port: 81, nodePort: 30_001 }, { port: 82 }],
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
    },
  ],
  [
    'a Service that becomes one without node ports has none',
    'Service',
    { ports: [{ port: 80 }] },
    { type: 'NodePort', clusterIP: '10.0.0.1', ports: [{ port: 80, nodePort: 30_000 }] },
    { ports: [{ port: 80 }], clusterIP: '10.0.0.1' },
  ],
  [
    'a Service that becomes a name has no address',
    'Service',
    { type: 'ExternalName', externalName: 'x' },
    { type: 'ClusterIP', clusterIP: '10.0.0.1' },
    { type: 'ExternalName', externalName: 'x' },
  ],
  [
    'the volume of a claim stays',
    'PersistentVolumeClaim',
    { resources: 1 },
    { resources: 2, volumeName: 'v', storageClassName: 's' },
    { resources: 1, volumeName: 'v', storageClassName: 's' },
  ],
];
for (const [what, kind, desired, live, want] of specs) {
  it(what, () => {
    const given = object(kind, 'w', { spec: desired });
    const before = JSON.stringify(given);
    const body = replacementOf(given, object(kind, 'w', { spec: live }), undefined);
    assert.equal(body['spec'], want);
    assert.is(JSON.stringify(given), before, 'the given object stays as it is');
  });
}

it('of the metadata, what is the server’s, controllers’ and other owners’ stays; labels are replaced', () => {
  const reference = (uid: string) => ({ apiVersion: 'v1', kind: 'X', name: uid, uid });
  const live = object('ConfigMap', 'w', {
    metadata: {
      name: 'w',
      uid: 'u',
      resourceVersion: '7',
      labels: { theirs: '1' },
      annotations: {
        'deployment.kubernetes.io/revision': '3',
        'example.com/theirs': '1',
        'helm.sh/resource-policy': 'keep',
      },
      finalizers: ['theirs'],
      ownerReferences: [reference('owner'), reference('other')],
    },
    status: { a: 1 },
  });
  const body = (desired: KubeObject) => replacementOf(desired, live, 'owner');
  const { metadata, status } = body(
    object('ConfigMap', 'w', {
      metadata: { name: 'w', labels: { own: '1' }, annotations: { own: '1' }, ownerReferences: [reference('owner')] },
    }),
  );
  assert.equal(metadata.labels, { own: '1' });
  assert.equal(metadata.annotations, {
    'deployment.kubernetes.io/revision': '3',
    'helm.sh/resource-policy': 'keep',
    own: '1',
  });
  assert.equal([metadata.uid, metadata.resourceVersion, metadata.finalizers], ['u', '7', ['theirs']]);
  assert.equal(
    metadata.ownerReferences?.map(({ uid }) => uid),
    ['owner', 'other'],
  );
  assert.equal(status, { a: 1 });
  const kept = body(object('ConfigMap', 'w')).metadata.ownerReferences?.map(({ uid }) => uid);
  assert.equal(kept, ['other'], 'an object that is to be kept has no owner any more');
});

it('kinds that others complete are never replaced; Services and claims only when it is asked for', () => {
  const judge = (apiVersion: string, kind: string) => {
    const one = { ...object(kind, 'w'), apiVersion };
    return [isReplaceable(one), isDelicate(one)];
  };
  assert.equal(judge('batch/v1', 'Job'), [false, true]);
  assert.equal(judge('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), [false, true]);
  assert.equal(judge('v1', 'Service'), [true, true]);
  assert.equal(judge('v1', 'PersistentVolumeClaim'), [true, true]);
  assert.equal(judge('apps/v1', 'Deployment'), [true, false]);
});

const secrets: readonly [what: string, given: object, want: object][] = [
  ['stringData becomes data', { stringData: { a: 'é' } }, { data: { a: 'w6k=' } }],
  ['stringData wins', { data: { a: 'eA==', b: 'eA==' }, stringData: { a: '1' } }, { data: { a: 'MQ==', b: 'eA==' } }],
  ['what is no text is left to be refused', { stringData: { a: 1 } }, { stringData: { a: 1 } }],
  ['data alone', { data: { a: 'eA==' } }, { data: { a: 'eA==' } }],
  ['nothing', {}, {}],
];
for (const [what, given, want] of secrets) {
  it(`a Secret's text: ${what}`, () => {
    assert.equal(withPlainData(object('Secret', 'w', given)), object('Secret', 'w', want));
  });
}
it('stringData of another kind is its own', () => {
  const given = { ...object('Secret', 'w', { stringData: { a: '1' } }), apiVersion: 'example.com/v1' };
  assert.is(withPlainData(given), given);
});

it.run();
