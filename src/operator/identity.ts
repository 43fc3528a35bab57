import { formatRef } from '../cluster/index.ts';
import { CapstanError } from '../errors/index.ts';
import type { ReleaseIdentity } from '../release/index.ts';
import { ownerOf, type Resource } from './resource.ts';
import { refFor } from './status-writer.ts';
import { expandResourceText, releaseNameOf, type Watch } from './watches/index.ts';

/**
 * The release a resource stands for. What its status tells of stays: a release keeps name and namespace for life, whatever
 * the templates of watches.yaml would make of the resource by now.
 * @throws CapstanError SPEC_INVALID
 */
export function identityOf(resource: Resource, watch: Watch): ReleaseIdentity {
  const { object, status } = resource;
  const { namespace = '', name } = object.metadata;
  const { deployedRelease } = status;
  // Expanded only if it counts: a release that is there must not be lost sight of when its resource lacks a field by now.
  const target = () =>
    watch.targetNamespace === undefined ? namespace : expandResourceText(watch.targetNamespace, object);
  const chosen = deployedRelease ? (deployedRelease.namespace ?? (namespace || target())) : target();
  if (chosen === '') {
    throw new CapstanError('SPEC_INVALID', `${formatRef(refFor(watch.gvk, '', name))} is cluster-scoped`, {
      hint: 'name the namespace of its objects by targetNamespace in watches.yaml',
    });
  }
  return {
    name: deployedRelease?.name ?? releaseNameOf(watch, object),
    namespace: chosen,
    storageNamespace: namespace || chosen,
    chartName: watch.chart.metadata.name,
    owner: ownerOf(resource, watch.gvk),
  };
}
