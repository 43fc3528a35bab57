import { CapstanError } from '../errors/index.ts';

/** One kind as a server serves it: what is needed to write its URLs. `group` is '' for the core group. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Names only: `status`, `scale`. */
  readonly subresources: readonly string[];
}

/** `/apis/apps/v1/namespaces/demo/statefulsets`, without a namespace that of all namespaces. */
export function collectionPath(resource: ApiResource, namespace: string | undefined): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace ? `/namespaces/${segment(namespace)}` : '';
  return `${root}${scope}/${resource.plural}`;
}

/**
 * The URL of one object. The namespace of a cluster-scoped kind is ignored, as charts often render one.
 * @throws CapstanError OBJECT_INVALID for a name that would change the meaning of the URL: with an empty one, DELETE would empty the collection.
 */
export function objectPath(resource: ApiResource, namespace: string, name: string, subresource?: string): string {
  return `${placePath(resource, namespace, name)}/${segment(name)}${subresource ? `/${subresource}` : ''}`;
}

/** Where an object is POSTed to. */
export function placePath(resource: ApiResource, namespace: string, name: string): string {
  if (resource.namespaced && namespace === '') {
    throw new CapstanError('OBJECT_INVALID', `${resource.kind} ${name} has no namespace`, {
      hint: 'set metadata.namespace: the kind is namespaced',
    });
  }
  return collectionPath(resource, namespace);
}

/** The server's own rule for a path segment (ValidatePathSegmentName), plus emptiness. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name)) {
    throw new CapstanError('OBJECT_INVALID', `${JSON.stringify(name)} is not a name`, {
      hint: "a name is not empty, not '.' or '..' and has no '/' or '%'",
    });
  }
  return encodeURIComponent(name);
}
