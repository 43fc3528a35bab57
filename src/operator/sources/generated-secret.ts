import { randomBytes } from 'node:crypto';
import { type Cluster, formatRef, type KubeObject, type ObjectRef, type OwnerReference } from '../../cluster/index.ts';
import { CapstanError, isCapstanError } from '../../errors/index.ts';
import {
  describeOwner,
  isKept,
  isOwnedBy,
  isSameResource,
  type ReleaseIdentity,
  stampHook,
} from '../../release/index.ts';
import { planSecret, type SecretWish } from './secret-plan.ts';

/** On every generated Secret: the release it was made for. */
export const generatedLabel = 'capstan.dev/generated';

export interface SecretContext {
  readonly cluster: Cluster;
  readonly identity: ReleaseIdentity;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

export interface SecretOptions extends SecretContext {
  /** It is to outlive the release: no owner, with whom garbage collection would take it. */
  readonly isKept: boolean;
}

const triesAtMost = 5;

/**
 * Sees to it that the Secret is there and has what it should; what it has stays, whoever was first to write it.
 * @param seen as a watch shows it: with nothing to do, no request is sent
 * @returns 'going' while one of that name is being deleted
 * @throws CapstanError OBJECT_OWNED
 */
export async function ensureSecret(
  ref: ObjectRef,
  wish: SecretWish,
  seen: KubeObject | undefined,
  context: SecretOptions,
): Promise<KubeObject | 'going'> {
  let live = seen;
  for (let tries = 0; tries < triesAtMost; tries++) {
    const answer = await (live ? complete(live, ref, wish, context) : create(ref, wish, context));
    if (answer !== 'again') return answer;
    live = await context.cluster.get(ref, context.signal);
  }
  throw new CapstanError('CONFLICT', `${formatRef(ref)} is changed by others all the time`);
}

type Answer = KubeObject | 'going' | 'again';

/** Never writes over one that is there. */
async function create(
  ref: ObjectRef,
  wish: SecretWish,
  { cluster, identity, now, isKept, signal }: SecretOptions,
): Promise<Answer> {
  const { annotations = {}, data = {} } = planSecret(wish, undefined, now(), randomBytes) ?? {};
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: ref.name,
      namespace: ref.namespace,
      labels: { [generatedLabel]: identity.name },
      annotations: { ...annotations, ...(isKept ? keepAnnotation : {}) },
    },
    type: wish.certificate ? 'kubernetes.io/tls' : 'Opaque',
    data,
  };
  try {
    return await cluster.create(stampHook(secret, identity, true), {}, signal);
  } catch (error) {
    if (isCapstanError(error, 'ALREADY_EXISTS')) return 'again';
    throw error;
  }
}

const keepAnnotation = { 'helm.sh/resource-policy': 'keep' };

/** Adds what is missing to the very version that was looked at: of two writers one has to look again. */
async function complete(live: KubeObject, ref: ObjectRef, wish: SecretWish, options: SecretOptions): Promise<Answer> {
  const { cluster, identity, now, signal } = options;
  const { uid, resourceVersion, deletionTimestamp, labels } = live.metadata;
  if (deletionTimestamp !== undefined) return 'going';
  if (isFormers(live, identity)) {
    await cluster.delete(ref, uid === undefined ? {} : { uid }, signal);
    return 'again';
  }
  const isLeft = isLeftBehind(live, identity);
  if (!isLeft && !isOwnedBy(live, identity)) {
    throw new CapstanError(
      'OBJECT_OWNED',
      `${formatRef(ref)} is to be generated, and belongs to ${describeOwner(live)}`,
    );
  }
  const additions = planSecret(wish, live, now(), randomBytes);
  const mark = isLeft || (options.isKept && !isKept(live.metadata)) ? ownerMark(live, options) : undefined;
  if (!additions && !mark && labels?.[generatedLabel] !== undefined) return live;
  if (resourceVersion === undefined) return 'again'; // what a watch keeps has none
  const { annotations = {}, data = {} } = additions ?? {};
  const metadata = { resourceVersion, labels: { [generatedLabel]: identity.name }, ...mark };
  const body = { metadata: { ...metadata, annotations: { ...annotations, ...mark?.annotations } }, data };
  try {
    return await cluster.patch(ref, { type: 'merge', body }, signal);
  } catch (error) {
    if (isCapstanError(error, 'CONFLICT', 'NOT_FOUND')) return 'again';
    throw error;
  }
}

/**
 * What a release left behind, and the next one of that name goes on with: a Secret that is kept, or one without an owner
 * because the uninstall orphaned it.
 */
function isLeftBehind(live: KubeObject, identity: ReleaseIdentity): boolean {
  const { labels, ownerReferences = [] } = live.metadata;
  const isNobodys = !ownerReferences.some(({ controller }) => controller) && !isOwnedBy(live, identity);
  return isNobodys && labels?.[generatedLabel] === identity.name;
}

/** Makes it the release's: by a reference to the owner, or, where it is kept, in words. References to others stay. */
function ownerMark({ metadata }: KubeObject, { identity, isKept: mustKeep }: SecretOptions): OwnerMark {
  const { name, namespace = '', ownerReferences = [] } = metadata;
  const annotations = mustKeep || isKept(metadata) ? keepAnnotation : {};
  const bare = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, annotations } };
  const own = stampHook(bare, identity, true).metadata;
  const others = ownerReferences.filter(({ uid }) => uid !== identity.owner?.uid);
  const references = [...others, ...(own.ownerReferences ?? [])];
  return { ownerReferences: references.length > 0 ? references : null, annotations: own.annotations ?? {} };
}

interface OwnerMark {
  readonly ownerReferences: readonly OwnerReference[] | null;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Left by a resource of the same name that was deleted: garbage collection is about to take it. */
function isFormers(live: KubeObject, { owner }: ReleaseIdentity): boolean {
  const controller = live.metadata.ownerReferences?.find((reference) => reference.controller);
  return controller !== undefined && controller.uid !== owner?.uid && isSameResource(controller, owner);
}
