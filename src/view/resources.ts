import type { GroupVersionKind, KubeObject } from '../cluster/index.ts';
import { CapstanError, isCapstanError } from '../errors/index.ts';
import { inBatches } from './batches.ts';
import { conditionsOf } from './conditions.ts';
import type { View } from './view.ts';

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: {
      readonly kind: string;
      readonly plural: string;
      readonly singular?: string;
      readonly shortNames?: readonly string[];
    };
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  };
}

const definitionKind = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };

/** The custom resource of that name that an operator of charts has had in its hands; undefined when there is none, or none may be looked for. */
export async function findResource(view: View, name: string): Promise<KubeObject | undefined> {
  const definitions = await readDefinitions(view);
  const found = await inBatches(definitions, (definition) => read(view, definition, name));
  const ours = found.filter((object) => object !== undefined).filter(isOperated);
  if (ours.length > 1) {
    const kinds = ours.map(({ kind }) => `${kind.toLowerCase()}/${name}`);
    throw new CapstanError('USAGE', `"${name}" may be ${kinds.join(' or ')}`, { hint: 'name the kind, too' });
  }
  return ours[0];
}

/** `kind` by its name, plural or short name, in any case, with or without its group: `runtimes.kre.konstellation.io`. */
export async function findResourceOf(view: View, kind: string, name: string): Promise<KubeObject | undefined> {
  const [word = '', ...rest] = kind.toLowerCase().split('.');
  const group = rest.join('.');
  const definitions = (await readDefinitions(view, true)).filter(({ spec }) => {
    const { names } = spec;
    const words = [names.kind, names.plural, names.singular ?? '', ...(names.shortNames ?? [])];
    return words.some((one) => one.toLowerCase() === word) && (group === '' || group === spec.group);
  });
  if (definitions.length === 0) {
    throw new CapstanError('KIND_UNKNOWN', `there is no kind of custom resources called "${kind}"`);
  }
  const found = await inBatches(definitions, (definition) => read(view, definition, name));
  return found.find((object) => object !== undefined);
}

async function readDefinitions({ cluster, signal }: View, isNeeded = false): Promise<readonly Definition[]> {
  try {
    return (await cluster.list({ gvk: definitionKind }, signal)).items as unknown as readonly Definition[];
  } catch (error) {
    if (!isNeeded && isCapstanError(error, 'FORBIDDEN')) return [];
    throw error;
  }
}

async function read({ cluster, namespace, signal }: View, { spec }: Definition, name: string) {
  const version = spec.versions.find(({ storage, served }) => storage && served) ?? spec.versions.find((v) => v.served);
  if (!version) return undefined;
  const gvk: GroupVersionKind = { group: spec.group, version: version.name, kind: spec.names.kind };
  try {
    return await cluster.get({ ...gvk, namespace: spec.scope === 'Cluster' ? '' : namespace, name }, signal);
  } catch (error) {
    if (isCapstanError(error, 'FORBIDDEN', 'KIND_UNKNOWN', 'OBJECT_INVALID')) return undefined;
    throw error;
  }
}

const finalizers: readonly string[] = ['helm.sdk.operatorframework.io/uninstall-release', 'uninstall-helm-release'];

/** By what every operator of charts leaves on a resource: its finalizer, or the condition it sets first. */
function isOperated(object: KubeObject): boolean {
  const isHeld = (object.metadata.finalizers ?? []).some((name) => finalizers.includes(name));
  return isHeld || conditionsOf(object).some(({ type }) => type === 'Initialized' || type === 'Irreconcilable');
}
