import type { KubeObject } from '../../../src/cluster/index.ts';

/** What OpenShift brings along, as far as the API server needs to know. */
export const routeDefinition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'routes.route.openshift.io' },
  spec: {
    group: 'route.openshift.io',
    scope: 'Namespaced',
    names: { kind: 'Route', listKind: 'RouteList', plural: 'routes', singular: 'route' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
