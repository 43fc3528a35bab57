import { hash } from 'node:crypto';
import { type KubeObject, type LeaseSpec, type ListTarget, microTime } from '../../cluster/index.ts';

/** Which replicas share their work, and in how many parts. */
export interface ShardGroup {
  readonly namespace: string;
  /** The leader election id: the Leases are NAME-shard-N and NAME-member-… . */
  readonly name: string;
  readonly count: number;
}

const groupLabel = 'capstan.dev/shards';
const countAnnotation = 'capstan.dev/shard-count';
const memberAnnotation = 'capstan.dev/member';
const leavingAnnotation = 'capstan.dev/leaving';

const leaseKind = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' } as const;

/** All Leases of a group, whatever number of shards each of its replicas was told. */
export function leasesOf({ namespace, name }: ShardGroup): ListTarget {
  return { gvk: leaseKind, namespace, labelSelector: `${groupLabel}=${labelOf(name)}` };
}

/** A Lease, read. */
export interface SeenLease {
  readonly object: KubeObject;
  /** '': nobody; of a member: it was ended. */
  readonly holder: string;
  /** Whose own Lease this is; undefined: it is a shard's. */
  readonly member: string | undefined;
  readonly shard: number;
  readonly count: number;
  readonly isLeaving: boolean;
  /** performance.now() when it was seen to be so. */
  readonly since: number;
}

export function readLease(object: KubeObject): SeenLease {
  const { name, annotations = {} } = object.metadata;
  const spec = (object['spec'] ?? {}) as LeaseSpec;
  return {
    object,
    holder: spec.holderIdentity ?? '',
    member: annotations[memberAnnotation],
    shard: Number(/-shard-(\d+)$/.exec(name)?.[1]),
    count: Number(annotations[countAnnotation]),
    isLeaving: annotations[leavingAnnotation] === 'true',
    since: performance.now(),
  };
}

export function shardLeaseName({ name }: Pick<ShardGroup, 'name'>, shard: number): string {
  return `${name}-shard-${shard}`;
}

/**
 * A shard's Lease in the hands of `holder`, '' for nobody's. It has no duration: it lasts as long as its holder's own.
 * @param before the Lease as it is; the write fails when it has changed since
 */
export function shardLease(
  group: ShardGroup,
  shard: number,
  holder: string,
  before: KubeObject | undefined,
  nowMs: number,
): KubeObject {
  const spec = (before?.['spec'] ?? {}) as LeaseSpec;
  const time = microTime(nowMs);
  return lease(
    group,
    shardLeaseName(group, shard),
    before,
    {},
    {
      holderIdentity: holder,
      acquireTime: holder === '' ? (spec.acquireTime ?? time) : time,
      renewTime: time,
      leaseTransitions: (spec.leaseTransitions ?? -1) + (holder === '' ? 0 : 1),
    },
  );
}

export interface Member {
  /** For people: the host and something random. Never used twice. */
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly isLeaving: boolean;
}

export function memberLease(
  group: ShardGroup,
  { identity, leaseDurationMs, isLeaving }: Member,
  before: KubeObject | undefined,
  nowMs: number,
): KubeObject {
  const time = microTime(nowMs);
  const annotations = { [memberAnnotation]: identity, ...(isLeaving ? { [leavingAnnotation]: 'true' } : {}) };
  return lease(group, `${group.name}-member-${digest(identity).slice(0, 10)}`, before, annotations, {
    holderIdentity: identity,
    leaseDurationSeconds: Math.max(1, Math.ceil(leaseDurationMs / 1000)),
    acquireTime: ((before?.['spec'] ?? {}) as LeaseSpec).acquireTime ?? time,
    renewTime: time,
  });
}

/** A member's Lease that has run out, ended for good: its shards are everybody's, and its own renewals fail from now on. */
export function endedLease(object: KubeObject): KubeObject {
  return { ...object, spec: { ...(object['spec'] as LeaseSpec), holderIdentity: '' } };
}

function lease(
  { namespace, name, count }: ShardGroup,
  leaseName: string,
  before: KubeObject | undefined,
  annotations: Record<string, string>,
  spec: LeaseSpec,
): KubeObject {
  const { resourceVersion } = before?.metadata ?? {};
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: leaseName,
      namespace,
      labels: { [groupLabel]: labelOf(name) },
      annotations: { [countAnnotation]: String(count), ...annotations },
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    spec,
  };
}

/** A Lease's name may be longer than a label, which has 63 characters. */
function labelOf(name: string): string {
  return name.length <= 63 ? name : digest(name).slice(0, 40);
}

function digest(text: string): string {
  return hash('sha256', text);
}
