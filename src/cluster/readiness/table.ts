import type { GroupVersionKind } from '../object.ts';
import { judgeCustomResourceDefinition } from './crd.ts';
import { judgeJob } from './jobs.ts';
import { judgeService } from './network.ts';
import { judgePod } from './pods.ts';
import { judgePodDisruptionBudget } from './policy.ts';
import { judgePersistentVolume, judgePersistentVolumeClaim } from './storage.ts';
import type { Rule } from './verdict.ts';
import {
  judgeDaemonSet,
  judgeDeployment,
  judgeReplicaSet,
  judgeReplicationController,
  judgeStatefulSet,
} from './workloads.ts';

/** GroupKind, written `group/Kind`, to rule. */
const rules: ReadonlyMap<string, Rule> = new Map([
  ['apps/Deployment', judgeDeployment],
  ['apps/StatefulSet', judgeStatefulSet],
  ['apps/DaemonSet', judgeDaemonSet],
  ['apps/ReplicaSet', judgeReplicaSet],
  ['/ReplicationController', judgeReplicationController],
  ['/Pod', judgePod],
  ['batch/Job', judgeJob],
  ['/PersistentVolumeClaim', judgePersistentVolumeClaim],
  ['/PersistentVolume', judgePersistentVolume],
  ['/Service', judgeService],
  ['policy/PodDisruptionBudget', judgePodDisruptionBudget],
  ['apiextensions.k8s.io/CustomResourceDefinition', judgeCustomResourceDefinition],
]);

/** Kinds whose status, if they have one at all, tells nothing about being usable. */
const readyByExisting: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Endpoints',
  '/Event',
  '/LimitRange',
  '/Namespace',
  '/PodTemplate',
  '/ResourceQuota',
  '/Secret',
  '/ServiceAccount',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apps/ControllerRevision',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'coordination.k8s.io/Lease',
  'discovery.k8s.io/EndpointSlice',
  'events.k8s.io/Event',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/NetworkPolicy',
  'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttributesClass',
]);

/**
 * False for kinds that are Current as soon as they exist (and Terminating once deleted): their metadata is all there is to
 * watch. True for every kind that is not known, whose conditions may tell something.
 */
export function hasReadiness(gvk: GroupVersionKind): boolean {
  return !isReadyByExisting(gvk);
}

export function isReadyByExisting(gvk: GroupVersionKind): boolean {
  return readyByExisting.has(groupKind(gvk));
}

export function ruleFor(gvk: GroupVersionKind): Rule | undefined {
  return rules.get(groupKind(gvk));
}

function groupKind(gvk: GroupVersionKind): string {
  return `${gvk.group}/${gvk.kind}`;
}
