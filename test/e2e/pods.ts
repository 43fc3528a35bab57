import { randomBytes } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { KubeObject, ObjectRef } from '../../src/cluster/index.ts';
import { until } from '../support/resources.ts';
import type { World } from './world.ts';

/** A container as the kubelet of a real node tells of it. */
export interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly imageID: string;
  readonly state: { readonly running?: object };
}

export function podRef(namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Pod', namespace, name };
}

/** Waits until the pod's container runs and its probes say yes. */
export function untilReady(world: World, ref: ObjectRef): Promise<KubeObject> {
  return until(
    world.cluster,
    ref,
    (pod) => {
      const { phase } = pod['status'] as { phase?: string };
      const container = containerStatusOf(pod);
      if (phase !== 'Running' || container?.ready !== true || container.state.running === undefined) {
        throw new Error(`${ref.name} is not ready: ${JSON.stringify(pod['status'])}`);
      }
    },
    { timeoutMs: 120_000, everyMs: 250 },
  );
}

export function containerStatusOf(pod: KubeObject): ContainerStatus | undefined {
  return (pod['status'] as { containerStatuses?: ContainerStatus[] } | undefined)?.containerStatuses?.[0];
}

export interface PodOnce {
  readonly namespace: string;
  readonly image: string;
  readonly args: readonly string[];
  /** Its keys become variables. */
  readonly secret?: string;
}

/** Runs a program to its end in a pod of its own. @returns what it printed @throws Error with that when it failed */
export async function runPod(world: World, once: PodOnce): Promise<string> {
  const ref = podRef(once.namespace, `once-${randomBytes(4).toString('hex')}`);
  await world.cluster.create(podOf(ref, once));
  const pod = await until(
    world.cluster,
    ref,
    (object) => {
      if (!['Succeeded', 'Failed'].includes(phaseOf(object)))
        throw new Error(`${ref.name}: ${JSON.stringify(object['status'])}`);
    },
    { timeoutMs: 90_000 },
  );
  const log = await world.kubectl('-n', once.namespace, 'logs', ref.name);
  await world.cluster.delete(ref);
  if (phaseOf(pod) === 'Failed') throw new Error(`${once.image} ${once.args.join(' ')}:\n${log}`);
  return log;
}

function phaseOf(pod: KubeObject): string {
  return (pod['status'] as { phase?: string } | undefined)?.phase ?? 'unknown';
}

function podOf({ namespace = '', name }: ObjectRef, { image, args, secret }: PodOnce): KubeObject {
  const envFrom = secret === undefined ? [] : [{ secretRef: { name: secret } }];
  const securityContext = { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name },
    spec: {
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true },
      containers: [{ name: 'once', image, imagePullPolicy: 'IfNotPresent', args, envFrom, securityContext }],
    },
  };
}

/** The one container of a pod, or of a Deployment's. */
export function containerOf(object: KubeObject): { image: string; args: readonly string[] } {
  const spec = object['spec'] as { template?: { spec: Containers } } & Containers;
  const [container, ...more] = (spec.template?.spec ?? spec).containers;
  assert.equal(more, []);
  return container as { image: string; args: readonly string[] };
}

interface Containers {
  readonly containers: readonly { image: string; args: readonly string[] }[];
}
