import type { Cluster, KubeObject } from '../../cluster/index.ts';
import { messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import { bytesOf, growthsOf } from './growth.ts';
import { usesOn } from './stats.ts';

/** A claim with this annotation at "false" keeps its size. */
const managedAnnotation = 'vex.knitfab/managed';
const claims = { group: '', version: 'v1', kind: 'PersistentVolumeClaim' };

export interface Look {
  readonly cluster: Cluster;
  readonly log: Logger;
  readonly namespace: string;
  readonly node: string;
  readonly margin: number;
  readonly delta: number;
}

/** Answers the claims that were made to ask for more. One that cannot be read or changed is told, and the others go on. */
export async function lookOnce(look: Look, signal: AbortSignal): Promise<string[]> {
  const { cluster, log, namespace, node, margin, delta } = look;
  const uses = await usesOn(cluster, node, namespace, signal);
  const { items } = await cluster.list({ gvk: claims, namespace }, signal);
  const managed = items.filter(({ metadata }) => metadata.annotations?.[managedAnnotation] !== 'false');
  const growths = growthsOf(uses, askedBy(managed, log), margin, delta);
  const grown: string[] = [];
  for (const { claim, bytes } of growths) {
    const object = managed.find(({ metadata }) => metadata.name === claim) as KubeObject;
    try {
      await cluster.replace(withRequest(object, String(bytes)), {}, signal);
      log.info('a claim grows', { claim, bytes });
      grown.push(claim);
    } catch (error) {
      signal.throwIfAborted();
      // the vex of another node may have been quicker
      log.warn('a claim does not grow', { claim, reason: messageOf(error) });
    }
  }
  return grown;
}

/** What each claim asks for, in bytes. */
function askedBy(managed: readonly KubeObject[], log: Logger): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const claim of managed) {
    try {
      asked.set(claim.metadata.name, bytesOf(requestOf(claim)));
    } catch (error) {
      log.warn('a claim is left as it is', { claim: claim.metadata.name, reason: messageOf(error) });
    }
  }
  return asked;
}

interface ClaimSpec {
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

function requestOf(claim: KubeObject): string {
  return (claim['spec'] as ClaimSpec | undefined)?.resources?.requests?.storage ?? '0';
}

function withRequest(claim: KubeObject, storage: string): KubeObject {
  const spec = claim['spec'] as ClaimSpec;
  return {
    ...claim,
    spec: { ...spec, resources: { ...spec.resources, requests: { ...spec.resources?.requests, storage } } },
  };
}
