import { CapstanError } from '../../errors/index.ts';
import type { RenderedObject } from '../../render/index.ts';
import { builtInKinds, type KnownKind, kindsOfDefinitions } from '../../scaffold/index.ts';

/** Whose definition no chart has: OpenShift brings it. */
const route: KnownKind = { group: 'route.openshift.io', kind: 'Route', plural: 'routes', namespaced: true };

/**
 * Gives objects the namespace that a server would: those of kinds that are in one, unless they name it themselves.
 * @param definitions asked once, for the kinds that are not Kubernetes' own
 */
export function placeIn(
  namespace: string,
  definitions: () => readonly RenderedObject[],
): (object: RenderedObject) => RenderedObject {
  let own: readonly KnownKind[] | undefined;
  return (object) => {
    const isOf = isKindOf(object);
    let known = builtInKinds.find(isOf);
    if (known === undefined) {
      own ??= [route, ...kindsOfDefinitions(definitions())];
      known = own.find(isOf);
    }
    if (known === undefined) throw unknown(object);
    const { namespace: named = namespace, ...metadata } = object.metadata;
    return { ...object, metadata: { ...metadata, ...(known.namespaced && { namespace: named }) } };
  };
}

function isKindOf({ apiVersion, kind }: RenderedObject): (known: KnownKind) => boolean {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
  return (known) => known.group === group && known.kind === kind;
}

function unknown({ apiVersion, kind, metadata }: RenderedObject): CapstanError {
  const message = `${kind} ${metadata.name} cannot be dumped: nothing says whether a ${kind} of ${apiVersion} is in a namespace`;
  return new CapstanError('KIND_UNKNOWN', message, {
    hint: 'put its CustomResourceDefinition into crds/ of the chart',
  });
}
