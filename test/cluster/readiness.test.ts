import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectMeta } from '../../src/cluster/object.ts';
import { hasReadiness, type Readiness, readinessOf } from '../../src/cluster/readiness/index.ts';

const now = Date.parse('2026-01-01T00:01:00Z');

type Fields = { metadata?: Partial<ObjectMeta>; spec?: object; status?: object };
type Row = readonly [what: string, fields: Fields, status: Readiness['status'], message: string];

function check(apiVersion: string, kind: string, rows: readonly Row[]): void {
  const it = suite(`readiness of ${kind}`);
  for (const [what, { metadata, ...fields }, status, message] of rows) {
    it(`${status}: ${what}`, () => {
      const object: KubeObject = { apiVersion, kind, metadata: { name: 'x', generation: 2, ...metadata }, ...fields };
      assert.equal(readinessOf(object, now), { status, message });
    });
  }
  it.run();
}

const condition = (type: string, status: string, reason = '', message = '') => ({ type, status, reason, message });

const newReplicaSet = condition('Progressing', 'True', 'NewReplicaSetAvailable');
const available = condition('Available', 'True');
const deploymentSpec = { replicas: 3, progressDeadlineSeconds: 600 };
const deploymentDone = {
  observedGeneration: 2,
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
  conditions: [newReplicaSet, available],
};
check('apps/v1', 'Deployment', [
  ['no status yet', { spec: deploymentSpec }, 'InProgress', '0 of 3 ready'],
  ['replicas default to 1', { spec: {}, status: {} }, 'InProgress', '0 of 1 ready'],
  ['all there', { spec: deploymentSpec, status: deploymentDone }, 'Current', '3 of 3 ready'],
  [
    'an older generation was observed',
    { spec: deploymentSpec, status: { ...deploymentDone, observedGeneration: 1 } },
    'InProgress',
    'generation 2 not observed yet (last observed: 1)',
  ],
  [
    'an update is on its way',
    { spec: deploymentSpec, status: { ...deploymentDone, updatedReplicas: 1 } },
    'InProgress',
    '1 of 3 updated',
  ],
  [
    'old pods are still there',
    { spec: deploymentSpec, status: { ...deploymentDone, replicas: 4 } },
    'InProgress',
    '1 to terminate',
  ],
  [
    'pods are not ready',
    { spec: deploymentSpec, status: { ...deploymentDone, readyReplicas: 2, availableReplicas: 2 } },
    'InProgress',
    '2 of 3 ready',
  ],
  [
    'ready pods are not available yet (minReadySeconds)',
    { spec: deploymentSpec, status: { ...deploymentDone, availableReplicas: 1 } },
    'InProgress',
    '1 of 3 available',
  ],
  [
    'the new ReplicaSet is not available',
    {
      spec: deploymentSpec,
      status: { ...deploymentDone, conditions: [condition('Progressing', 'True', 'ReplicaSetUpdated'), available] },
    },
    'InProgress',
    'the new ReplicaSet is not available yet',
  ],
  [
    'without a progress deadline there is no Progressing condition',
    { spec: { replicas: 3 }, status: { ...deploymentDone, conditions: [available] } },
    'Current',
    '3 of 3 ready',
  ],
  [
    'a deadline of MaxInt32 is none',
    {
      spec: { replicas: 3, progressDeadlineSeconds: 2_147_483_647 },
      status: { ...deploymentDone, conditions: [available] },
    },
    'Current',
    '3 of 3 ready',
  ],
  [
    'not available',
    {
      spec: deploymentSpec,
      status: { ...deploymentDone, conditions: [newReplicaSet, condition('Available', 'False', 'Minimum', 'too few')] },
    },
    'InProgress',
    'not available: too few',
  ],
  [
    'pods cannot be created: the reason is told',
    {
      spec: { replicas: 1 },
      status: { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota: small')] },
    },
    'InProgress',
    '0 of 1 ready: exceeded quota: small',
  ],
  [
    'the progress deadline is exceeded',
    {
      spec: deploymentSpec,
      status: {
        ...deploymentDone,
        readyReplicas: 1,
        conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'ReplicaSet "a" has timed out')],
      },
    },
    'Failed',
    'progress deadline exceeded: ReplicaSet "a" has timed out',
  ],
  [
    'scaled to zero',
    {
      spec: { ...deploymentSpec, replicas: 0 },
      status: { observedGeneration: 2, conditions: [newReplicaSet, available] },
    },
    'Current',
    '0 of 0 ready',
  ],
  [
    'being deleted',
    { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: deploymentDone },
    'Terminating',
    'being deleted',
  ],
  [
    'being deleted, held by a finalizer',
    { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b', 'foregroundDeletion'] } },
    'Terminating',
    'being deleted, waits for finalizer a/b, foregroundDeletion',
  ],
]);

const rolling = (partition?: number) => ({
  replicas: 4,
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: partition === undefined ? undefined : { partition } },
});
const statefulSetDone = {
  observedGeneration: 2,
  replicas: 4,
  readyReplicas: 4,
  currentReplicas: 4,
  updatedReplicas: 4,
  currentRevision: 'x-1',
  updateRevision: 'x-1',
};
check('apps/v1', 'StatefulSet', [
  ['no status yet', { spec: rolling(0) }, 'InProgress', '0 of 4 ready'],
  ['all there', { spec: rolling(0), status: statefulSetDone }, 'Current', '4 of 4 ready'],
  [
    'pods start one after the other',
    { spec: rolling(0), status: { ...statefulSetDone, replicas: 2, readyReplicas: 1 } },
    'InProgress',
    '1 of 4 ready',
  ],
  [
    'a pod is not ready',
    { spec: rolling(0), status: { ...statefulSetDone, readyReplicas: 3 } },
    'InProgress',
    '3 of 4 ready',
  ],
  [
    'scaling down',
    { spec: rolling(0), status: { ...statefulSetDone, replicas: 8, readyReplicas: 8 } },
    'InProgress',
    '4 to terminate',
  ],
  [
    'an update is on its way (partition 0)',
    { spec: rolling(0), status: { ...statefulSetDone, updatedReplicas: 1, currentReplicas: 3, updateRevision: 'x-2' } },
    'InProgress',
    '1 of 4 updated',
  ],
  [
    'only the pods above the partition are to be updated',
    { spec: rolling(3), status: { ...statefulSetDone, updatedReplicas: 1, currentReplicas: 3, updateRevision: 'x-2' } },
    'Current',
    '4 of 4 ready',
  ],
  [
    'the pods above the partition are not all updated',
    { spec: rolling(2), status: { ...statefulSetDone, updatedReplicas: 1, currentReplicas: 3, updateRevision: 'x-2' } },
    'InProgress',
    '1 of 2 updated',
  ],
  [
    'a partition above the replicas updates nothing',
    { spec: rolling(9), status: { ...statefulSetDone, updatedReplicas: 0, updateRevision: 'x-2' } },
    'Current',
    '4 of 4 ready',
  ],
  [
    'without a partition the current revision must be everywhere',
    { spec: rolling(), status: { ...statefulSetDone, currentReplicas: 2 } },
    'InProgress',
    '2 of 4 at the current revision',
  ],
  [
    'without a partition the revisions must agree',
    { spec: rolling(), status: { ...statefulSetDone, updateRevision: 'x-2' } },
    'InProgress',
    'the update to the new revision is not finished',
  ],
  ['without a partition, all there', { spec: rolling(), status: statefulSetDone }, 'Current', '4 of 4 ready'],
  [
    'OnDelete leaves the update to others',
    {
      spec: { replicas: 4, updateStrategy: { type: 'OnDelete' } },
      status: { ...statefulSetDone, readyReplicas: 1, updatedReplicas: 0 },
    },
    'Current',
    '1 of 4 ready, updated when its pods are deleted (OnDelete)',
  ],
]);

const daemonSetDone = {
  observedGeneration: 2,
  desiredNumberScheduled: 4,
  currentNumberScheduled: 4,
  updatedNumberScheduled: 4,
  numberReady: 4,
  numberAvailable: 4,
};
check('apps/v1', 'DaemonSet', [
  ['no status yet', {}, 'InProgress', 'not observed yet'],
  ['status without observedGeneration', { status: { desiredNumberScheduled: 0 } }, 'InProgress', 'not observed yet'],
  ['status without desired number', { status: { observedGeneration: 2 } }, 'InProgress', 'not observed yet'],
  ['all there', { status: daemonSetDone }, 'Current', '4 of 4 ready'],
  ['no node matches', { status: { observedGeneration: 2, desiredNumberScheduled: 0 } }, 'Current', '0 of 0 ready'],
  ['too few pods', { status: { ...daemonSetDone, currentNumberScheduled: 3 } }, 'InProgress', '3 of 4 scheduled'],
  [
    'an update is on its way',
    { status: { ...daemonSetDone, updatedNumberScheduled: 1 } },
    'InProgress',
    '1 of 4 updated',
  ],
  [
    'OnDelete leaves the update to others',
    { spec: { updateStrategy: { type: 'OnDelete' } }, status: { ...daemonSetDone, updatedNumberScheduled: 1 } },
    'Current',
    '4 of 4 ready',
  ],
  ['a pod is not ready', { status: { ...daemonSetDone, numberReady: 2 } }, 'InProgress', '2 of 4 ready'],
  ['a pod is not available', { status: { ...daemonSetDone, numberAvailable: 2 } }, 'InProgress', '2 of 4 available'],
]);

const replicaSetDone = { replicas: 4, readyReplicas: 4, availableReplicas: 4, fullyLabeledReplicas: 4 };
for (const [apiVersion, kind] of [
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
] as const) {
  const spec = { replicas: 4 };
  check(apiVersion, kind, [
    ['no status yet', { spec }, 'InProgress', '0 of 4 ready'],
    ['all there', { spec, status: replicaSetDone }, 'Current', '4 of 4 ready'],
    ['a pod is not ready', { spec, status: { ...replicaSetDone, readyReplicas: 2 } }, 'InProgress', '2 of 4 ready'],
    [
      'a pod lacks labels',
      { spec, status: { ...replicaSetDone, fullyLabeledReplicas: 3 } },
      'InProgress',
      '3 of 4 ready',
    ],
    [
      'a pod is not available',
      { spec, status: { ...replicaSetDone, availableReplicas: 2 } },
      'InProgress',
      '2 of 4 available',
    ],
    ['scaling down', { spec, status: { ...replicaSetDone, replicas: 5 } }, 'InProgress', '1 to terminate'],
    [
      'pods cannot be created',
      { spec, status: { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota')] } },
      'InProgress',
      '0 of 4 ready: exceeded quota',
    ],
  ]);
}

const unschedulable = [condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available')];
const waiting = (name: string, reason: string) => ({ name, state: { waiting: { reason } } });
check('v1', 'Pod', [
  ['no status yet', {}, 'InProgress', 'not observed yet'],
  ['ready', { status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }, 'Current', 'ready'],
  ['completed', { status: { phase: 'Succeeded' } }, 'Current', 'completed'],
  [
    'running, a container is not ready',
    {
      status: {
        phase: 'Running',
        conditions: [condition('Ready', 'False', 'ContainersNotReady', 'containers with unready status: [a]')],
      },
    },
    'InProgress',
    'containers with unready status: [a]',
  ],
  ['running, no condition yet', { status: { phase: 'Running' } }, 'InProgress', 'running, not ready'],
  ['pending', { status: { phase: 'Pending' } }, 'InProgress', 'pending'],
  [
    'the image cannot be pulled (it may pass)',
    { status: { phase: 'Pending', containerStatuses: [waiting('web', 'ImagePullBackOff')] } },
    'InProgress',
    'container web: ImagePullBackOff',
  ],
  [
    'no node for 10 s',
    {
      metadata: { creationTimestamp: '2026-01-01T00:00:50Z' },
      status: { phase: 'Pending', conditions: unschedulable },
    },
    'InProgress',
    'not scheduled: 0/3 nodes are available',
  ],
  [
    'no node for a minute',
    {
      metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Pending', conditions: unschedulable },
    },
    'Failed',
    'not scheduled: 0/3 nodes are available',
  ],
  [
    'a crash loop',
    {
      status: {
        phase: 'Running',
        conditions: [condition('Ready', 'False')],
        containerStatuses: [
          { name: 'fine', state: { running: {} } },
          waiting('a', 'CrashLoopBackOff'),
          waiting('b', 'CrashLoopBackOff'),
        ],
      },
    },
    'Failed',
    'crash loop in container a, b',
  ],
  [
    'a crash loop of an init container',
    { status: { phase: 'Pending', initContainerStatuses: [waiting('init', 'CrashLoopBackOff')] } },
    'Failed',
    'crash loop in container init',
  ],
  ['failed', { status: { phase: 'Failed' } }, 'Failed', 'ended with a failure'],
  [
    'evicted',
    { status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory' } },
    'Failed',
    'The node was low on memory',
  ],
]);

const jobSpec = { completions: 4, parallelism: 2 };
check('batch/v1', 'Job', [
  ['not started', { spec: jobSpec }, 'InProgress', 'not started'],
  [
    'running',
    {
      spec: jobSpec,
      status: {
        startTime: '2026-01-01T00:00:00Z',
        active: 2,
        succeeded: 1,
        conditions: [condition('Failed', 'False')],
      },
    },
    'Current',
    'running, 1 of 4 completed',
  ],
  [
    'complete',
    {
      spec: jobSpec,
      status: { succeeded: 4, conditions: [condition('SuccessCriteriaMet', 'True'), condition('Complete', 'True')] },
    },
    'Current',
    '4 of 4 completed',
  ],
  [
    'failed',
    {
      spec: jobSpec,
      status: { failed: 7, conditions: [condition('Failed', 'True', 'BackoffLimitExceeded', 'too many retries')] },
    },
    'Failed',
    'too many retries',
  ],
  [
    'failed without words',
    { status: { failed: 7, conditions: [condition('Failed', 'True')] } },
    'Failed',
    '7 pods failed',
  ],
  [
    'suspended',
    { spec: { suspend: true }, status: { conditions: [condition('Suspended', 'True')] } },
    'Current',
    'suspended',
  ],
  ['to be suspended', { spec: { suspend: true }, status: {} }, 'InProgress', 'not started'],
]);

check('batch/v1', 'CronJob', [
  ['no status', {}, 'Current', 'exists'],
  ['with status', { status: { active: [{}] } }, 'Current', 'exists'],
]);

check('v1', 'PersistentVolumeClaim', [
  ['no status yet', {}, 'InProgress', 'not bound (no phase yet)'],
  ['waits for a volume', { status: { phase: 'Pending' } }, 'InProgress', 'not bound (Pending)'],
  ['its volume is gone', { status: { phase: 'Lost' } }, 'InProgress', 'not bound (Lost)'],
  ['bound', { status: { phase: 'Bound' } }, 'Current', 'bound'],
]);

check('v1', 'PersistentVolume', [
  ['no status yet', {}, 'InProgress', 'pending'],
  ['pending', { status: { phase: 'Pending' } }, 'InProgress', 'pending'],
  ['available', { status: { phase: 'Available' } }, 'Current', 'available'],
  ['bound', { status: { phase: 'Bound' } }, 'Current', 'bound'],
  ['its reclaim failed', { status: { phase: 'Failed', message: 'no deleter' } }, 'Failed', 'no deleter'],
]);

const balanced = { type: 'LoadBalancer', clusterIP: '10.0.0.1' };
check('v1', 'Service', [
  ['ClusterIP', { spec: {} }, 'Current', 'exists'],
  ['NodePort', { spec: { type: 'NodePort' } }, 'Current', 'exists'],
  ['LoadBalancer without cluster IP', { spec: { type: 'LoadBalancer' } }, 'InProgress', 'no cluster IP assigned yet'],
  ['LoadBalancer, no load balancer controller', { spec: balanced }, 'Current', 'load balancer has no address yet'],
  [
    'LoadBalancer with an address',
    { spec: balanced, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } },
    'Current',
    'load balancer has an address',
  ],
]);

check('policy/v1', 'PodDisruptionBudget', [
  ['observed', { status: { observedGeneration: 2 } }, 'Current', 'observed'],
  [
    'not observed',
    { status: { observedGeneration: 1 } },
    'InProgress',
    'generation 2 not observed yet (last observed: 1)',
  ],
]);

const installing = condition('Established', 'False', 'Installing', 'the initial names have been accepted');
check('apiextensions.k8s.io/v1', 'CustomResourceDefinition', [
  ['no status yet', {}, 'InProgress', 'being installed'],
  [
    'being installed',
    { status: { conditions: [condition('NamesAccepted', 'True'), installing] } },
    'InProgress',
    'being installed',
  ],
  [
    'established',
    { status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] } },
    'Current',
    'established',
  ],
  [
    'its names are taken',
    { status: { conditions: [condition('NamesAccepted', 'False', 'PluralConflict', '"x" is in use'), installing] } },
    'Failed',
    '"x" is in use',
  ],
  [
    'not established',
    { status: { conditions: [condition('Established', 'False', 'NotAccepted', 'not all names are accepted')] } },
    'Failed',
    'not all names are accepted',
  ],
]);

check('example.org/v1', 'Thing', [
  ['no status', {}, 'Current', 'exists'],
  ['a status of an unexpected shape', { status: { conditions: ['x', null, { type: 1 }] } }, 'Current', 'exists'],
  ['a status that is a text', { status: 'fine' as unknown as object }, 'Current', 'exists'],
  ['conditions that nobody knows', { status: { conditions: [condition('Some', 'False')] } }, 'Current', 'exists'],
  ['Ready', { status: { conditions: [condition('Ready', 'True')] } }, 'Current', 'ready'],
  [
    'not Ready',
    { status: { conditions: [condition('Ready', 'False', 'Why', 'waits for its disk')] } },
    'InProgress',
    'waits for its disk',
  ],
  ['Ready unknown', { status: { conditions: [condition('Ready', 'Unknown', 'Why')] } }, 'InProgress', 'Why'],
  [
    'not observed',
    { status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] } },
    'InProgress',
    'generation 2 not observed yet (last observed: 1)',
  ],
  [
    'Reconciling wins over Ready',
    { status: { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True', 'Work', 'at work')] } },
    'InProgress',
    'at work',
  ],
  [
    'Stalled wins over Ready',
    { status: { conditions: [condition('Ready', 'False'), condition('Stalled', 'True', 'Stuck')] } },
    'Failed',
    'Stuck',
  ],
  [
    'Reconciling and Stalled say nothing when False',
    { status: { conditions: [condition('Reconciling', 'False'), condition('Stalled', 'False')] } },
    'Current',
    'exists',
  ],
]);

check('v1', 'ConfigMap', [
  ['exists', {}, 'Current', 'exists'],
  ['being deleted', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, 'Terminating', 'being deleted'],
]);

const it = suite('hasReadiness');
for (const [group, kind, want] of [
  ['', 'ConfigMap', false],
  ['', 'Secret', false],
  ['', 'ServiceAccount', false],
  ['', 'ResourceQuota', false],
  ['', 'LimitRange', false],
  ['rbac.authorization.k8s.io', 'Role', false],
  ['rbac.authorization.k8s.io', 'RoleBinding', false],
  ['rbac.authorization.k8s.io', 'ClusterRole', false],
  ['rbac.authorization.k8s.io', 'ClusterRoleBinding', false],
  ['networking.k8s.io', 'NetworkPolicy', false],
  ['networking.k8s.io', 'Ingress', false],
  ['scheduling.k8s.io', 'PriorityClass', false],
  ['storage.k8s.io', 'StorageClass', false],
  ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', false],
  ['autoscaling', 'HorizontalPodAutoscaler', false],
  ['discovery.k8s.io', 'EndpointSlice', false],
  ['batch', 'CronJob', false],
  ['', 'Service', true],
  ['', 'Pod', true],
  ['', 'PersistentVolumeClaim', true],
  ['apps', 'StatefulSet', true],
  ['batch', 'Job', true],
  ['policy', 'PodDisruptionBudget', true],
  ['apiextensions.k8s.io', 'CustomResourceDefinition', true],
  ['example.org', 'Thing', true],
  // the same kind name in another group is another kind
  ['example.org', 'ConfigMap', true],
  ['networking.istio.io', 'Ingress', true],
] as const) {
  it(`${kind}.${group} is ${want ? 'judged by its status' : 'ready by existing'}`, () => {
    assert.is(hasReadiness({ group, version: 'v1', kind }), want);
  });
}
it.run();
