import { formatRef, type KubeObject, readinessOf } from '../../cluster/index.ts';
import { type Dependency, expandResourceText } from '../watches/index.ts';
import type { Gathered, SourceOptions } from './gather.ts';
import { expandNamespace, ifServed, untilServed } from './place.ts';

/** Objects that have to be ready before anything is done. A name that comes out empty stands for none. */
export async function awaitDependencies(options: SourceOptions): Promise<Gathered> {
  const waits = await Promise.all(options.watch.dependsOn.map((dependency) => waitFor(dependency, options)));
  return { values: {}, data: {}, waitingFor: waits.filter((wait) => wait !== undefined), warnings: [] };
}

async function waitFor({ gvk, name, namespace }: Dependency, options: SourceOptions): Promise<string | undefined> {
  const { resource, identity, owner, sources, signal } = options;
  const ref = {
    ...gvk,
    namespace: expandNamespace(namespace, resource, identity),
    name: expandResourceText(name, resource).trim(),
  };
  if (ref.name === '') return undefined;
  const object = await ifServed(() => sources.get(owner, ref, signal, hasTurned));
  if (object === 'unserved') return `${formatRef(ref)}: ${untilServed(gvk)}`;
  const { namespaced, subresources } = await sources.kindOf(gvk, signal);
  const words = formatRef(namespaced ? ref : { ...ref, namespace: '' });
  if (!object) return `${words} to exist`;
  return isReady(object, subresources.includes('status')) ? undefined : `${words} to be ready`;
}

/** Only a turn of the verdict matters: a status that moves all the time wakes nobody. */
function hasTurned(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  return verdictOf(before) !== verdictOf(after);
}

function verdictOf(object: KubeObject | undefined): string {
  return object ? [true, false].map((hasStatus) => isReady(object, hasStatus)).join() : '';
}

interface ReadyCondition {
  readonly type: string;
  readonly status: string;
  readonly observedGeneration?: number;
}

/**
 * By its Ready condition, where it has one that speaks of the generation that is there; else as kstatus judges the kind.
 * @param hasStatus the kind is one whose controller writes a status: until it has, nobody has looked at the object
 */
export function isReady(object: KubeObject, hasStatus: boolean): boolean {
  const { deletionTimestamp, generation } = object.metadata;
  if (deletionTimestamp !== undefined) return false;
  const status = (object['status'] ?? {}) as { conditions?: readonly ReadyCondition[]; observedGeneration?: number };
  if (hasStatus && Object.keys(status).length === 0) return false;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  if (!ready) return readinessOf(object).status === 'Current';
  const seen = [status.observedGeneration, ready.observedGeneration].filter((one) => one !== undefined);
  const isBehind = generation !== undefined && seen.some((one) => one < generation);
  return ready.status === 'True' && !isBehind;
}
