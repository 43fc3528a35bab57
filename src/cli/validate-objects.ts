import { type Cluster, checkPathSegment, gvkOf, type KubeObject, type ObjectRef } from '../cluster/index.ts';
import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { parseManifestText } from '../render/index.ts';

export interface ValidatedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly isUpgrade: boolean;
}

/**
 * What `helm template --validate` asks of a cluster, in its words: that all kinds are served, and that, for an install, no
 * object is there already that is not the release's. Fields are looked at by the API server alone, when they are applied.
 * @throws CapstanError KIND_UNKNOWN or OBJECT_OWNED
 */
export async function validateObjects(cluster: Cluster, manifest: string, release: ValidatedRelease): Promise<void> {
  const objects = parseManifestText(manifest).map(({ object }) => object as KubeObject);
  const faults = new Set<string>();
  for (const object of objects) {
    const fault = await mappingFault(cluster, object);
    if (fault !== undefined) faults.add(fault);
  }
  if (faults.size > 0) {
    const [first, ...more] = faults;
    const all = more.length === 0 ? first : `[${[...faults].join(', ')}]`;
    throw new CapstanError('KIND_UNKNOWN', `unable to build kubernetes objects from release manifest: ${all}`);
  }
  if (release.isUpgrade) return;
  for (const object of objects) await checkIsFree(cluster, object, release);
}

async function mappingFault(cluster: Cluster, object: KubeObject): Promise<string | undefined> {
  try {
    await cluster.discovery.resourceFor(gvkOf(object));
    return undefined;
  } catch (error) {
    if (!isCapstanError(error, 'KIND_UNKNOWN')) throw error;
    const { name, namespace = '' } = object.metadata;
    const where = `name: "${name}" namespace: "${namespace}" from ""`;
    const match = `no matches for kind "${object.kind}" in version "${object.apiVersion}"`;
    return `resource mapping not found for ${where}: ${match}\nensure CRDs are installed first`;
  }
}

async function checkIsFree(cluster: Cluster, object: KubeObject, release: ValidatedRelease): Promise<void> {
  const gvk = gvkOf(object);
  const { namespaced } = await cluster.discovery.resourceFor(gvk);
  const namespace = namespaced ? object.metadata.namespace || release.namespace : '';
  const { name } = object.metadata;
  const what = `${gvk.kind} "${name}" in namespace "${namespace}"`;
  const live = await readMetadata(cluster, { ...gvk, namespace, name }, what);
  const faults = live ? ownershipFaults(live, release) : [];
  if (faults.length === 0) return;
  throw new CapstanError(
    'OBJECT_OWNED',
    `Unable to continue with install: ${what} exists and cannot be imported into the current release: ${['invalid ownership metadata', ...faults].join('; ')}`,
    { hint: 'rename one of the two, or delete the other object if it is not needed' },
  );
}

async function readMetadata(cluster: Cluster, ref: ObjectRef, what: string): Promise<KubeObject | undefined> {
  try {
    checkPathSegment('namespace', ref.namespace);
    checkPathSegment('resource name', ref.name);
    return await cluster.get(ref, undefined, { metadataOnly: true });
  } catch (error) {
    if (!(error instanceof CapstanError)) throw error;
    const message = `Unable to continue with install: could not get information about the resource ${what}: ${messageOf(error)}`;
    throw new CapstanError(error.code, message, { cause: error, ...(error.hint && { hint: error.hint }) });
  }
}

function ownershipFaults({ metadata }: KubeObject, { name, namespace }: ValidatedRelease): string[] {
  const { labels = {}, annotations = {} } = metadata;
  return [
    ...valueFaults('label', labels, 'app.kubernetes.io/managed-by', 'Helm'),
    ...valueFaults('annotation', annotations, 'meta.helm.sh/release-name', name),
    ...valueFaults('annotation', annotations, 'meta.helm.sh/release-namespace', namespace),
  ];
}

function valueFaults(what: string, found: Readonly<Record<string, string>>, key: string, wanted: string): string[] {
  const value = found[key];
  if (value === wanted) return [];
  const fault =
    value === undefined
      ? `missing key "${key}": must be set to "${wanted}"`
      : `key "${key}" must equal "${wanted}": current value is "${value}"`;
  return [`${what} validation error: ${fault}`];
}
