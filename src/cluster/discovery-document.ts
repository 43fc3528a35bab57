import type { ApiResource } from './api-resource.ts';

/** One group version as a server describes it. */
export interface ServedVersion {
  /** `v1`, `apps/v1` */
  readonly groupVersion: string;
  readonly resources: readonly ApiResource[];
  /** Kinds of resources and of their subresources: Helm's Capabilities.APIVersions counts both. */
  readonly kinds: readonly string[];
}

interface ResponseKind {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
}

/** apidiscovery.k8s.io APIGroupDiscoveryList; v2 and v2beta1 are alike in what is read here. */
export interface AggregatedDocument {
  readonly kind: 'APIGroupDiscoveryList';
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      /** 'Stale': the aggregated API server behind it does not answer; what is listed is what it had last. */
      readonly freshness?: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: ResponseKind;
        readonly scope: 'Namespaced' | 'Cluster';
        readonly verbs?: readonly string[];
        readonly subresources?: readonly { readonly subresource: string; readonly responseKind?: ResponseKind }[];
      }[];
    }[];
  }[];
}

export function parseAggregated(document: AggregatedDocument): ServedVersion[] {
  return document.items.flatMap((item) => {
    const group = item.metadata?.name ?? '';
    return (item.versions ?? []).map(({ version, resources = [] }) => ({
      groupVersion: join(group, version),
      resources: resources.flatMap((resource) =>
        // A resource without a kind exists only for its subresources.
        resource.responseKind?.kind
          ? [
              {
                group,
                version,
                kind: resource.responseKind.kind,
                plural: resource.resource,
                namespaced: resource.scope === 'Namespaced',
                verbs: resource.verbs ?? [],
                subresources: (resource.subresources ?? []).map((sub) => sub.subresource),
              },
            ]
          : [],
      ),
      kinds: resources.flatMap((resource) =>
        [resource.responseKind, ...(resource.subresources ?? []).map((sub) => sub.responseKind)].flatMap((kind) =>
          kind?.kind ? [kind.kind] : [],
        ),
      ),
    }));
  });
}

/** v1 APIVersions, what /api says where discovery is not aggregated. */
export interface ApiVersions {
  readonly versions?: readonly string[];
}

/** v1 APIGroupList, what /apis says there. */
export interface ApiGroupList {
  readonly groups?: readonly { readonly versions?: readonly { readonly groupVersion: string }[] }[];
}

/** v1 APIResourceList, one per group version. */
export interface ApiResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
  }[];
}

export function parseClassic(groupVersion: string, list: ApiResourceList): ServedVersion {
  const entries = list.resources ?? [];
  const slash = groupVersion.indexOf('/');
  const resources = entries
    .filter((entry) => !entry.name.includes('/'))
    .map((entry) => ({
      group: slash < 0 ? '' : groupVersion.slice(0, slash),
      version: groupVersion.slice(slash + 1),
      kind: entry.kind,
      plural: entry.name,
      namespaced: entry.namespaced,
      verbs: entry.verbs ?? [],
      subresources: entries
        .filter((other) => other.name.startsWith(`${entry.name}/`))
        .map((other) => other.name.slice(entry.name.length + 1)),
    }));
  return { groupVersion, resources, kinds: entries.map((entry) => entry.kind) };
}

function join(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}
