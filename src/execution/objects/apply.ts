import { type Cluster, ensureNamespace, formatRef, type KubeObject, refOf } from '../../cluster/index.ts';
import { CapstanError } from '../../errors/index.ts';

/** What became of one object: for a line of progress. */
export interface ObjectDone {
  readonly name: string;
  readonly done: 'created' | 'configured' | 'deleted' | 'absent' | 'left alone';
}

/** Whose an object is, where it was made for a user. */
export const userLabel = 'omegaml.io/user';
const madeBy = 'omegaml.io/made-by';
const us = 'cloudmgr';

/**
 * Applies the objects one after the other, their namespaces first where these are not there. Looks at all of them before
 * the first is touched. @throws CapstanError OBJECT_OWNED, and any code of the API's answers
 */
export async function applyObjects(
  cluster: Cluster,
  objects: readonly KubeObject[],
  onDone: (done: ObjectDone) => void,
  signal?: AbortSignal,
): Promise<void> {
  const taken: string[] = [];
  for (const object of objects)
    if ((await ownerOf(cluster, object, signal)) === 'other') taken.push(formatRef(refOf(object)));
  if (taken.length > 0) {
    throw new CapstanError('OBJECT_OWNED', `not made by ${us}, or for another user: ${taken.join(', ')}`, {
      hint: 'choose another name, or delete the object that is there if it is not needed',
    });
  }
  for (const object of objects) {
    const { namespace } = object.metadata;
    if (namespace !== undefined) await ensureNamespace(cluster, namespace, signal);
    const { created } = await cluster.apply(labelled(object), { force: true }, signal);
    onDone({ name: formatRef(refOf(object)), done: created ? 'created' : 'configured' });
  }
}

/** The last one first. What is not there, and what somebody else made, is no error. */
export async function removeObjects(
  cluster: Cluster,
  objects: readonly KubeObject[],
  onDone: (done: ObjectDone) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const object of [...objects].reverse()) {
    const name = formatRef(refOf(object));
    const owner = await ownerOf(cluster, object, signal);
    if (owner === 'us') await cluster.delete(refOf(object), { propagation: 'Background' }, signal);
    onDone({ name, done: owner === 'us' ? 'deleted' : owner === 'nobody' ? 'absent' : 'left alone' });
  }
}

async function ownerOf(cluster: Cluster, object: KubeObject, signal?: AbortSignal): Promise<'us' | 'other' | 'nobody'> {
  const live = await cluster.get(refOf(object), signal, { metadataOnly: true });
  if (live === undefined) return 'nobody';
  const { [madeBy]: maker, [userLabel]: user } = live.metadata.labels ?? {};
  return maker === us && user === object.metadata.labels?.[userLabel] ? 'us' : 'other';
}

function labelled(object: KubeObject): KubeObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [madeBy]: us } } };
}
