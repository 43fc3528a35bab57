import { type KubeObject, parseQuantity, readinessOf } from '../../cluster/index.ts';

/** One line of a status: JSON with what clients print. */
export type Row = Readonly<Record<string, string | number | null>>;

interface Workload {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly desiredNumberScheduled?: number;
  readonly numberReady?: number;
}

interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly containerStatuses?: readonly {
    readonly ready: boolean;
    readonly restartCount: number;
    readonly state?: { readonly waiting?: { readonly reason?: string } };
  }[];
}

interface NodeStatus {
  readonly capacity?: Readonly<Record<string, string>>;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

interface Measured {
  readonly timestamp?: string;
  readonly containers?: readonly { readonly usage?: { readonly cpu?: string; readonly memory?: string } }[];
}

interface Claim {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

export function workloadRow(object: KubeObject): Row {
  const spec = object.spec as Workload | undefined;
  const status = object.status as Workload | undefined;
  return {
    ...head(object),
    kind: object.kind,
    ready: status?.readyReplicas ?? status?.numberReady ?? 0,
    replicas: spec?.replicas ?? status?.desiredNumberScheduled ?? 0,
    status: readinessOf(object).status,
    deployment: object.metadata.labels?.['omegaml.io/deployment'] ?? null,
  };
}

export function podRow(object: KubeObject): Row {
  const { phase, reason, containerStatuses = [] } = (object.status ?? {}) as PodStatus;
  const waits = containerStatuses.map(({ state }) => state?.waiting?.reason).find((reason) => reason !== undefined);
  return {
    ...head(object),
    status: waits ?? reason ?? phase ?? 'Unknown',
    ready: `${containerStatuses.filter(({ ready }) => ready).length}/${containersOf(object)}`,
    restarts: containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    node: (object.spec as { nodeName?: string } | undefined)?.nodeName ?? null,
    deployment: object.metadata.labels?.['omegaml.io/deployment'] ?? null,
  };
}

/** What the containers of a pod use together, in the units of `kubectl top`. */
export function metricsRow(object: KubeObject): Row {
  const { timestamp, containers = [] } = object as unknown as Measured;
  const sumOf = (what: 'cpu' | 'memory') =>
    containers.reduce((sum, { usage }) => sum + (parseQuantity(usage?.[what] ?? '') ?? 0), 0);
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? null,
    cpu: `${Math.ceil(sumOf('cpu') * 1_000)}m`,
    memory: `${Math.floor(sumOf('memory') / 2 ** 20)}Mi`,
    measured: timestamp ?? null,
  };
}

export function nodeRow(object: KubeObject): Row {
  const { capacity = {}, conditions = [] } = (object.status ?? {}) as NodeStatus;
  const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return {
    name: object.metadata.name,
    status: isReady ? 'Ready' : 'NotReady',
    role: object.metadata.labels?.['omegaml.io/role'] ?? null,
    cpu: capacity['cpu'] ?? null,
    memory: capacity['memory'] ?? null,
    created: object.metadata.creationTimestamp ?? null,
  };
}

/** The size of the volume, or what is asked for while there is none. */
export function claimRow(object: KubeObject): Row {
  const { storageClassName, resources } = (object.spec ?? {}) as Claim;
  const { phase, capacity } = (object.status ?? {}) as { phase?: string; capacity?: { storage?: string } };
  return {
    ...head(object),
    status: phase ?? 'Pending',
    size: capacity?.storage ?? resources?.requests?.storage ?? null,
    class: storageClassName ?? null,
  };
}

function head({ metadata }: KubeObject): Row {
  return { name: metadata.name, namespace: metadata.namespace ?? null, created: metadata.creationTimestamp ?? null };
}

function containersOf({ spec }: KubeObject): number {
  return (spec as { containers?: readonly unknown[] } | undefined)?.containers?.length ?? 0;
}
