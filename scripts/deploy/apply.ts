import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Cluster, type KubeObject, readinessOf, refOf } from '../../src/cluster/index.ts';
import { CapstanError } from '../../src/errors/index.ts';

export interface AppliedObject {
  /** `Deployment cnvrg-infra/cnvrg-operator` */
  readonly object: string;
  readonly result: 'created' | 'configured' | 'unchanged';
}

const establishedWithinMs = 60_000;
const pollEveryMs = 100;

/** Server-side, in the order given; a kind is waited for until it is served. */
export async function applyAll(
  cluster: Cluster,
  objects: readonly KubeObject[],
  tell: { readonly onBegin: (object: string) => void; readonly onEnd: (applied: AppliedObject) => void },
): Promise<readonly AppliedObject[]> {
  const all: AppliedObject[] = [];
  for (const object of objects) {
    const { name, namespace } = object.metadata;
    const title = `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    tell.onBegin(title);
    const before = await cluster.get(refOf(object));
    const { object: after } = await cluster.apply(object, { force: true });
    if (object.kind === 'CustomResourceDefinition') await established(cluster, after);
    const applied = {
      object: title,
      result: !before ? 'created' : isSame(before, after) ? 'unchanged' : 'configured',
    } as const;
    all.push(applied);
    tell.onEnd(applied);
  }
  return all;
}

/** A generation counts what is wanted. Where there is none, the API server may note another writer with nothing else changed. */
function isSame(before: KubeObject, after: KubeObject): boolean {
  if (after.metadata.generation !== undefined) return before.metadata.generation === after.metadata.generation;
  return isDeepStrictEqual(contentOf(before), contentOf(after));
}

function contentOf({ metadata, status: _status, ...content }: KubeObject): object {
  const { resourceVersion: _version, managedFields: _fields, ...rest } = metadata;
  return { ...content, metadata: rest };
}

async function established(cluster: Cluster, definition: KubeObject): Promise<void> {
  const deadline = Date.now() + establishedWithinMs;
  for (;;) {
    const live = await cluster.get(refOf(definition));
    const { status, message } = live ? readinessOf(live) : { status: 'NotFound', message: 'it is gone' };
    if (status === 'Current') return;
    if (Date.now() > deadline) {
      throw new CapstanError(
        'API_ERROR',
        `CustomResourceDefinition ${definition.metadata.name} is not served: ${message}`,
      );
    }
    await sleep(pollEveryMs);
  }
}
