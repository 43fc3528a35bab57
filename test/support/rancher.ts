import type { KubeObject } from '../../src/cluster/index.ts';

/**
 * The kinds of Rancher's own cluster that the terraform templates write, as far as these need them: with them any API server
 * takes what a Rancher would. Nothing here makes machines.
 */
export const rancherKinds: readonly KubeObject[] = [
  kindOf('provisioning.cattle.io', 'Cluster', 'clusters'),
  kindOf('rke-machine-config.cattle.io', 'Amazonec2Config', 'amazonec2configs'),
  kindOf('rke-machine-config.cattle.io', 'AzureConfig', 'azureconfigs'),
  kindOf('rke-machine-config.cattle.io', 'ExoscaleConfig', 'exoscaleconfigs'),
];

function kindOf(group: string, kind: string, plural: string): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}
