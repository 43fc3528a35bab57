import { randomBytes } from 'node:crypto';
import type { Cluster, GroupVersionKind, KubeObject } from '../../../src/cluster/index.ts';
import { eventually } from '../../support/cluster.ts';

export const configMapKind: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' };

export function configMap(
  namespace: string,
  name: string,
  data: Record<string, string>,
  metadata: object = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ...metadata }, data };
}

export interface CustomKind extends AsyncDisposable {
  readonly gvk: GroupVersionKind;
  readonly create: (namespace: string, name: string, spec: object) => KubeObject;
}

/** A CustomResourceDefinition of its own with a schema that keeps everything, established. */
export async function customKind(cluster: Cluster): Promise<CustomKind> {
  const group = `t${randomBytes(4).toString('hex')}.capstan.test`;
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
  const ref = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    namespace: '',
    name: definition.metadata.name,
  };
  await cluster.create(definition);
  const gvk = { group, version: 'v1', kind: 'Widget' };
  // Established is said a moment before discovery and the handler know of it.
  await eventually(() => cluster.list({ gvk }));
  return {
    gvk,
    create: (namespace, name, spec) => ({
      apiVersion: `${group}/v1`,
      kind: 'Widget',
      metadata: { name, namespace },
      spec,
    }),
    [Symbol.asyncDispose]: async () => void (await cluster.delete(ref)),
  };
}

/** What a promise throws; it must. */
export async function failure(promise: Promise<unknown>): Promise<Error & { code?: unknown; hint?: unknown }> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error('nothing was thrown');
  return outcome as Error & { code?: unknown; hint?: unknown };
}
