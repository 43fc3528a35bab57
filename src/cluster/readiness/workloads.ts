import type { KubeObject } from '../object.ts';
import { conditionOf, isConditionTrue, numberAt, textAt, wordsOf } from './fields.ts';
import { current, failed, inProgress, type Readiness } from './verdict.ts';

export function judgeDeployment(object: KubeObject): Readiness {
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return failed(withDetail('progress deadline exceeded', progressing.message));
  }
  const want = wantedReplicas(object);
  const { replicas, ready, available, updated } = countReplicas(object);
  const why = replicaFailure(object);
  if (replicas < want) return inProgress(withDetail(`${ready} of ${want} ready`, why));
  if (updated < want) return inProgress(withDetail(`${updated} of ${want} updated`, why));
  if (replicas > want) return inProgress(`${replicas - want} to terminate`);
  if (ready < want) return inProgress(withDetail(`${ready} of ${want} ready`, why));
  if (available < updated) return inProgress(`${available} of ${updated} available`);
  if (
    hasProgressDeadline(object) &&
    !(progressing?.status === 'True' && progressing.reason === 'NewReplicaSetAvailable')
  ) {
    return inProgress('the new ReplicaSet is not available yet');
  }
  if (!isConditionTrue(object, 'Available')) {
    return inProgress(withDetail('not available', conditionOf(object, 'Available')?.message));
  }
  return current(`${ready} of ${want} ready`);
}

/**
 * OnDelete leaves the update to whoever deletes the pods: kstatus (and Helm) call such a StatefulSet Current whatever its
 * pods do. With a partition only the pods from that ordinal on are updated; the API server writes partition 0 by default.
 */
export function judgeStatefulSet(object: KubeObject): Readiness {
  const want = wantedReplicas(object);
  const { replicas, ready, updated } = countReplicas(object);
  const readyOfWanted = `${ready} of ${want} ready`;
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return current(`${readyOfWanted}, updated when its pods are deleted (OnDelete)`);
  }
  if (replicas < want || ready < want) return inProgress(readyOfWanted);
  if (replicas > want) return inProgress(`${replicas - want} to terminate`);
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  if (partition !== undefined) {
    const toUpdate = Math.max(want - partition, 0);
    return updated < toUpdate ? inProgress(`${updated} of ${toUpdate} updated`) : current(readyOfWanted);
  }
  const currentReplicas = numberAt(object, 'status', 'currentReplicas') ?? 0;
  if (currentReplicas < want) return inProgress(`${currentReplicas} of ${want} at the current revision`);
  if (textAt(object, 'status', 'currentRevision') !== textAt(object, 'status', 'updateRevision')) {
    return inProgress('the update to the new revision is not finished');
  }
  return current(readyOfWanted);
}

/** The DaemonSet controller sets every field that is read here, so a missing one means that it has not looked yet. */
export function judgeDaemonSet(object: KubeObject): Readiness {
  const want = numberAt(object, 'status', 'desiredNumberScheduled');
  if (object.metadata.generation === undefined || want === undefined) return inProgress('not observed yet');
  if (numberAt(object, 'status', 'observedGeneration') === undefined) return inProgress('not observed yet');
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  const scheduled = count('currentNumberScheduled');
  if (scheduled < want) return inProgress(`${scheduled} of ${want} scheduled`);
  const updated = count('updatedNumberScheduled');
  const updatesItself = textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
  if (updatesItself && updated < want) return inProgress(`${updated} of ${want} updated`);
  const ready = count('numberReady');
  if (ready < want) return inProgress(`${ready} of ${want} ready`);
  const available = count('numberAvailable');
  if (available < want) return inProgress(`${available} of ${want} available`);
  return current(`${ready} of ${want} ready`);
}

export function judgeReplicaSet(object: KubeObject): Readiness {
  const want = wantedReplicas(object);
  const { replicas, ready, available } = countReplicas(object);
  const labelled = numberAt(object, 'status', 'fullyLabeledReplicas') ?? 0;
  if (isConditionTrue(object, 'ReplicaFailure')) {
    return inProgress(withDetail(`${ready} of ${want} ready`, replicaFailure(object)));
  }
  if (ready < want || labelled < want) return inProgress(`${Math.min(ready, labelled)} of ${want} ready`);
  if (available < want) return inProgress(`${available} of ${want} available`);
  if (replicas > want) return inProgress(`${replicas - want} to terminate`);
  return current(`${ready} of ${want} ready`);
}

/** The same fields with the same meaning; kstatus has no rule for it. */
export const judgeReplicationController = judgeReplicaSet;

function wantedReplicas(object: KubeObject): number {
  return numberAt(object, 'spec', 'replicas') ?? 1;
}

function countReplicas(object: KubeObject) {
  const count = (field: string) => numberAt(object, 'status', field) ?? 0;
  return {
    replicas: count('replicas'),
    ready: count('readyReplicas'),
    available: count('availableReplicas'),
    updated: count('updatedReplicas'),
  };
}

/** The Deployment controller writes no Progressing condition without a deadline; MaxInt32 means none. */
function hasProgressDeadline(object: KubeObject): boolean {
  const seconds = numberAt(object, 'spec', 'progressDeadlineSeconds');
  return seconds !== undefined && seconds !== 2_147_483_647;
}

/** Why no pod can be made: a quota, an admission webhook, a missing service account. */
function replicaFailure(object: KubeObject): string | undefined {
  const failure = conditionOf(object, 'ReplicaFailure');
  return failure?.status === 'True' ? wordsOf(failure, 'pods cannot be created') : undefined;
}

function withDetail(message: string, detail: string | undefined): string {
  return detail ? `${message}: ${detail}` : message;
}
