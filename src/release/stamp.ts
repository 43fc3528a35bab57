import type { KubeObject, OwnerReference } from '../cluster/index.ts';
import { apiVersionOf, type GroupVersionKind, gvkOf } from '../cluster/index.ts';
import type { RenderedObject } from '../render/index.ts';
import { isKept } from './inventory.ts';
import { isShared } from './shared.ts';

/** The custom resource a release belongs to. `namespace` is '' when it is cluster-scoped. */
export interface Owner extends GroupVersionKind {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface ReleaseIdentity {
  readonly name: string;
  /** Where its objects go. */
  readonly namespace: string;
  /** Where its records are. */
  readonly storageNamespace: string;
  readonly chartName: string;
  readonly owner: Owner | undefined;
}

export const chartLabel = 'helm.sdk.operatorframework.io/chart';
const releaseNameAnnotation = 'meta.helm.sh/release-name';
const releaseNamespaceAnnotation = 'meta.helm.sh/release-namespace';
const primaryAnnotation = 'operator-sdk/primary-resource';
const primaryTypeAnnotation = 'operator-sdk/primary-resource-type';
const managedByLabel = 'app.kubernetes.io/managed-by';

/** Which group of its release an object belongs to, and a JSON list of those that have to be ready before it (Helm's HIP-0025). */
export const groupAnnotation = 'helm.sh/resource-group';
export const afterAnnotation = 'helm.sh/depends-on/resource-groups';

/** The labels and annotations that are put on objects. */
export const stampKeys: ReadonlySet<string> = new Set([
  chartLabel,
  releaseNameAnnotation,
  releaseNamespaceAnnotation,
  primaryAnnotation,
  primaryTypeAnnotation,
  managedByLabel,
]);

/**
 * A rendered object with what says whose it is: Helm's ownership metadata, the chart label that dependents are watched
 * by, and the owner: a reference where Kubernetes allows one, else helm-operator's two annotations. What is shared gets none of it.
 */
export function stampObject(rendered: RenderedObject, release: ReleaseIdentity, isNamespaced: boolean): KubeObject {
  if (isShared(rendered.metadata)) {
    const { metadata, ...object } = placed(rendered, release, isNamespaced);
    return { ...object, metadata: { ...metadata, annotations: withoutOrder(metadata.annotations) } };
  }
  return stamp(rendered, release, isNamespaced, {
    labels: { [managedByLabel]: 'Helm' },
    annotations: { [releaseNameAnnotation]: release.name, [releaseNamespaceAnnotation]: release.namespace },
  });
}

/** Hooks belong to no release in Helm's eyes: they get the owner and the chart label only. */
export function stampHook(rendered: RenderedObject, release: ReleaseIdentity, isNamespaced: boolean): KubeObject {
  return stamp(rendered, release, isNamespaced, { labels: {}, annotations: {} });
}

/** Whether a live object is this release's: by Helm's ownership metadata, or by the owner's reference. */
export function isOwnedBy(live: KubeObject, release: ReleaseIdentity): boolean {
  const { annotations = {}, labels = {}, ownerReferences = [] } = live.metadata;
  const controller = ownerReferences.find((reference) => reference.controller);
  if (controller && release.owner && controller.uid === release.owner.uid) return true;
  const isReleases =
    labels[managedByLabel] === 'Helm' &&
    annotations[releaseNameAnnotation] === release.name &&
    annotations[releaseNamespaceAnnotation] === release.namespace;
  // helm-operator's repairs leave nothing of Helm's words on an object, only its own.
  const isPrimarys =
    release.owner !== undefined &&
    annotations[primaryAnnotation] === primaryName(release.owner) &&
    annotations[primaryTypeAnnotation] === primaryType(release.owner);
  // A controller that is not ours and still there outweighs Helm's words: garbage collection would take the object with it.
  return (isReleases || isPrimarys) && (controller === undefined || isSameResource(controller, release.owner));
}

/** Whether a live object bears no mark of whoever made it: a program's own, or a person's. */
export function isNobodys({ metadata }: KubeObject): boolean {
  const { annotations = {}, labels = {}, ownerReferences = [] } = metadata;
  const marks = [labels[managedByLabel], annotations[releaseNameAnnotation], annotations[primaryAnnotation]];
  return ownerReferences.length === 0 && marks.every((mark) => mark === undefined);
}

/** Whom a live object belongs to, for a message. */
export function describeOwner(live: KubeObject): string {
  const { annotations = {}, labels = {}, ownerReferences = [] } = live.metadata;
  const controller = ownerReferences.find((reference) => reference.controller);
  if (controller) return `${controller.kind} ${controller.name}`;
  if (annotations[releaseNameAnnotation]) {
    return `Helm release ${annotations[releaseNamespaceAnnotation]}/${annotations[releaseNameAnnotation]}`;
  }
  return labels[managedByLabel] ? `somebody else (managed by ${labels[managedByLabel]})` : 'somebody else';
}

function stamp(
  rendered: RenderedObject,
  release: ReleaseIdentity,
  isNamespaced: boolean,
  own: { labels: Record<string, string>; annotations: Record<string, string> },
): KubeObject {
  const { metadata } = placed(rendered, release, isNamespaced);
  const owner = release.owner && ownerMark(rendered, release.owner, metadata.namespace);
  return {
    ...rendered,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...own.labels, [chartLabel]: release.chartName },
      annotations: { ...withoutOrder(metadata.annotations), ...own.annotations, ...owner?.annotations },
      ...(owner?.references ? { ownerReferences: owner.references } : {}),
    },
  };
}

/** Where it goes: into its own namespace or the release's, if its kind lives in one. An empty text is none, as in Helm. */
function placed(rendered: RenderedObject, release: ReleaseIdentity, isNamespaced: boolean): KubeObject {
  const { namespace: own, ...metadata } = rendered.metadata;
  if (!isNamespaced) return { ...rendered, metadata };
  return { ...rendered, metadata: { ...metadata, namespace: own || release.namespace } };
}

/** Kubernetes takes no annotation with two slashes in its name: it is the chart's word to who installs it, and is not sent. */
export function withoutOrder(annotations: KubeObject['metadata']['annotations']): Readonly<Record<string, string>> {
  const { [afterAnnotation]: _, ...others } = annotations ?? {}; // a chart may write null
  return others;
}

function ownerMark(
  rendered: RenderedObject,
  owner: Owner,
  namespace: string | undefined,
): { annotations?: Record<string, string>; references?: readonly OwnerReference[] } {
  const canRefer = owner.namespace === '' || owner.namespace === namespace;
  if (canRefer && !isKept(rendered.metadata)) {
    const { name, uid, kind } = owner;
    const apiVersion = apiVersionOf(owner);
    return { references: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }] };
  }
  return {
    annotations: {
      [primaryAnnotation]: primaryName(owner),
      [primaryTypeAnnotation]: primaryType(owner),
    },
  };
}

function primaryName({ namespace, name }: Owner): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function primaryType({ group, kind }: Owner): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** The resource itself, or an earlier life of it: same group, kind and name. */
export function isSameResource(
  reference: Pick<OwnerReference, 'apiVersion' | 'kind' | 'name'>,
  owner: Pick<Owner, 'group' | 'kind' | 'name'> | undefined,
): boolean {
  return (
    owner !== undefined &&
    gvkOf(reference).group === owner.group &&
    reference.kind === owner.kind &&
    reference.name === owner.name
  );
}
