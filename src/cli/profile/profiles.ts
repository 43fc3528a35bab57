import type { GroupVersionKind } from '../../cluster/index.ts';

/** A set of manifests that can be dumped: a chart of watches.yaml, some of its templates, and values that make them so. */
export interface Profile {
  readonly name: string;
  /** Whose entry of watches.yaml names the chart and what is generated for it. */
  readonly gvk: GroupVersionKind;
  /** The resource that the dump stands for. */
  readonly resource: string;
  /** Values in the chart's folder, laid over its own. */
  readonly overlay: string;
  /** Whether a template belongs to it, by its path below templates/ without endings. */
  takesTemplate(path: string): boolean;
  /** Whether definitions of crds/ belong to it, and which. */
  readonly hasDefinitions: boolean;
  takesDefinition(group: string): boolean;
}

const group = 'mlops.cnvrg.io';

export const controlPlaneProfile: Profile = {
  name: 'control-plane',
  gvk: { group, version: 'v1', kind: 'CnvrgApp' },
  resource: 'cnvrg-app',
  overlay: 'profiles/control-plane.yaml',
  takesTemplate: () => true,
  hasDefinitions: false,
  takesDefinition: () => false,
};

export const networkProfile: Profile = {
  name: 'network',
  gvk: { group, version: 'v1', kind: 'CnvrgInfra' },
  resource: 'cnvrg-infra',
  overlay: 'profiles/network.yaml',
  takesTemplate: (path) => path.startsWith('istio/') || path === 'apps-class' || path === 'jobs-class',
  hasDefinitions: true,
  takesDefinition: (group) => group.endsWith('.istio.io'),
};
